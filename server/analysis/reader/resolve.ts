// Resolves imports as at run time, and lists the files that tsconfig includes. The bundler receives these answers, so that it uses the
// same files.

import { packageOf } from "../../../runtime/contract/package-manager.js";
import type { ImportTarget } from "../facts.js";
import { type FileAccess, folderOf, foldersFrom, resolvePath, within } from "../file-access.js";
import { resolutionHost } from "./resolution-host.js";
import { nearestAbove, readTsConfig, readTsConfigs, type TsConfigs } from "./tsconfig.js";
import { ts } from "./typescript.js";

export interface Resolver {
  readonly configs: TsConfigs;
  resolve(fromFile: string, specifier: string): ImportTarget;
  /** The canonical path of a file that links may reach by several paths. */
  placed(file: string): string;
  /** Whether an import resolves to code: a file, a package or a module of Node. */
  canResolve(fromFile: string, specifier: string): boolean;
  /**
   * The file that an import finds only on a disk that ignores case, because it spells the name differently. Null for every other import.
   */
  misspelt(fromFile: string, specifier: string): string | null;
  /** Whether an import resolves at least to declarations, which are enough for types. */
  isDeclared(fromFile: string, specifier: string): boolean;
  /** Where `paths` of tsconfig map an import, the first choice first. A pattern that matches every name does not count. */
  mappedTo(fromFile: string, specifier: string): readonly string[];
  /** Whether an import resolves to a file that is neither code nor JSON nor text. */
  isForeign(fromFile: string, specifier: string): boolean;
  /** Whether `millrace` itself is installed. It is looked up each time, because an installation is not reported. */
  hasSdk(): boolean;
  /** The code that tsconfig includes, without declaration files. */
  includedFiles(): readonly string[];
}

const SDK = "millrace";

/** A resolver for the project with the entry `configFile`. It caches answers: create a new one when files are created or deleted. */
export function createResolver(files: FileAccess, configFile: string): Resolver {
  const dir = folderOf(configFile);
  const configs = readTsConfigs(files, configFile);
  const host = resolutionHost(files);
  const answers = new Map<string, ImportTarget>();
  /** The answers that the disk gave for a name in another case. */
  const misspelt = new Set<string>();
  const lookups = new Map<ts.CompilerOptions, Lookup>();
  const withoutConditions = new Map<ts.CompilerOptions, Lookup>();
  const elsewhere = new Map<string, ts.CompilerOptions | null>();
  const root = { given: dir, real: files.realpath(dir) };

  return {
    configs,
    resolve,
    placed,
    canResolve(fromFile, specifier) {
      if (specifier.startsWith("node:") || NODE.has(specifier.split("/")[0] ?? "")) return true;
      if (resolve(fromFile, specifier) !== null) return true;
      if (specifier.startsWith(".")) return files.fileExists(resolvePath(folderOf(fromFile), specifier));
      return lookup(fromFile, specifier) !== null || isInstalled(fromFile, specifier);
    },
    misspelt(fromFile, specifier) {
      const target = resolve(fromFile, specifier);
      return target?.kind === "file" && misspelt.has(`${folderOf(fromFile)}\0${specifier}`) ? target.path : null;
    },
    isDeclared,
    mappedTo: (fromFile, specifier) => {
      const { paths = {}, ...options } = configs.of(fromFile).options;
      const named = Object.entries(paths).filter(([pattern]) => !pattern.startsWith("*"));
      return mappedPaths(specifier, { ...options, paths: Object.fromEntries(named) });
    },
    isForeign(fromFile, specifier) {
      if (CODE.test(specifier) || resolve(fromFile, specifier) !== null) return false;
      return candidates(fromFile, specifier).some((path) => files.fileExists(path));
    },
    hasSdk: () => isInstalled(`${dir}/`, SDK) || isDeclared(configFile, SDK),
    includedFiles: () =>
      [...new Set(configs.all.flatMap((config) => [...config.files]))].filter((name) => CODE.test(name) && !DECLARATIONS.test(name)),
  };

  /** A package without types, or with exports that TypeScript cannot follow, is installed nevertheless. */
  function isInstalled(fromFile: string, specifier: string): boolean {
    const name = packageOf(specifier);
    return [...foldersFrom(folderOf(fromFile))].some((folder) => files.directoryExists(within(folder, `node_modules/${name}`)));
  }

  /** Whether TypeScript finds at least its types. */
  function isDeclared(fromFile: string, specifier: string): boolean {
    return ts.resolveModuleName(specifier, fromFile, configs.of(fromFile).options, host).resolvedModule !== undefined;
  }

  function resolve(fromFile: string, specifier: string): ImportTarget {
    if (specifier === SDK) return { kind: "sdk" };
    const id = `${folderOf(fromFile)}\0${specifier}`;
    let answer = answers.get(id);
    if (answer === undefined) {
      answer = find(fromFile, specifier);
      answers.set(id, answer);
    }
    return answer;
  }

  function find(fromFile: string, specifier: string): ImportTarget {
    if (TEXT.test(specifier)) return fileNamed(fromFile, specifier);
    const found = lookup(fromFile, specifier);
    if (found !== null)
      return isSource(found, files) || isByOwnCondition(found, fromFile, specifier)
        ? fileAt(fromFile, specifier, found.resolvedFileName)
        : null;
    // JSON and code with a full file name resolve even if no rule of TypeScript applies.
    if (!specifier.startsWith(".") || !(CODE.test(specifier) || specifier.endsWith(".json")) || DECLARATIONS.test(specifier)) return null;
    return fileNamed(fromFile, specifier);
  }

  /**
   * Node.js does not know `customConditions`. If they lead to other code in a package, the run must bundle that code with all of its
   * files.
   */
  function isByOwnCondition({ resolvedFileName }: ts.ResolvedModule, fromFile: string, specifier: string): boolean {
    if (specifier.startsWith(".")) return /\/node_modules\/.*\.[cm]?js$/.test(fromFile) && !DECLARATIONS.test(resolvedFileName);
    const { customConditions = [], ...options } = configs.of(fromFile).options;
    if (customConditions.length === 0 || DECLARATIONS.test(resolvedFileName)) return false;
    const known = withoutConditions.get(configs.of(fromFile).options) ?? createLookup(options, dir, host);
    withoutConditions.set(configs.of(fromFile).options, known);
    return known(fromFile, specifier)?.resolvedFileName !== resolvedFileName;
  }

  /** The file that a specifier with an extension names, directly or through `paths`. */
  function fileNamed(fromFile: string, specifier: string): ImportTarget {
    const found = candidates(fromFile, specifier).find((path) => files.fileExists(path));
    return found === undefined ? null : fileAt(fromFile, specifier, found);
  }

  function fileAt(fromFile: string, specifier: string, asked: string): ImportTarget {
    const path = placed(asked);
    if (path !== asked && path.toLowerCase() === asked.toLowerCase()) misspelt.add(`${folderOf(fromFile)}\0${specifier}`);
    return { kind: "file", path };
  }

  function candidates(fromFile: string, specifier: string): readonly string[] {
    if (specifier.startsWith(".")) return [resolvePath(folderOf(fromFile), specifier)];
    return mappedPaths(specifier, configs.of(fromFile).options);
  }

  /** Resolves with the options of the config to which a file belongs, else with those of the tsconfig nearest to it, as bundlers do. */
  function lookup(fromFile: string, specifier: string): ts.ResolvedModule | null {
    const own = configs.of(fromFile).options;
    const found = lookupBy(own, fromFile, specifier);
    if (found !== null || specifier.startsWith(".")) return found;
    const other = optionsNear(folderOf(fromFile));
    return other === null ? null : lookupBy(other, fromFile, specifier);
  }

  function lookupBy(options: ts.CompilerOptions, fromFile: string, specifier: string): ts.ResolvedModule | null {
    const known = lookups.get(options) ?? createLookup(options, dir, host);
    lookups.set(options, known);
    return known(fromFile, specifier);
  }

  function optionsNear(folder: string): ts.CompilerOptions | null {
    const path = nearestAbove(files, folder);
    if (path === null || path === configs.path || configs.all.some((config) => config.path === path)) return null;
    const known = elsewhere.get(path) ?? readTsConfig(files, path).config.options;
    elsewhere.set(path, known);
    return known;
  }

  /** One file is one module, even if several links lead to it. */
  function placed(path: string): string {
    const real = files.realpath(path);
    return root.given !== root.real && real.startsWith(`${root.real}/`) ? root.given + real.slice(root.real.length) : real;
  }
}

type Lookup = (fromFile: string, specifier: string) => ts.ResolvedModule | null;

/**
 * Resolves an `import` as at run time: TypeScript's own resolution without declaration files. So `paths`, `rootDirs`, `moduleSuffixes`,
 * `customConditions`, `exports` and `.js` for `.ts` apply, and a source is preferred to a file that was compiled beside it.
 */
function createLookup(options: ts.CompilerOptions, dir: string, host: ts.ModuleResolutionHost): Lookup {
  const running = {
    ...options,
    module: ts.ModuleKind.ESNext,
    moduleResolution: ts.ModuleResolutionKind.Bundler,
    customConditions: ["node", ...(options.customConditions ?? [])],
    noDtsResolution: true,
    allowJs: true,
    resolveJsonModule: true,
  };
  const cache = ts.createModuleResolutionCache(dir, (name) => name, running);
  return (fromFile, specifier) =>
    ts.resolveModuleName(specifier, fromFile, running, host, cache, undefined, ts.ModuleKind.ESNext).resolvedModule ?? null;
}

const CODE = /\.[cm]?[jt]sx?$/;
const DECLARATIONS = /\.d\.[cm]?ts$/;
/** Files that are imported as text. */
const TEXT = /\.(?:sql|txt|md)$/;

/** Where `paths` map a specifier, the longest pattern first. */
function mappedPaths(specifier: string, { paths = {}, baseUrl, ...options }: ts.CompilerOptions): readonly string[] {
  const base = baseUrl ?? (options.pathsBasePath as string | undefined);
  if (base === undefined) return [];
  const fitting = Object.entries(paths).flatMap(([pattern, targets]) => {
    const [before = "", after] = pattern.split("*");
    const fits = after === undefined ? specifier === pattern : isBetween(specifier, before, after);
    const between = specifier.slice(before.length, specifier.length - (after?.length ?? 0));
    return fits ? [{ length: before.length, targets: targets.map((target) => target.replace("*", between)) }] : [];
  });
  return fitting.sort((a, b) => b.length - a.length).flatMap(({ targets }) => targets.map((target) => resolvePath(base, target)));
}

function isBetween(text: string, before: string, after: string): boolean {
  return text.length >= before.length + after.length && text.startsWith(before) && text.endsWith(after);
}

/**
 * The files that a run bundles: the project's own, TypeScript of another package of the same repository that is linked in node_modules,
 * and TypeScript that was copied into node_modules, which Node cannot load. In a copied package, JavaScript that was compiled beside it
 * is preferred.
 */
function isSource({ isExternalLibraryImport, resolvedFileName: path }: ts.ResolvedModule, files: FileAccess): boolean {
  if (DECLARATIONS.test(path)) return false;
  if (!path.includes("/node_modules/")) return isExternalLibraryImport !== true || /\.[cm]?tsx?$/.test(path);
  return /\.[cm]?tsx?$/.test(path) && !files.fileExists(path.replace(/ts(x?)$/, "js")) && !hasCompiledMain(path, files);
}

/** The package has a JavaScript entry, and its TypeScript is only for reading. */
function hasCompiledMain(path: string, files: FileAccess): boolean {
  const [folder] = /^.*\/node_modules\/(?:@[^/]+\/)?[^/]+/.exec(path) ?? [];
  const text = folder === undefined ? undefined : files.read(`${folder}/package.json`);
  const main = text === undefined || /"exports"\s*:/.test(text) ? undefined : /"main"\s*:\s*"([^"]+\.[cm]?js)"/.exec(text)?.[1];
  return main !== undefined && files.fileExists(resolvePath(folder as string, main));
}

// The modules of Node that can be imported without "node:".
const NODE = new Set(
  (
    "assert async_hooks buffer child_process cluster console constants crypto dgram diagnostics_channel dns domain events fs http http2 https " +
    "inspector module net os path perf_hooks process punycode querystring readline repl stream string_decoder timers tls trace_events tty url " +
    "util v8 vm wasi worker_threads zlib"
  ).split(" "),
);

// Answers which file an import means when it runs, and which files tsconfig includes. The bundler is handed these answers, so that it takes the same.

import { packageOf } from "../../../runtime/contract/package-manager.js";
import type { ImportTarget } from "../facts.js";
import { type FileAccess, folderOf, foldersFrom, resolvePath, within } from "../file-access.js";
import { resolutionHost } from "./resolution-host.js";
import { nearestAbove, readTsConfig, readTsConfigs, type TsConfigs } from "./tsconfig.js";
import { ts } from "./typescript.js";

export interface Resolver {
  readonly configs: TsConfigs;
  resolve(fromFile: string, specifier: string): ImportTarget;
  /** The file by its one name, where links lead to it by several. */
  placed(file: string): string;
  /** Whether an import finds code: a file, a package or a module of Node. */
  leadsSomewhere(fromFile: string, specifier: string): boolean;
  /** The file that an import finds on a disk that ignores case alone, because the import spells its name otherwise; null for every other. */
  misspelt(fromFile: string, specifier: string): string | null;
  /** Whether an import finds at least declarations, which serve for types. */
  isDeclared(fromFile: string, specifier: string): boolean;
  /** Where `paths` of tsconfig send an import by a name of their own, the first choice first; a pattern for every name counts as none. */
  mappedTo(fromFile: string, specifier: string): readonly string[];
  /** Whether an import leads to a file that is neither code nor JSON nor text. */
  isForeign(fromFile: string, specifier: string): boolean;
  /** Whether `millrace` itself is there. Looked up anew each time: an installation is not told. */
  hasSdk(): boolean;
  /** The code that tsconfig includes: without declaration files. */
  includedFiles(): readonly string[];
}

const SDK = "millrace";

/** A resolver for the project whose entry is `configFile`; it remembers answers, so make a new one when files come or go. */
export function createResolver(files: FileAccess, configFile: string): Resolver {
  const dir = folderOf(configFile);
  const configs = readTsConfigs(files, configFile);
  const host = resolutionHost(files);
  const answers = new Map<string, ImportTarget>();
  /** Of the answers, those that the disk gave for a name in another case. */
  const misspelt = new Set<string>();
  const lookups = new Map<ts.CompilerOptions, Lookup>();
  const withoutConditions = new Map<ts.CompilerOptions, Lookup>();
  const elsewhere = new Map<string, ts.CompilerOptions | null>();
  const root = { given: dir, real: files.realpath(dir) };

  return {
    configs,
    resolve,
    placed,
    leadsSomewhere(fromFile, specifier) {
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

  /** A package without types, or one that exports what TypeScript cannot follow, is there all the same. */
  function isInstalled(fromFile: string, specifier: string): boolean {
    const name = packageOf(specifier);
    return [...foldersFrom(folderOf(fromFile))].some((folder) => files.directoryExists(within(folder, `node_modules/${name}`)));
  }

  /** Whether TypeScript finds at least the types of it. */
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
    // JSON and code that is named whole, though no rule of TypeScript leads there.
    if (!specifier.startsWith(".") || !(CODE.test(specifier) || specifier.endsWith(".json")) || DECLARATIONS.test(specifier)) return null;
    return fileNamed(fromFile, specifier);
  }

  /** Node.js knows no `customConditions`: where they lead a package to other code, the run must be handed that, with all of its files. */
  function isByOwnCondition({ resolvedFileName }: ts.ResolvedModule, fromFile: string, specifier: string): boolean {
    if (specifier.startsWith(".")) return /\/node_modules\/.*\.[cm]?js$/.test(fromFile) && !DECLARATIONS.test(resolvedFileName);
    const { customConditions = [], ...options } = configs.of(fromFile).options;
    if (customConditions.length === 0 || DECLARATIONS.test(resolvedFileName)) return false;
    const known = withoutConditions.get(configs.of(fromFile).options) ?? createLookup(options, dir, host);
    withoutConditions.set(configs.of(fromFile).options, known);
    return known(fromFile, specifier)?.resolvedFileName !== resolvedFileName;
  }

  /** The file that a specifier names with its ending, by itself or by `paths`. */
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

  /** By the options of the config a file belongs to, else by those of the tsconfig nearest to it, which bundlers ask. */
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

  /** One file is one module, by however many links it is reached. */
  function placed(path: string): string {
    const real = files.realpath(path);
    return root.given !== root.real && real.startsWith(`${root.real}/`) ? root.given + real.slice(root.real.length) : real;
  }
}

type Lookup = (fromFile: string, specifier: string) => ts.ResolvedModule | null;

/**
 * Where an `import` leads when it runs: TypeScript's own search without declaration files, so that `paths`, `rootDirs`, `moduleSuffixes`,
 * `customConditions`, `exports` and `.js` for `.ts` count, and a source counts before what was compiled beside it.
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
/** What is imported as a text. */
const TEXT = /\.(?:sql|txt|md)$/;

/** Where `paths` send a specifier, the longest pattern first. */
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
 * What a run bundles: the project's own files, TypeScript of another package of the same repository, to which node_modules holds a link, and
 * TypeScript that was copied into node_modules, which Node loads nowhere. There JavaScript that was compiled beside it is what counts.
 */
function isSource({ isExternalLibraryImport, resolvedFileName: path }: ts.ResolvedModule, files: FileAccess): boolean {
  if (DECLARATIONS.test(path)) return false;
  if (!path.includes("/node_modules/")) return isExternalLibraryImport !== true || /\.[cm]?tsx?$/.test(path);
  return /\.[cm]?tsx?$/.test(path) && !files.fileExists(path.replace(/ts(x?)$/, "js")) && !hasCompiledMain(path, files);
}

/** The package has an entry in JavaScript, beside which its TypeScript lies for reading. */
function hasCompiledMain(path: string, files: FileAccess): boolean {
  const [folder] = /^.*\/node_modules\/(?:@[^/]+\/)?[^/]+/.exec(path) ?? [];
  const text = folder === undefined ? undefined : files.read(`${folder}/package.json`);
  const main = text === undefined || /"exports"\s*:/.test(text) ? undefined : /"main"\s*:\s*"([^"]+\.[cm]?js)"/.exec(text)?.[1];
  return main !== undefined && files.fileExists(resolvePath(folder as string, main));
}

// The modules of Node that need no "node:" before them.
const NODE = new Set(
  (
    "assert async_hooks buffer child_process cluster console constants crypto dgram diagnostics_channel dns domain events fs http http2 https " +
    "inspector module net os path perf_hooks process punycode querystring readline repl stream string_decoder timers tls trace_events tty url " +
    "util v8 vm wasi worker_threads zlib"
  ).split(" "),
);

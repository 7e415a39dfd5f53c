// Answers which file an import means and which files a tsconfig includes, by TypeScript's own rules.
import { ts } from "ts-morph";
import { type FileAccess, folderOf, resolvePath } from "../file-access.js";

export type Resolved = { readonly kind: "file"; readonly path: string } | { readonly kind: "sdk" } | null;

export interface Resolver {
  readonly options: ts.CompilerOptions;
  readonly tsconfig: string | null;
  resolve(fromFile: string, specifier: string): Resolved;
  /** Whether an import finds a file, a package or a module of Node. */
  leadsSomewhere(fromFile: string, specifier: string): boolean;
  /** Whether `millrace` itself is there. Looked up anew each time: an installation is not told. */
  hasSdk(): boolean;
  includedFiles(): readonly string[];
}

const SDK = "millrace";

const DEFAULTS: ts.CompilerOptions = {
  strict: true,
  target: ts.ScriptTarget.ES2022,
  module: ts.ModuleKind.ESNext,
  moduleResolution: ts.ModuleResolutionKind.Bundler,
  resolveJsonModule: true,
  allowImportingTsExtensions: true,
  noEmit: true,
};

/** A resolver for the project in `dir`; it remembers answers, so make a new one when files come or go. */
export function createResolver(files: FileAccess, dir: string): Resolver {
  const parsed = readTsconfig(files, dir);
  const options: ts.CompilerOptions = parsed ? { ...parsed.command.options, noEmit: true } : DEFAULTS;
  const cache = ts.createModuleResolutionCache(dir, (name) => name, options);
  const answers = new Map<string, Resolved>();
  const host = resolutionHost(files);

  return {
    options,
    tsconfig: parsed?.path ?? null,
    resolve,
    leadsSomewhere(fromFile, specifier) {
      if (specifier.startsWith("node:") || specifier.startsWith("#") || NODE.has(specifier.split("/")[0] ?? "")) return true;
      if (resolve(fromFile, specifier) !== null) return true;
      if (specifier.startsWith(".")) return files.fileExists(resolvePath(folderOf(fromFile), specifier));
      return (
        ts.resolveModuleName(specifier, fromFile, options, host, cache).resolvedModule !== undefined || isInstalled(fromFile, specifier)
      );
    },
    hasSdk: () =>
      isInstalled(`${dir}/`, SDK) || ts.resolveModuleName(SDK, `${dir}/millrace.config.ts`, options, host).resolvedModule !== undefined,
    includedFiles: () => parsed?.command.fileNames.filter((name) => /\.[cm]?[jt]sx?$/.test(name) && !/\.d\.[cm]?ts$/.test(name)) ?? [],
  };

  /** A package without types, or one that exports what TypeScript cannot follow, is there all the same. */
  function isInstalled(fromFile: string, specifier: string): boolean {
    const name = packageOf(specifier);
    for (let folder = folderOf(fromFile); ; folder = folderOf(folder)) {
      if (files.directoryExists(`${folder === "/" ? "" : folder}/node_modules/${name}`)) return true;
      if (folder === "/" || folder === "") return false;
    }
  }

  function resolve(fromFile: string, specifier: string): Resolved {
    if (specifier === SDK) return { kind: "sdk" };
    const id = `${folderOf(fromFile)}\0${specifier}`;
    let answer = answers.get(id);
    if (answer === undefined) {
      answer = find(fromFile, specifier);
      answers.set(id, answer);
    }
    return answer;
  }

  function find(fromFile: string, specifier: string): Resolved {
    const { resolvedModule } = ts.resolveModuleName(specifier, fromFile, options, host, cache);
    if (resolvedModule && isSource(resolvedModule)) return { kind: "file", path: resolvedModule.resolvedFileName };
    // What esbuild takes and TypeScript may not: "./x.ts" or "./x.js" for x.ts, JSON without the option.
    if (!specifier.startsWith(".")) return null;
    const base = resolvePath(folderOf(fromFile), specifier);
    const bare = base.replace(/\.(?:[cm]?[jt]s|tsx|jsx)$/, "");
    const candidates = [
      base,
      `${bare}.ts`,
      `${bare}.tsx`,
      `${bare}.mts`,
      `${bare}.cts`,
      `${base}/index.ts`,
      `${bare}.js`,
      `${bare}.mjs`,
      `${bare}.cjs`,
    ];
    const found = candidates.find((path) => files.fileExists(path));
    return found === undefined ? null : { kind: "file", path: found };
  }
}

/** Of the project, or TypeScript of another package of the same repository, to which node_modules holds a link; a run bundles the same. */
function isSource({ isExternalLibraryImport, resolvedFileName: path }: ts.ResolvedModule): boolean {
  if (/\.d\.[cm]?ts$/.test(path)) return false;
  return isExternalLibraryImport !== true || (/\.[cm]?tsx?$/.test(path) && !path.includes("/node_modules/"));
}

// The modules of Node that need no "node:" before them.
const NODE = new Set(
  (
    "assert async_hooks buffer child_process cluster console constants crypto dgram diagnostics_channel dns domain events fs http http2 https " +
    "inspector module net os path perf_hooks process punycode querystring readline repl stream string_decoder timers tls trace_events tty url " +
    "util v8 vm wasi worker_threads zlib"
  ).split(" "),
);

/** `"@scope/name/inside"` → `"@scope/name"`. */
export function packageOf(specifier: string): string {
  return specifier.split("/", specifier.startsWith("@") ? 2 : 1).join("/");
}

/** What TypeScript asks of a file system, from our own access to files. */
export function resolutionHost(files: FileAccess): ts.ModuleResolutionHost {
  return {
    fileExists: (path) => files.fileExists(path),
    readFile: (path) => files.read(path),
    directoryExists: (path) => files.directoryExists(path),
    realpath: (path) => files.realpath(path),
    getDirectories: (path) =>
      files
        .list(path)
        .filter((entry) => entry.kind === "directory")
        .map((entry) => entry.name),
  };
}

function readTsconfig(files: FileAccess, dir: string): { path: string; command: ts.ParsedCommandLine } | null {
  for (let folder = dir; ; folder = folderOf(folder)) {
    const path = `${folder === "/" ? "" : folder}/tsconfig.json`;
    if (files.fileExists(path)) {
      const { config } = ts.readConfigFile(path, (name) => files.read(name));
      const host: ts.ParseConfigHost = {
        useCaseSensitiveFileNames: true,
        fileExists: (name) => files.fileExists(name),
        readFile: (name) => files.read(name),
        readDirectory: (root, extensions, excludes, includes, depth) => matchFiles(files, root, extensions, excludes, includes, depth),
      };
      return { path, command: ts.parseJsonConfigFileContent(config ?? {}, host, folder, undefined, path) };
    }
    if (folder === "/" || folder === "") return null;
  }
}

/** TypeScript's own matching of include and exclude patterns; exported by the compiler, though not in its types. */
function matchFiles(
  files: FileAccess,
  root: string,
  extensions: readonly string[],
  excludes: readonly string[] | undefined,
  includes: readonly string[],
  depth: number | undefined,
): string[] {
  const { matchFiles: match } = ts as unknown as { matchFiles: (...args: readonly unknown[]) => string[] };
  const entries = (path: string) => {
    const found = files.list(path);
    return {
      files: found.filter((entry) => entry.kind === "file").map((entry) => entry.name),
      directories: found.filter((entry) => entry.kind === "directory" && entry.name !== "node_modules").map((entry) => entry.name),
    };
  };
  return match(root, extensions, excludes, includes, true, root, depth, entries, (path: string) => files.realpath(path));
}

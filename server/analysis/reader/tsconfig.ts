// The tsconfig files of a project: the nearest one, and those it references. Each file belongs to the config that includes it.

import type { Span } from "../facts.js";
import { type FileAccess, folderOf, foldersFrom, resolvePath, within } from "../file-access.js";
import { installedMajor, isRemovedIn7, NEW_IN_7, withDefaults } from "./compiler-defaults.js";
import { resolutionHost } from "./resolution-host.js";
import { ts } from "./typescript.js";

export interface TsConfig {
  /** Null if the project has none. */
  readonly path: string | null;
  /** The options, with the defaults of the installed TypeScript. */
  readonly options: ts.CompilerOptions;
  /** Every file that it includes, also declaration files. */
  readonly files: ReadonlySet<string>;
}

/** An error in a tsconfig file. */
export interface ConfigMistake extends Span {
  readonly file: string;
  readonly kind: "broken" | "removed" | "no-types";
  /** TypeScript's message. For `removed`, the names of the options. For `no-types`, the name for which there are no declarations. */
  readonly message: string;
}

export interface TsConfigs {
  /** The nearest tsconfig.json above the project, even if another config includes its files. */
  readonly path: string | null;
  /** The configs that include files, the nearest first. At least one. */
  readonly all: readonly TsConfig[];
  /** The config to which a file belongs. If none includes it, the config of the project's entry. */
  of(file: string): TsConfig;
  readonly mistakes: readonly ConfigMistake[];
  /** Every config file that was read, also those that others extend. */
  readonly sources: ReadonlySet<string>;
}

const DEFAULTS: ts.CompilerOptions = {
  strict: true,
  target: ts.ScriptTarget.ES2022,
  module: ts.ModuleKind.ESNext,
  moduleResolution: ts.ModuleResolutionKind.Bundler,
  resolveJsonModule: true,
  allowImportingTsExtensions: true,
};

/** The configs for a project whose entry is `configFile`. */
export function readTsConfigs(files: FileAccess, configFile: string): TsConfigs {
  const path = nearestAbove(files, folderOf(configFile));
  const read = path === null ? [] : readWithReferences(files, path);
  const including = read.map(({ config }) => config).filter((config) => config.files.size > 0);
  const [root] = read;
  const none: TsConfig = { path: null, options: DEFAULTS, files: new Set() };
  const main = including.find((config) => config.files.has(configFile)) ?? including[0] ?? root?.config ?? none;
  const owners = new Map<string, TsConfig>();
  for (const config of including) for (const file of config.files) if (!owners.has(file)) owners.set(file, config);
  return {
    path,
    all: including.length > 0 ? including : [main],
    of: (file) => owners.get(file) ?? main,
    mistakes: read.flatMap(({ mistakes }) => mistakes),
    sources: new Set(read.flatMap(({ sources }) => sources)),
  };
}

/** The nearest tsconfig.json in a folder or above it. */
export function nearestAbove(files: FileAccess, dir: string): string | null {
  for (const folder of foldersFrom(dir)) {
    const path = within(folder, "tsconfig.json");
    if (files.fileExists(path)) return path;
  }
  return null;
}

interface Read {
  readonly config: TsConfig;
  readonly mistakes: readonly ConfigMistake[];
  readonly references: readonly string[];
  readonly sources: readonly string[];
}

/**
 * A config that includes no files itself (`files: []`) represents the configs it references. A config that includes files may have others in
 * the same folder, for example for a tool. Configs in other folders belong to other packages.
 */
function readWithReferences(files: FileAccess, root: string): Read[] {
  const found = new Map<string, Read>();
  const queue = [root];
  for (let path = queue.shift(); path !== undefined; path = queue.shift()) {
    if (found.has(path)) continue;
    const read = readTsConfig(files, path);
    found.set(path, read);
    const isSolution = read.config.files.size === 0;
    const isNear = (each: string) => path === root && folderOf(each) === folderOf(root);
    queue.push(...read.references.filter((each) => isSolution || isNear(each)));
  }
  return [...found.values()];
}

/** Reads one tsconfig file with those it extends. The options are those it sets, completed by defaults. */
export function readTsConfig(files: FileAccess, path: string): Read {
  const folder = folderOf(path);
  const major = installedMajor(files, folder);
  const source = ts.readJsonConfigFile(path, (name) => files.read(name));
  const host: ts.ParseConfigHost = {
    useCaseSensitiveFileNames: true,
    fileExists: (name) => files.fileExists(name),
    readFile: (name) => files.read(name),
    readDirectory: (dir, extensions, excludes, includes, depth) => matchFiles(files, dir, extensions, excludes, includes, depth),
  };
  const parsed = ts.parseJsonSourceFileConfigFileContent(source, host, folder, undefined, path);
  const { parseDiagnostics = [] } = source as { parseDiagnostics?: readonly ts.Diagnostic[] };
  const isAway = extendsPackage(source) && !hasPackages(files, folder);
  const errors = [...parseDiagnostics, ...parsed.errors].filter(
    (error) => isMistake(error, major) && !(isAway && MISSING.includes(error.code)),
  );
  return {
    config: { path, options: withDefaults(parsed.options, major), files: new Set(parsed.fileNames) },
    mistakes: [
      ...errors.map((error) => mistakeOf(error, path, extendsIn(source))),
      ...(hasPackages(files, folder) ? missingTypes(files, source, path, parsed.options) : []),
      ...(major !== null && major >= 7 ? removedOptions(source, path) : []),
    ],
    sources: [path, ...(source.extendedSourceFiles ?? [])],
    references: (parsed.projectReferences ?? []).map((each) => referenced(files, resolvePath(folder, each.path))),
  };
}

const referenced = (files: FileAccess, path: string): string => (files.fileExists(path) ? path : `${path}/tsconfig.json`);

const MISSING = [5083, 6053];
const NO_INPUTS = [18002, 18003];
const UNKNOWN_OPTION = [5023, 5025];

/** Having no files to compile is not an error here. Neither is an option that the project's later TypeScript knows. */
function isMistake({ category, code, messageText }: ts.Diagnostic, major: number | null): boolean {
  if (category !== ts.DiagnosticCategory.Error || NO_INPUTS.includes(code)) return false;
  if (!UNKNOWN_OPTION.includes(code) || major === null || major < 7) return true;
  return major === 7 && !NEW_IN_7.some((name) => ts.flattenDiagnosticMessageText(messageText, "").includes(`'${name}'`));
}

/** If an extended file does not exist, the error is reported at `extends`. */
function mistakeOf({ file, start = 0, length = 0, messageText }: ts.Diagnostic, path: string, extended: Span): ConfigMistake {
  const message = ts.flattenDiagnosticMessageText(messageText, "\n");
  const at = file?.fileName ?? path;
  return { kind: "broken", file: at, ...(file ? { start, end: start + length } : extended), message };
}

/** Names in `types` without declarations. If an extended config contains them, they are reported at `extends`. */
function missingTypes(files: FileAccess, source: ts.TsConfigSourceFile, path: string, options: ts.CompilerOptions): ConfigMistake[] {
  const list = propertyOf(rootProperty(source, "compilerOptions")?.initializer, "types")?.initializer;
  const written = list && ts.isArrayLiteralExpression(list) ? list.elements.filter(ts.isStringLiteral) : [];
  const from = `${folderOf(path)}/__inferred type names__.ts`;
  const isMissing = (name: string) =>
    name !== "*" && !ts.resolveTypeReferenceDirective(name, from, options, resolutionHost(files)).resolvedTypeReferenceDirective;
  return (options.types ?? []).filter(isMissing).map((name) => {
    const at = written.find(({ text }) => text === name);
    const span = at ? { start: at.getStart(source), end: at.end } : extendsIn(source);
    return { kind: "no-types", file: path, ...span, message: name };
  });
}

/** All removed options are one problem, at the first of them, because they are fixed together. */
function removedOptions(source: ts.TsConfigSourceFile, path: string): ConfigMistake[] {
  const options = rootProperty(source, "compilerOptions")?.initializer;
  if (!options || !ts.isObjectLiteralExpression(options)) return [];
  const removed = options.properties
    .filter(ts.isPropertyAssignment)
    .filter((each) => isRemovedIn7(nameIn(each), literalOf(each.initializer)));
  const [first] = removed;
  if (!first) return [];
  const message = removed.map((each) => `"${nameIn(each)}": ${each.initializer.getText(source)}`).join(", ");
  return [{ kind: "removed", file: path, start: first.getStart(source), end: first.end, message }];
}

/** A config may extend a package. If no packages are installed, for example in a browser, that is not an error. */
function extendsPackage(source: ts.TsConfigSourceFile): boolean {
  const node = rootProperty(source, "extends")?.initializer;
  const names = node && ts.isArrayLiteralExpression(node) ? node.elements : node ? [node] : [];
  return names.some((each) => ts.isStringLiteral(each) && !/^(?:\.|\/|[A-Za-z]:)/.test(each.text));
}

function hasPackages(files: FileAccess, dir: string): boolean {
  for (let folder = dir; folder !== folderOf(folder); folder = folderOf(folder))
    if (files.directoryExists(`${folder}/node_modules`)) return true;
  return false;
}

function extendsIn(source: ts.TsConfigSourceFile): Span {
  const node = rootProperty(source, "extends")?.initializer;
  return node ? { start: node.getStart(source), end: node.end } : { start: 0, end: 0 };
}

function rootProperty(source: ts.TsConfigSourceFile, name: string): ts.PropertyAssignment | undefined {
  return propertyOf(source.statements[0]?.expression, name);
}

function propertyOf(node: ts.Expression | undefined, name: string): ts.PropertyAssignment | undefined {
  if (!node || !ts.isObjectLiteralExpression(node)) return undefined;
  return node.properties.filter(ts.isPropertyAssignment).find((each) => nameIn(each) === name);
}

const nameIn = ({ name }: ts.PropertyAssignment): string => (ts.isStringLiteral(name) || ts.isIdentifier(name) ? name.text : "");

function literalOf(node: ts.Expression): unknown {
  if (ts.isStringLiteral(node)) return node.text;
  return node.kind === ts.SyntaxKind.FalseKeyword ? false : node.kind === ts.SyntaxKind.TrueKeyword ? true : undefined;
}

/** TypeScript's own matching of include and exclude patterns. The compiler exports it, but not in its types. */
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

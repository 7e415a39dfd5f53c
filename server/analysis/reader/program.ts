// A TypeScript program over the project's files, updated edit by edit. Types are computed on demand.

import { textHash } from "../../../runtime/contract/sites.js";
import type { FileAccess } from "../file-access.js";
import { resolutionHost } from "./resolution-host.js";
import type { TsConfig } from "./tsconfig.js";
import { getLibFiles, ts } from "./typescript.js";

export interface ProgramReader {
  program(): ts.Program;
  /** Sets the text of the probe, an additional file in the project's folder. */
  setProbe(text: string): void;
  /** TypeScript's diagnostics of one statement of the probe. */
  diagnoseProbe(statement: number): readonly ts.Diagnostic[];
  /** Adds files beyond the roots that a question is about, such as tests that import an asset. */
  include(files: readonly string[]): void;
  /** Every place of the symbol at an offset. */
  renameLocations(file: string, offset: number): readonly ts.RenameLocation[];
  changed(paths: readonly string[]): void;
  /** Releases all files. */
  close(): void;
}

// TypeScript's own lib.*.d.ts are bundled with ts-morph, so no compiler needs to be installed.
export const LIB_FOLDER = "/__millrace/typescript/lib";
const PROBE = "/__millrace_probe__.ts";
let libTexts: ReadonlyMap<string, string> | null = null;
/**
 * Comments of TypeScript files are parsed only as far as tsc does. Those of JavaScript files, which declare types, are parsed completely.
 */
const COMMENTS = ts.JSDocParsingMode.ParseForTypeErrors;
const libDocuments = ts.createDocumentRegistry(true, LIB_FOLDER, COMMENTS);

/** The program that starts from `roots`, with the options of a config. Type packages are searched from `dir`. */
export function createProgram(files: FileAccess, config: TsConfig, dir: string, roots: () => Iterable<string>): ProgramReader {
  const probe = dir + PROBE;
  /** Versions depend on the text only: programs that share parsed files must agree on the text of a version. */
  const versions = new Map<string, string>();
  const snapshots = new Map<string, ts.IScriptSnapshot>();
  const included = new Set<string>();
  let probeText = "export {};\n";
  let probeVersion = 0;
  let projectVersion = 0;

  const read = (path: string): string | undefined => {
    if (path === probe) return probeText;
    if (path.startsWith(LIB_FOLDER)) return libs().get(path);
    return files.read(path);
  };

  /** TypeScript requests all files after each edit of one. */
  function snapshotOf(path: string): ts.IScriptSnapshot | undefined {
    const text = snapshots.has(path) ? undefined : read(path);
    if (text !== undefined) {
      snapshots.set(path, ts.ScriptSnapshot.fromString(text));
      versions.set(path, path.startsWith(LIB_FOLDER) ? "lib" : textHash(text));
    }
    return snapshots.get(path);
  }

  const settings: ts.CompilerOptions = { ...config.options, noEmit: true, skipLibCheck: true, composite: false, incremental: false };
  const host: ts.LanguageServiceHost = {
    ...hostOf(files),
    jsDocParsingMode: COMMENTS,
    fileExists: (path) => path === probe || libs().has(path) || files.fileExists(path),
    readFile: read,
    getCompilationSettings: () => settings,
    getScriptFileNames: () => [...new Set([...roots(), ...included]), probe],
    resolveModuleNameLiterals: moduleLookup(files, dir, settings),
    getScriptVersion: (path) => {
      if (path === probe) return `p${probeVersion}`;
      snapshotOf(path);
      return versions.get(path) ?? "";
    },
    getScriptSnapshot: (path) => (path === probe ? ts.ScriptSnapshot.fromString(probeText) : snapshotOf(path)),
    getCurrentDirectory: () => dir,
    getDefaultLibFileName: (options) => `${LIB_FOLDER}/${ts.getDefaultLibFileName(options)}`,
    getProjectVersion: () => `${projectVersion}`,
  };
  const service = ts.createLanguageService(host, documentsOf(files));

  const programNow = (): ts.Program => {
    const program = service.getProgram();
    if (!program) throw new Error("TypeScript gave no program");
    return program;
  };

  return {
    program: programNow,
    setProbe(text) {
      if (text === probeText) return;
      probeText = text;
      probeVersion++;
      projectVersion++;
    },
    diagnoseProbe(at) {
      const program = programNow();
      const file = program.getSourceFile(probe);
      const statement = file?.statements[at];
      return file && statement ? semanticDiagnostics(program, file, statement) : [];
    },
    include(more) {
      const before = included.size;
      for (const file of more) included.add(file);
      if (included.size > before) projectVersion++;
    },
    renameLocations: (file, offset) => service.findRenameLocations(file, offset, false, false, {}) ?? [],
    changed(paths) {
      for (const path of paths) {
        versions.delete(path);
        snapshots.delete(path);
      }
      projectVersion++;
    },
    close: () => service.dispose(),
  };
}

/** Checks a single statement, like TypeScript's own server does for visible code. */
function semanticDiagnostics(program: ts.Program, file: ts.SourceFile, statement: ts.Statement): readonly ts.Diagnostic[] {
  const { getSemanticDiagnostics } = program as { getSemanticDiagnostics(...asked: unknown[]): readonly ts.Diagnostic[] };
  const isWithin = ({ start = -1 }: ts.Diagnostic) => start >= statement.pos && start < statement.end;
  return getSemanticDiagnostics(file, undefined, [statement]).filter(isWithin);
}

function hostOf(files: FileAccess) {
  const { directoryExists, realpath, getDirectories } = resolutionHost(files);
  return { directoryExists, realpath, getDirectories };
}

/** TypeScript's own module resolution, except that a file is one module even if several links lead to it, as at run time. */
function moduleLookup(
  files: FileAccess,
  dir: string,
  settings: ts.CompilerOptions,
): NonNullable<ts.LanguageServiceHost["resolveModuleNameLiterals"]> {
  const host = resolutionHost(files);
  const cache = ts.createModuleResolutionCache(dir, (name) => name, settings);
  return (literals, from, redirected, options, source) =>
    literals.map((literal) => {
      const mode = ts.getModeForUsageLocation(source, literal, options);
      const found = ts.resolveModuleName(literal.text, from, options, host, cache, redirected, mode);
      const path = found.resolvedModule?.resolvedFileName;
      const real = path !== undefined && literal.text.startsWith(".") ? files.realpath(path) : path;
      // If the real path differs because a folder above the project is a link, the found path is kept.
      if (real === path || real === undefined || files.realpath(dir) !== dir) return found;
      return { ...found, resolvedModule: { ...(found.resolvedModule as ts.ResolvedModuleFull), resolvedFileName: real } };
    });
}

/** The parsed files of programs with the same file access. Files with the same text and settings are parsed once. */
const shared = new WeakMap<FileAccess, ts.DocumentRegistry>();

/** The parsed files of a program: TypeScript's libraries, which all programs share, the files with the same access, and its own probe. */
function documentsOf(files: FileAccess): ts.DocumentRegistry {
  const ofFiles = shared.get(files) ?? ts.createDocumentRegistry(true, "/", COMMENTS);
  shared.set(files, ofFiles);
  const own = ts.createDocumentRegistry(true, "/", COMMENTS);
  // TypeScript releases files by their lower-case names.
  const registryOf = (path: string) => (path.startsWith(LIB_FOLDER) ? libDocuments : path.endsWith(PROBE) ? own : ofFiles);
  return {
    ...ofFiles,
    acquireDocumentWithKey: (name, ...rest) => registryOf(name).acquireDocumentWithKey(name, ...rest),
    updateDocumentWithKey: (name, ...rest) => registryOf(name).updateDocumentWithKey(name, ...rest),
    releaseDocumentWithKey: (path: ts.Path, key: ts.DocumentRegistryBucketKey, kind?: ts.ScriptKind, format?: ts.ResolutionMode) =>
      registryOf(path).releaseDocumentWithKey(path, key, kind as ts.ScriptKind, format),
  };
}

function libs(): ReadonlyMap<string, string> {
  libTexts ??= new Map(getLibFiles().map(({ fileName, text }) => [`${LIB_FOLDER}/${fileName}`, text]));
  return libTexts;
}

// A program of TypeScript 7's native process, updated edit by edit. Experimental, because the API is.

import { type FileAccess, folderOf } from "../../file-access.js";
import { LIB_FOLDER, type ProgramReader } from "../program.js";
import type { TsConfig } from "../tsconfig.js";
import { ts } from "../typescript.js";
import { createNativeChecker } from "./native-checker.js";
import { createNativeNodes } from "./native-nodes.js";
import {
  answered,
  answering,
  type NativeApi,
  type NativeDiagnostic,
  type NativeProject,
  type NativeSnapshot,
  type NativeTypeScript,
  Unanswered,
} from "./native-typescript.js";

export interface NativePrograms {
  /** The program that starts from `roots`, with the options of a config. */
  create(config: TsConfig, roots: () => Iterable<string>): ProgramReader;
  close(): void;
}

/** All programs of a project in `dir`, in one native process that starts with the first question. */
export function createNativePrograms({ API }: NativeTypeScript, files: FileAccess, dir: string): NativePrograms {
  /** Files that exist only in memory: the probes, and configs that list the roots. */
  const made = new Map<string, string>();
  const changed = new Set<string>();
  const opened = new Set<string>();
  let api: NativeApi | null = null;
  let snapshot: NativeSnapshot | null = null;

  const textOf = (path: string) => made.get(path) ?? files.unsaved?.(path);

  function write(path: string, text: string): void {
    if (made.get(path) === text) return;
    made.set(path, text);
    changed.add(path);
  }

  function projectOf(configFile: string): NativeProject {
    return answered(() => projectNow(configFile));
  }

  function projectNow(configFile: string): NativeProject {
    api ??= new API({
      cwd: dir,
      fs: { readFile: textOf, fileExists: (path) => (textOf(path) === undefined ? undefined : true) },
    });
    const isNew = !opened.has(configFile);
    if (snapshot === null || changed.size > 0 || isNew) {
      const before = snapshot;
      snapshot = api.updateSnapshot({ ...(isNew ? { openProjects: [configFile] } : {}), fileChanges: { changed: [...changed] } });
      before?.dispose();
      opened.add(configFile);
      changed.clear();
    }
    const found = snapshot.getProject(configFile);
    if (!found) throw new Unanswered(configFile);
    return found;
  }

  return {
    create(config, roots) {
      const folder = config.path === null ? dir : folderOf(config.path);
      const name = config.path?.slice(folder.length + 1).replace(/\W/g, "_") ?? "none";
      const [configFile, probe] = [`${folder}/__millrace_${name}__.json`, `${folder}/__millrace_probe_${name}__.ts`];
      const included = new Set<string>();
      const parsed = new Map<string, ts.SourceFile>();
      /** Set if the roots may differ from those that the config lists. */
      let isStale = true;
      let found: { readonly project: NativeProject; readonly diagnostics: readonly NativeDiagnostic[] } | null = null;
      let last: { readonly project: NativeProject; readonly program: ts.Program } | null = null;

      function project(): NativeProject {
        if (isStale) {
          if (!made.has(probe)) write(probe, "export {};\n");
          write(configFile, configText(config, [...new Set([...roots(), ...included]), probe]));
          isStale = false;
        }
        return projectOf(configFile);
      }

      return {
        program() {
          const now = project();
          if (last?.project === now) return last.program;
          const nodes = createNativeNodes(answering(now.program), parsed);
          const checker = createNativeChecker(now.checker, nodes, LIB_FOLDER);
          const program = { getSourceFile: nodes.sourceFile, getTypeChecker: () => checker } as unknown as ts.Program;
          last = { project: now, program };
          return program;
        },
        setProbe: (text) => write(probe, text),
        diagnoseProbe(at) {
          const now = project();
          if (found?.project !== now) found = { project: now, diagnostics: answering(now.program).getSemanticDiagnostics(probe) };
          const file = ts.createSourceFile(probe, made.get(probe) ?? "", ts.ScriptTarget.ESNext, true);
          const statement = file.statements[at];
          const isWithin = ({ pos }: NativeDiagnostic) => statement !== undefined && pos >= statement.pos && pos < statement.end;
          return found.diagnostics.filter(isWithin).map((each) => asDiagnostic(each, file));
        },
        include(more) {
          const before = included.size;
          for (const file of more) included.add(file);
          isStale ||= included.size > before;
        },
        renameLocations: () => {
          throw new Unanswered("places to rename");
        },
        changed(paths) {
          for (const path of paths) changed.add(path);
          isStale = true;
        },
        // All programs are closed together.
        close: () => {},
      };
    },
    close() {
      api?.close();
      api = null;
      snapshot = null;
      opened.clear();
    },
  };
}

/** The project's own config, except for the files: those from which analysis starts. */
function configText({ path }: TsConfig, files: readonly string[]): string {
  const compilerOptions = { noEmit: true, skipLibCheck: true, composite: false, incremental: false };
  const bare = {
    strict: true,
    target: "ES2022",
    module: "ESNext",
    moduleResolution: "bundler",
    resolveJsonModule: true,
    allowImportingTsExtensions: true,
  };
  if (path === null) return JSON.stringify({ compilerOptions: { ...bare, ...compilerOptions }, files });
  return JSON.stringify({ extends: path, compilerOptions, files, include: [], references: [] });
}

function asDiagnostic({ pos, end, code, text, messageChain }: NativeDiagnostic, file: ts.SourceFile): ts.Diagnostic {
  const chain = (each: NativeDiagnostic): ts.DiagnosticMessageChain => ({
    messageText: each.text,
    category: ts.DiagnosticCategory.Error,
    code: each.code,
    next: each.messageChain?.map(chain) ?? [],
  });
  const messageText = messageChain?.length ? { ...chain({ pos, end, code, text, messageChain }) } : text;
  return { file, start: pos, length: end - pos, code, category: ts.DiagnosticCategory.Error, messageText };
}

// The baseline: TypeScript 6's language service in a separate process, with the same files, requests and edits.
import { readFileSync } from "node:fs";
import { join } from "node:path";
import ts from "typescript";
import { collectGarbage } from "../support/memory.js";
import type { Edit } from "./repository-edits.js";

export interface BareService {
  /** Milliseconds to the first answer. */
  readonly open: number;
  /** Milliseconds from an edit to the answer. */
  edit(edit: Edit): number;
  /** Megabytes, after garbage collection. */
  memory(): number;
}

/** One probe for the edited file assigns each asset's result to the parameter that takes it: the language server answers the same. */
export function bareLanguageService(dir: string, file: string, probe: string): BareService {
  const started = performance.now();
  const edited = join(dir, file);
  const probeFile = join(dir, "probe.ts");
  const texts = new Map([[probeFile, probe]]);
  let version = 0;
  const { options, fileNames } = parsedConfig(dir);
  const snapshots = new Map<string, ts.IScriptSnapshot>();
  const read = (path: string) => texts.get(path) ?? ts.sys.readFile(path);
  const host: ts.LanguageServiceHost = {
    getCompilationSettings: () => options,
    getScriptFileNames: () => [...fileNames, probeFile],
    getScriptVersion: (path) => (path === edited ? `${version}` : "0"),
    getScriptSnapshot(path) {
      const known = snapshots.get(path);
      const text = known === undefined ? read(path) : undefined;
      if (text !== undefined) snapshots.set(path, ts.ScriptSnapshot.fromString(text));
      return snapshots.get(path);
    },
    getProjectVersion: () => `${version}`,
    getCurrentDirectory: () => dir,
    getDefaultLibFileName: (wanted) => ts.getDefaultLibFilePath(wanted),
    fileExists: (path) => texts.has(path) || ts.sys.fileExists(path),
    readFile: read,
    directoryExists: ts.sys.directoryExists,
    getDirectories: ts.sys.getDirectories,
    realpath: (path) => ts.sys.realpath?.(path) ?? path,
  };
  const service = ts.createLanguageService(host);
  const ask = () => service.getSemanticDiagnostics(probeFile);
  const all = ask();
  if (all.length > 0) throw new Error(ts.flattenDiagnosticMessageText(all[0]?.messageText, "\n"));
  const open = performance.now() - started;
  return {
    open,
    edit({ text, fits }) {
      const at = performance.now();
      version++;
      texts.set(edited, text);
      snapshots.delete(edited);
      if ((ask().length === 0) !== fits) throw new Error("TypeScript found something else than the edit is for");
      return performance.now() - at;
    },
    memory() {
      collectGarbage();
      return process.memoryUsage().rss / 1e6;
    },
  };
}

function parsedConfig(dir: string): { options: ts.CompilerOptions; fileNames: readonly string[] } {
  const path = join(dir, "tsconfig.json");
  const { config } = ts.parseConfigFileTextToJson(path, readFileSync(path, "utf8"));
  const { options, fileNames } = ts.parseJsonConfigFileContent(config, ts.sys, dir);
  return { options: { ...options, noEmit: true }, fileNames };
}

// Where scripts, tests and notebooks of a project load stored values by key.
import type { Place } from "../../runtime/contract/problem.js";
import { folderOf, resolvePath } from "./file-access.js";
import type { Literal } from "./name-places.js";
import type { Project } from "./project.js";
import { type LoadCall, loadCalls } from "./reader/load-calls.js";

// A script is read again if its text changed.
const known = new WeakMap<Project, Map<string, { readonly text: string; readonly calls: readonly LoadCall[] }>>();

/**
 * The keys as literals, in files that tsconfig includes or the config reaches. Only calls count whose Definitions are imported from this
 * project by a relative path: a test may have its own Definitions, whose keys must not be renamed.
 */
export function loadsInScripts(project: Project): Literal[] {
  const config = withoutExtension(project.configFile);
  return project.filesMentioning("loadAssetValue").flatMap((file) =>
    callsIn(project, file).flatMap(({ definitionsFrom, key, span }): Literal[] => {
      if (!definitionsFrom.startsWith(".") || withoutExtension(resolvePath(folderOf(file), definitionsFrom)) !== config) return [];
      const place: Place = { file, ...span };
      return [{ kind: "literal", value: key, place, written: place }];
    }),
  );
}

function callsIn(project: Project, file: string): readonly LoadCall[] {
  const ofProject = known.get(project) ?? new Map();
  known.set(project, ofProject);
  const text = project.files.read(file) ?? "";
  const before = ofProject.get(file);
  if (before?.text === text) return before.calls;
  const calls = loadCalls(file, text);
  ofProject.set(file, { text, calls });
  return calls;
}

function withoutExtension(path: string): string {
  return path.replace(/\.[cm]?[jt]s$/, "");
}

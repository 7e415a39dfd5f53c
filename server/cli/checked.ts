// Checks a project: everything wrong with the wiring and the types as plain data, and what only running can tell.
import type { Problem } from "../../runtime/contract/problem.js";
import { type FileAccess, isByTime, loadProblems, type Project, troubles, typeProblems } from "../analysis/index.js";
import { nodeFiles } from "../lsp/node-files.js";
import type { Checked, CheckedProblem, OpenPlace } from "./check-words.js";
import { describeIfNeeded } from "./describe.js";
import { openIn, positionAt, shown } from "./open-project.js";
import { createProfiler, type Profile, type Profiler } from "./profile.js";

/** The project in a folder as its text tells it. */
export async function checkedIn(dir: string, files: FileAccess): Promise<Checked> {
  return checked(openIn(dir, files), createProfiler(files));
}

/** The same with what running tells; null where it does not run, which is told. */
export async function checkedByRunning(dir: string): Promise<Checked | null> {
  const project = openIn(dir, nodeFiles);
  return (await describeIfNeeded(project)) ? checked(project, createProfiler(nodeFiles)) : null;
}

/** The same, with where the time went. */
export async function checkedWithProfile(dir: string): Promise<{ readonly checked: Checked; readonly profile: Profile }> {
  const profiler = createProfiler(nodeFiles);
  const project = profiler.phase("finding the project", () => openIn(dir, profiler.files));
  const found = checked(project, profiler);
  return { checked: found, profile: profiler.profile({ files: project.sourceFiles().size, assets: project.model().byKey.size }) };
}

function checked(project: Project, profiler: Profiler): Checked {
  return {
    dir: project.dir,
    assets: project.model().byKey.size,
    problems: allProblems(project, profiler).map((problem) => told(project, problem)),
    open: openPlaces(project),
    isLasting: !project.model().assets.some(isByTime),
    missing: troubles(project).find(({ kind }) => kind === "not-installed")?.message ?? null,
  };
}

/** A problem with its lines and columns. */
export function told(project: Project, { code, severity, message, place }: Problem): CheckedProblem {
  const start = positionAt(project, place.file, place.start);
  const end = positionAt(project, place.file, place.end);
  const file = shown(project, place.file);
  return { code, severity, message, file, line: start.line, column: start.column, endLine: end.line, endColumn: end.column };
}

/** What only running can tell, each with its place. */
export function openPlaces(project: Project): OpenPlace[] {
  return project.model().open.map(({ what, assetKey, place }) => ({
    what,
    asset: assetKey,
    file: shown(project, place.file),
    ...positionAt(project, place.file, place.start),
  }));
}

/** Problems of syntax, wiring and types, in order of file and place. */
function allProblems(project: Project, { phase, file: one }: Pick<Profiler, "phase" | "file">): Problem[] {
  const model = phase("graph: files read, names and wiring resolved", () => project.model());
  const all = [...phase("imports and syntax", () => loadProblems(project, project.sourceFiles())), ...model.problems];
  const files = new Set(model.assets.flatMap((asset) => asset.declaration?.fn?.file ?? []));
  const [any] = model.assets;
  // The first question makes TypeScript read the project; without this the first file would pay for all.
  if (any) phase("TypeScript's program", () => project.types().output(any));
  all.push(...phase("types", () => [...files].flatMap((file) => one(shown(project, file), () => typeProblems(project, file)))));
  return all.sort((a, b) => (a.place.file < b.place.file ? -1 : a.place.file > b.place.file ? 1 : a.place.start - b.place.start));
}

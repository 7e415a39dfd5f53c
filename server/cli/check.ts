// `millrace check`: everything wrong with the wiring and the types, without running anything.
import { isAbsolute, posix, relative } from "node:path";
import type { Problem, Severity } from "../../runtime/contract/problem.js";
import { loadProblems, type Project, troubles, typeProblems } from "../analysis/index.js";
import { nodeFiles } from "../lsp/node-files.js";
import { problemPage } from "../lsp/problem-page.js";
import { describeIfNeeded } from "./describe.js";
import { openProject, type ProjectOption, positionAt, shown } from "./open-project.js";
import { openJson, openText } from "./open-words.js";
import { createProfiler, type Profiler, profileText } from "./profile.js";
import { style } from "./style.js";

interface CheckOptions extends ProjectOption {
  readonly json?: boolean;
  readonly profile?: boolean;
  /** Asks the running code what reading leaves open. */
  readonly run?: boolean;
}

/** Exits 1 on errors only: what reading leaves open is none. */
export async function check(options: CheckOptions): Promise<number> {
  const profiler = createProfiler(nodeFiles);
  const project = profiler.phase("finding the project", () => openProject(options, options.profile ? profiler.files : nodeFiles));
  if (options.run && !(await describeIfNeeded(project))) return 1;
  const problems = allProblems(project, profiler);
  const profile = options.profile ? profiler.profile({ files: project.sourceFiles().size, assets: project.model().byKey.size }) : undefined;
  if (options.json) {
    const found = problems.map((problem) => problemJson(project, problem));
    console.log(JSON.stringify({ problems: found, open: openJson(project), profile }, null, 2));
  } else {
    const told = problems.map((problem) => problemText(project, problem));
    console.log([...told, summary(project, problems), ...openText(project), ...furtherReading(problems)].join("\n"));
    if (profile) console.error(profileText(profile));
  }
  const missing = troubles(project).find(({ kind }) => kind === "not-installed");
  if (missing) console.error(missing.message);
  return problems.some(({ severity }) => severity === "error") ? 1 : 0;
}

/** Problems of syntax, wiring and types, in order of file and place. */
export function allProblems(
  project: Project,
  { phase, file: one }: Pick<Profiler, "phase" | "file"> = createProfiler(nodeFiles),
): Problem[] {
  const model = phase("graph: files read, names and wiring resolved", () => project.model());
  const all = [...phase("imports and syntax", () => loadProblems(project, project.sourceFiles())), ...model.problems];
  const files = new Set(model.assets.flatMap((asset) => asset.declaration?.fn?.file ?? []));
  const [any] = model.assets;
  // The first question makes TypeScript read the project; without this the first file would pay for all.
  if (any) phase("TypeScript's program", () => project.types().output(any));
  all.push(...phase("types", () => [...files].flatMap((file) => one(shown(project, file), () => typeProblems(project, file)))));
  return all.sort((a, b) => (a.place.file < b.place.file ? -1 : a.place.file > b.place.file ? 1 : a.place.start - b.place.start));
}

function problemJson(project: Project, { code, severity, message, place }: Problem) {
  const start = positionAt(project, place.file, place.start);
  const end = positionAt(project, place.file, place.end);
  const file = shown(project, place.file);
  return { code, severity, message, file, line: start.line, column: start.column, endLine: end.line, endColumn: end.column };
}

const COLOURS = { error: "red", warning: "yellow", information: "cyan", hint: "dim" } as const satisfies Record<Severity, string>;

/** `src/assets.ts:4:2 error unknown-upstream: No asset …`, further lines indented. */
export function problemText(
  project: Project,
  { code, severity, message, place }: Problem,
  stream: NodeJS.WriteStream = process.stdout,
): string {
  const { line, column } = positionAt(project, place.file, place.start);
  const where = style("cyan", `${pathFromHere(project, place.file)}:${line}:${column}`, stream);
  return `${where} ${style(COLOURS[severity], severity, stream)} ${code}: ${message.replaceAll("\n", "\n    ")}`;
}

/** Relative to the project; where the terminal stands above it, a path that leads there, for links and problem matchers. */
function pathFromHere(project: Project, file: string): string {
  const below = relative(process.cwd(), project.dir).replaceAll("\\", "/");
  const path = shown(project, file);
  return below === "" || below.startsWith("..") || isAbsolute(below) || isAbsolute(path) ? path : posix.join(below, path);
}

function furtherReading([first]: readonly Problem[]): string[] {
  const page = problemPage();
  if (!first || page === null) return [];
  const near = relative(process.cwd(), page);
  return [`What each means, and how it is right: ${near.length < page.length ? near : page}#${first.code}`];
}

function summary(project: Project, problems: readonly Problem[]): string {
  const count = (severity: Severity, what: string) => {
    const number = problems.filter((problem) => problem.severity === severity).length;
    return number === 0 ? [] : [`${number} ${what}${number === 1 ? "" : "s"}`];
  };
  const found = [...count("error", "error"), ...count("warning", "warning"), ...count("information", "note"), ...count("hint", "hint")];
  const assets = project.model().byKey.size;
  // What was not read is not without problems.
  const none = project.model().open.length === 0 ? style("green", "no problems") : "no problems in what can be read";
  return `${assets} ${assets === 1 ? "asset" : "assets"}: ${found.length === 0 ? none : found.join(", ")}`;
}

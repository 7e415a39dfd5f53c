// One check function for each feature: text in, text out, so that a change of the API affects only this file.
import { expect } from "vitest";
import type { AssetStatus } from "../../runtime/contract/graph.js";
import type { Problem, TextEdit } from "../../runtime/contract/problem.js";
import {
  codeLenses,
  complete,
  definition,
  type FileAccess,
  fixesFor,
  hover,
  loadProblems,
  typeProblems,
} from "../../server/analysis/index.js";
import { createProgram } from "../../server/analysis/reader/program.js";
import { createResolver } from "../../server/analysis/reader/resolve.js";
import { type Fixture, fixture } from "./fixture.js";

type AssetStatusOf = (key: string) => AssetStatus;

const EXPECTATION = /^ *(?:\^+|~+) (.*)\n?/gm;

/**
 * Checks the problems of a project. Expected problems are written under a line: `^^^ code: message` for an error, `~~~ code: message` for
 * others, with the carets exactly below the marked text. Further lines of a message are left out.
 */
export function checkProblems(text: string, more: Parameters<typeof fixture>[1] = {}): Fixture {
  const made = fixture(text.replace(EXPECTATION, ""), more);
  expect(annotated(text, made, text.includes("unused-input"))).toBe(text.replace(/^\n/, ""));
  return made;
}

/**
 * All problems of the fixture: of names, wiring and types. Unused parameters are included only on request, because most fixtures have no
 * real bodies.
 */
export function problemsOf({ project }: Fixture, unused = false): Problem[] {
  const files = new Set(project.model().assets.flatMap((asset) => asset.declaration?.fn?.file ?? []));
  return [
    ...loadProblems(project, project.sourceFiles()),
    ...project.model().problems.filter(({ code }) => unused || code !== "unused-input"),
    ...[...files].flatMap((file) => typeProblems(project, file)),
  ];
}

/** The fixture's text with every problem under its line. */
function annotated(text: string, made: Fixture, unused: boolean): string {
  const problems = problemsOf(made, unused);
  const source = text.replace(/^\n/, "").replace(EXPECTATION, "");
  let file = "/project/src/assets.ts";
  let offset = 0;
  const drawn: string[] = [];
  for (const line of source.split("\n")) {
    drawn.push(line);
    if (line.startsWith("//- ")) {
      file = `/project${line.slice(4).trim()}`;
      offset = 0;
      continue;
    }
    const here = problems.filter(({ place }) => place.file === file && place.start >= offset && place.start <= offset + line.length);
    for (const { code, severity, message, place } of here.sort((a, b) => a.place.start - b.place.start)) {
      const column = place.start - offset;
      const length = Math.max(1, Math.min(place.end, offset + line.length) - place.start);
      const mark = (severity === "error" ? "^" : "~").repeat(length);
      drawn.push(`${" ".repeat(column)}${mark} ${code}: ${message.split("\n")[0]}`);
    }
    offset += line.length + 1;
  }
  return drawn.join("\n");
}

/**
 * Applies the fix with this title and compares the files it changed, in full. Fails if there is no such fix, if the result does not parse
 * or has more type errors than before, or if the problem remains (not checked if the fix only prepares).
 */
export function checkFix(text: string, title: string, expected: string, { mends = true }: { mends?: boolean } = {}): void {
  const made = fixture(text);
  const problems = problemsOf(made, true);
  const offered = problems.flatMap((problem) => fixesFor(made.project, problem).map((fix) => ({ fix, problem })));
  const found = offered.find(({ fix }) => fix.title === title);
  if (!found) throw new Error(`no fix "${title}"; there are: ${offered.map(({ fix }) => fix.title).join(" | ")}`);
  const { printed, changed } = edited(made, found.fix.edits);
  expect(printed).toBe(expected.replace(/^\n/, ""));

  const same = ({ code, data }: Problem) => code === found.problem.code && data?.assetKey === found.problem.data?.assetKey;
  const wrong = problems.filter(same).length;
  take(made, changed);
  if (!mends) return;
  expect(problemsOf(made, true).filter(same).length).toBeLessThan(wrong);
  expectCompiles(made, text);
}

/** The files that the edits change, in full. Fails if the result does not parse or has more type errors than before. */
export function applied(made: Fixture, text: string, edits: readonly TextEdit[]): string {
  const { printed, changed } = edited(made, edits);
  take(made, changed);
  expectCompiles(made, text);
  return printed;
}

function edited(made: Fixture, edits: readonly TextEdit[]) {
  const texts = new Map(made.texts);
  // From the end, so that offsets stay valid. Of two insertions at one place, the first in the list comes first in the text.
  for (const edit of [...edits].reverse().sort((a, b) => b.place.start - a.place.start)) {
    const before = texts.get(edit.place.file) ?? "";
    texts.set(edit.place.file, before.slice(0, edit.place.start) + edit.text + before.slice(edit.place.end));
  }
  const changed = [...texts].filter(([file, after]) => after !== made.texts.get(file));
  const [only] = changed;
  const printed =
    changed.length === 1 && only?.[0] === "/project/src/assets.ts"
      ? only[1]
      : changed.map(([file, after]) => `//- ${file.replace("/project", "")}\n${after}`).join("");
  return { printed, changed };
}

function take(made: Fixture, changed: readonly (readonly [string, string])[]): void {
  for (const [file, after] of changed) made.texts.set(file, after);
  made.workspace.apply(changed.map(([path]) => ({ kind: "saved", path })));
  for (const [file] of changed) expect(made.project.facts(file)?.syntaxErrors).toEqual([]);
}

function expectCompiles(made: Fixture, before: string): void {
  const errors = compileErrors(made);
  if (errors.length > 0) expect(compileErrors(fixture(before))).toEqual(expect.arrayContaining(errors));
}

/** The titles of all fixes of a project. */
export function fixTitles(text: string): string[] {
  const made = fixture(text);
  return problemsOf(made).flatMap((problem) => fixesFor(made.project, problem).map(({ title }) => title));
}

/** TypeScript's errors in the project's own files. */
export function compileErrors({ project, texts }: Fixture): string[] {
  const config = texts.get(`${project.dir}/tsconfig.json`) ?? "";
  const compiler = compilers.get(config) ?? createCompiler(project);
  compilers.set(config, compiler);
  const program = compiler(project);
  return [...project.sourceFiles()].flatMap((file) =>
    program
      .getSemanticDiagnostics(program.getSourceFile(file))
      .map(({ code, messageText }) => `${file}: ${code} ${JSON.stringify(messageText)}`),
  );
}

type Compiler = (project: Fixture["project"]) => ReturnType<ReturnType<typeof createProgram>["program"]>;
const compilers = new Map<string, Compiler>();

/** One program for all fixtures with one tsconfig, so that the libraries are read once. */
function createCompiler(first: Fixture["project"]): Compiler {
  let now = first;
  const files: FileAccess = {
    read: (path) => now.files.read(path),
    fileExists: (path) => now.files.fileExists(path),
    directoryExists: (path) => now.files.directoryExists(path),
    list: (path) => now.files.list(path),
    realpath: (path) => now.files.realpath(path),
  };
  const reader = createProgram(files, createResolver(files, first.configFile).configs.of(first.configFile), first.dir, () =>
    now.sourceFiles(),
  );
  return (project) => {
    reader.changed([...now.sourceFiles(), ...project.sourceFiles()]);
    now = project;
    return reader.program();
  };
}

const NEVER: AssetStatusOf = () => ({ state: "never" });

/** The hover at `$0`, with links as `[text](open key)`. Null if there is none. */
export function hoverAt(text: string): string | null {
  const { project, cursor } = fixture(text);
  if (!cursor) throw new Error("the fixture has no $0");
  const options = { statusOf: NEVER, now: Date.UTC(2026, 10, 20), storedLink: (key: string, path: string) => `[${path}](open ${key})` };
  return hover(project, cursor.file, cursor.offset, options)?.markdown ?? null;
}

/** The target of the definition at `$0`: its text and its file. */
export function definitionAt(text: string): string | null {
  const { project, cursor, texts } = fixture(text);
  if (!cursor) throw new Error("the fixture has no $0");
  const found = definition(project, cursor.file, cursor.offset);
  if (!found) return null;
  const { file, start, end } = found.target;
  return `${file.replace("/project/", "")}: ${texts.get(file)?.slice(start, end)}`;
}

/** The completions at `$0`, as `label → inserted text`. */
export function completionsAt(text: string): string[] {
  const { project, cursor } = fixture(text);
  if (!cursor) throw new Error("the fixture has no $0");
  return complete(project, cursor.file, cursor.offset).items.map(({ label, text: inserted, more }) =>
    [`${label} → ${inserted}`, ...more.map((edit) => edit.text.trim())].join(" + "),
  );
}

/** The lenses of src/assets.ts: `key: title`. */
export function lensesOf(
  text: string,
  statusOf: AssetStatusOf = NEVER,
  cannotRun: { label: string; reason: string } | null = null,
  { canDebug = false, isOnSave = (_key: string): boolean => false } = {},
): string[] {
  const { project } = fixture(text);
  return codeLenses(project, "/project/src/assets.ts", { statusOf, now: 1000, cannotRun, canDebug, isOnSave }).map(
    (lens) => `${lens.key}: ${lens.title}`,
  );
}

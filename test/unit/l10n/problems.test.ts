// All text of analysis is translated: checked with the pseudo-language for every problem.
import * as l10n from "@vscode/l10n";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { DEFAULT_SEVERITY } from "../../../runtime/contract/problem.js";
import { codeLenses, fixesFor, hover, inlayHints, refactorings } from "../../../server/analysis/index.js";
import { problemsOf } from "../../support/check.js";
import type { Fixture } from "../../support/fixture.js";
import { examplesOf, projectOf } from "../../support/problem-examples.js";
import { markedBundle, unmarkedWords } from "./marked.js";

beforeAll(() => l10n.config({ contents: markedBundle() }));
afterAll(() => l10n.config({ contents: {} }));

/** Words of the API and of types, which are not translated. */
const api = `assets asset key deps ins group resources metadata partitionExpr columns io_manager manager Definitions externalAsset
  FilesystemIOManager DuckDBIOManager InMemoryIOManager ReadonlyMap Map Date Table Relation undefined null string number boolean void
  main schema partition package json src data config millrace date duckdb UTC the_date _1 _2`;

/** An internal error of TypeScript cannot be caused by a text reliably. */
const SHOWN = Object.keys(DEFAULT_SEVERITY).filter((code) => code !== "unchecked-type");

describe.each(SHOWN)("%s", (code) => {
  test("problems, fixes, hovers, lenses and refactorings", () => {
    const examples = (["wrong", "right"] as const).flatMap((kind) => examplesOf(code, kind));
    expect(examples.length).toBeGreaterThan(1);
    for (const example of examples) {
      const made = projectOf(example);
      const data = `${api}${[...made.texts.values()].join("\n").replace(/\/\/.*/g, "")}`;
      for (const said of allSaid(made)) expect(unmarkedWords(said, data), said).toEqual([]);
    }
  });
});

function allSaid(made: Fixture): string[] {
  const { project, texts } = made;
  const problems = problemsOf(made, true);
  const said = problems.flatMap((problem) => [
    // TypeScript's messages stay as they are.
    ["syntax-error", "invalid-tsconfig"].includes(problem.code) ? "" : (problem.message.split("\n")[0] ?? ""),
    ...problem.related.map(({ message }) => message),
    ...fixesFor(project, problem).map(({ title }) => title),
  ]);
  const options = { now: Date.now(), statusOf: () => ({ state: "never" as const }), storedLink: (_key: string, path: string) => path };
  for (const [file, text] of texts) {
    if (!file.endsWith(".ts")) continue;
    const lenses = codeLenses(project, file, {
      ...options,
      cannotRun: null,
      canDebug: true,
      isOnSave: () => true,
    });
    said.push(...lenses.flatMap(({ title, tooltip }) => [title, tooltip]));
    said.push(...inlayHints(project, file, 0, text.length).map(({ tooltip }) => tooltip));
    for (const { index } of text.matchAll(/\b\w/g)) {
      const found = hover(project, file, index, options);
      if (found) said.push(found.markdown);
      said.push(...refactorings(project, file, index, index).map(({ title }) => title));
    }
  }
  return said;
}

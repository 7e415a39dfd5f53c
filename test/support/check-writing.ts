// Checks hints and refactorings. Text in, text out.

import { expect } from "vitest";
import { inlayHints, type Refactoring, refactorings } from "../../server/analysis/index.js";
import { applied } from "./check.js";
import { type Fixture, fixture } from "./fixture.js";

/** The line with its hints in «». Checks that the code compiles after accepting all of them. */
export function hintsOf(text: string, range?: readonly [number, number]): string {
  const made = fixture(text);
  const file = "/project/src/assets.ts";
  const source = made.texts.get(file) ?? "";
  const [start, end] = range ?? [0, source.length];
  const hints = inlayHints(made.project, file, start, end);
  return [...hints]
    .reverse()
    .reduce((whole, { place, label }) => `${whole.slice(0, place.start)}«${label}»${whole.slice(place.start)}`, source);
}

/** The files that accepting the hints of src/assets.ts changes, in full. Fails if the result does not compile. */
export function acceptHints(text: string): string {
  const made = fixture(text);
  const hints = inlayHints(made.project, "/project/src/assets.ts", 0, 1_000_000);
  return applied(
    made,
    text,
    hints.flatMap(({ edits }) => edits),
  );
}

/** Applies the refactoring with this title at `«selection»`, or at the cursor `«»`. Checks that the result parses and compiles. */
export function checkRefactoring(text: string, title: string, expected: string): void {
  const { made, plain, offered } = offeredAt(text);
  const found = offered.find((each) => each.title === title);
  if (!found) throw new Error(`no refactoring "${title}"; there are: ${offered.map((each) => each.title).join(" | ")}`);
  expect(applied(made, plain, found.edits)).toBe(expected.replace(/^\n/, ""));
}

/** The refactorings at `«selection»`, by kind and title. */
export function refactoringsAt(text: string): string[] {
  return offeredAt(text).offered.map(({ kind, title }) => `${kind}: ${title}`);
}

function offeredAt(text: string): { readonly made: Fixture; readonly plain: string; readonly offered: readonly Refactoring[] } {
  const plain = text.replaceAll(/[«»]/g, "");
  const marked = [...fixture(text).texts].find(([, each]) => each.includes("«"));
  if (!marked) throw new Error("the fixture has no «»");
  const [file, source] = marked;
  const made = fixture(plain);
  return { made, plain, offered: refactorings(made.project, file, source.indexOf("«"), source.indexOf("»") - 1) };
}

// Checks a rename: the files it changes, and that afterwards every asset loads what it loaded before.
import { expect } from "vitest";
import type { TextEdit } from "../../runtime/contract/problem.js";
import { assetGraph, prepareRename, type Renamed, rename } from "../../server/analysis/index.js";
import { type Fixture, fixture } from "./fixture.js";

/** The files that a rename at `$0` changes, in full, or the reason against it. Null if nothing at `$0` can be renamed. */
export function renameAt(text: string, newName: string): string | null {
  const made = fixture(text);
  const { project, cursor } = made;
  if (!cursor) throw new Error("the fixture has no $0");
  const renamable = prepareRename(project, cursor.file, cursor.offset);
  const renamed = rename(project, cursor.file, cursor.offset, newName);
  expect(renamed === null).toBe(renamable === null);
  if (renamed === null) return null;
  if (renamed.kind === "refused") return renamed.reason;
  const changed = afterRename(made, renamed);
  const [only] = changed;
  if (changed.length === 1 && only?.[0] === "/project/src/assets.ts") return only[1];
  return changed.map(([file, after]) => `//- ${file.replace("/project", "")}\n${after}`).join("");
}

/** Applies the edits, and expects the same graph with the new key. Returns the files that changed. */
export function afterRename({ project, workspace, texts }: Fixture, renamed: Extract<Renamed, { kind: "edits" }>): [string, string][] {
  const before = wiring(project, renamed.asset);
  const changed = applied(texts, renamed.edits);
  for (const [path, text] of changed) texts.set(path, text);
  workspace.apply(changed.map(([path]) => ({ kind: "saved", path })));
  for (const [path] of changed) expect(project.facts(path)?.syntaxErrors, path).toEqual([]);
  const after = wiring(project, null);
  // A parameter that named no asset may name one now, which completes a rename that was begun by hand.
  after.assets.forEach((asset, at) => {
    asset.inputs = asset.inputs.map((input, position) => (before.assets[at]?.inputs[position]?.[0] === null ? [null, null] : input));
  });
  expect(after).toEqual(before);
  return changed;
}

/** Which asset loads which through which position, and what is selected, with the renamed key replaced. */
function wiring(project: Fixture["project"], renamed: { from: string; to: string } | null) {
  const told = (key: string | null) => (key !== null && key === renamed?.from ? renamed.to : key);
  const { assets, jobs } = assetGraph(project);
  const byKey = assets.map(({ key, inputs, deps, group, ioManagerKey }) => ({
    key: told(key),
    inputs: inputs.map((input) => [told(input.asset), input.ioManagerKey]),
    deps: deps.map(told).sort(),
    ...{ group, ioManagerKey },
  }));
  return { assets: byKey.sort((a, b) => ((a.key ?? "") < (b.key ?? "") ? -1 : 1)), jobs: jobs.map(({ name }) => name) };
}

/**
 * Applies edits from the end, so that offsets stay valid. Of two insertions at one place, the first in the list comes first in the text.
 */
export function applied(texts: ReadonlyMap<string, string>, edits: readonly TextEdit[]): [string, string][] {
  const after = new Map(texts);
  let last = { file: "", start: Number.POSITIVE_INFINITY };
  for (const { place, text } of [...edits]
    .reverse()
    .sort((a, b) => (a.place.file < b.place.file ? -1 : a.place.file > b.place.file ? 1 : b.place.start - a.place.start))) {
    if (last.file === place.file) expect(place.end, "edits that overlap").toBeLessThanOrEqual(last.start);
    last = place;
    const before = after.get(place.file) ?? "";
    after.set(place.file, before.slice(0, place.start) + text + before.slice(place.end));
  }
  return [...after].filter(([file, text]) => text !== texts.get(file));
}

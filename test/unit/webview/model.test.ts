// The page's state: what each event changes, and what it keeps.
import { expect, test } from "vitest";
import { lineageOf } from "../../../webview/graph-index.js";
import { initialState, matches, next, type State, structureOf, tallyOf } from "../../../webview/model.js";
import { viewOf } from "./example-view.js";

const view = viewOf("ids -> stories, stories -> words, stories -> authors, crawl ~> ids");
const shown: State = next(initialState, { kind: "graph", view });

test("a graph ends the updating, and keeps a selection that is still there", () => {
  const selected = next(shown, { kind: "select", key: "words" });
  expect(next(selected, { kind: "updating" })).toMatchObject({ updating: true, selected: "words" });
  expect(next(selected, { kind: "graph", view })).toMatchObject({ updating: false, selected: "words" });
  expect(next(selected, { kind: "graph", view: viewOf("ids -> stories") }).selected).toBeNull();
});

test("a status changes the assets it names, keeps the structure, and is ignored for another project", () => {
  const statuses = { words: { state: "running" } } as const;
  const running = next(shown, { kind: "status", change: { project: view.project, statuses, runId: "r1" } });
  expect(running.view?.runId).toBe("r1");
  expect(running.view?.nodes.map((node) => `${node.key} ${node.status.state}`)).toEqual([
    "ids never",
    "stories never",
    "words running",
    "authors never",
    "crawl never",
  ]);
  expect(running.view && structureOf(running.view)).toBe(structureOf(view));
  expect(next(shown, { kind: "status", change: { project: "file:///other", statuses, runId: "r1" } })).toBe(shown);
});

test("an asset called like a property of every object has no status unless one is sent", () => {
  const odd = next(initialState, { kind: "graph", view: viewOf("constructor -> __proto__") });
  const same = next(odd, { kind: "status", change: { project: odd.view?.project ?? "", statuses: {}, runId: null } });
  expect(same.view?.nodes.map((node) => node.status.state)).toEqual(["never", "never"]);
});

test("focus from the editor selects only what is drawn", () => {
  expect(next(shown, { kind: "focus", key: "ids" }).selected).toBe("ids");
  expect(next(shown, { kind: "focus", key: "elsewhere" })).toBe(shown);
});

test("a search finds nodes in which every word occurs", () => {
  expect(matches(shown)).toBeNull();
  expect([...(matches(next(shown, { kind: "search", query: "  FILES or" })) ?? [])]).toEqual(["stories", "words", "authors"]);
  expect(matches(next(shown, { kind: "search", query: "nowhere" }))?.size).toBe(0);
});

test("the lineage is all that is upstream and all that is downstream, not the siblings", () => {
  expect([...lineageOf(view, "words")].sort()).toEqual(["crawl", "ids", "stories", "words"]);
  expect([...lineageOf(viewOf("a -> b, b -> a"), "a")].sort()).toEqual(["a", "b"]);
});

test("the tally counts by state", () => {
  const mixed = viewOf("a -> b, c -> d", {
    a: { state: "materialized" },
    b: { state: "failed" },
    c: { state: "queued" },
    d: { state: "running" },
  });
  expect(tallyOf(mixed)).toEqual({ total: 4, materialized: 1, failed: 1, running: 1, queued: 1 });
});

// What is drawn of the project: around one asset, the whole, and with folded groups.

import { describe, expect, test } from "vitest";
import type { GraphView } from "../../../runtime/contract/graph.js";
import { lookOf } from "../../../runtime/contract/state-looks.js";
import { foldsOf, foldWords, sumOf } from "../../../webview/folds.js";
import { initialState, matches, mistakeOf, next, nextMatch, type State, scene } from "../../../webview/model.js";
import { sceneOf, scopeOf } from "../../../webview/scene.js";
import { fc } from "../../support/properties.js";
import { viewOf } from "./example-view.js";

const chain = viewOf("raw -> clean, clean -> daily, other -> daily, daily -> weekly, weekly -> yearly, daily -> report, report -> mail");
const seen = { scope: "around", around: "daily", expanded: [], folded: {}, crowded: false } as const;
const keys = (state: State) => (scene(state)?.view.nodes ?? []).map((node) => node.key);
const opened = (view: GraphView) => next(initialState, { kind: "graph", view });

describe("around one asset", () => {
  test("one step up and down, and how many are hidden on each side", () => {
    const { view, scope } = sceneOf(chain, seen);
    expect(scope).toBe("around");
    const told = view.nodes.map(({ key, hidden }) => `${hidden.upstream} ${key} ${hidden.downstream}`);
    expect(told).toEqual(["1 clean 0", "0 daily 0", "0 other 0", "0 weekly 1", "0 report 1"]);
    expect(view.edges.map((edge) => `${edge.from} ${edge.to}`)).toEqual(["clean daily", "other daily", "daily weekly", "daily report"]);
  });

  test("a side that is asked for shows its neighbours, and theirs in turn", () => {
    let state = next(next(opened(chain), { kind: "focus", key: "daily" }), { kind: "scope", scope: "around" });
    state = next(state, { kind: "expand", key: "weekly", side: "downstream" });
    expect(keys(state)).toEqual(["clean", "daily", "other", "weekly", "yearly", "report"]);
    state = next(state, { kind: "expand", key: "clean", side: "upstream" });
    expect(keys(state)).toContain("raw");
    expect(keys(next(state, { kind: "focus", key: "raw" }))).toEqual(["raw", "clean"]);
  });

  test("a small project is shown whole, a larger one around the current asset, and whoever works in the whole stays there", () => {
    const small = next(opened(chain), { kind: "focus", key: "daily" });
    expect(scene(small)?.scope).toBe("whole");
    const large = opened(viewOf(Array.from({ length: 31 }, (_, at) => `n${at} -> n${at + 1}`).join(", ")));
    expect(scene(large)?.scope).toBe("whole");
    expect(scene(next(large, { kind: "focus", key: "n7" }))?.scope).toBe("around");
    const clicked = next(next(large, { kind: "select", key: "n7" }), { kind: "focus", key: "n7" });
    expect(scene(clicked)?.scope).toBe("whole");
  });

  test("the editor's answer to a click moves nothing; another asset does", () => {
    const focused = next(next(opened(chain), { kind: "centre", key: "daily" }), { kind: "select", key: "weekly" });
    const answered = next(focused, { kind: "focus", key: "weekly" });
    expect(answered.seen.around).toBe("daily");
    expect(next(answered, { kind: "focus", key: "report" }).seen.around).toBe("report");
    expect(next(focused, { kind: "select", key: "raw" }).seen.around).toBe("raw");
  });

  test("an asset that is gone is the middle of nothing", () => {
    const gone = next(next(opened(chain), { kind: "centre", key: "daily" }), { kind: "graph", view: viewOf("a -> b") });
    expect(scene(gone)?.scope).toBe("whole");
    expect(scopeOf(chain, { ...seen, around: "nowhere" })).toBe("whole");
  });
});

describe("folds", () => {
  const grouped: GraphView = {
    ...chain,
    edges: [...chain.edges],
    nodes: chain.nodes.map((node, at) => ({ ...node, group: at < 3 ? "raw" : at < 5 ? "sums" : "default" })),
  };
  const whole = { scope: "whole", around: null, expanded: [], folded: { "group:raw": true }, crowded: false } as const;

  test("a group is one node with its count, its states and the edges of its members", () => {
    const failed = grouped.nodes.map((node) =>
      node.key === "clean" ? { ...node, status: { state: "failed" } as const, errors: 2 } : node,
    );
    const { view, homeOf } = sceneOf({ ...grouped, nodes: failed }, whole);
    const [fold] = view.nodes;
    expect(fold).toMatchObject({ key: "group:raw", errors: 2, status: { state: "failed" }, fold: { members: ["raw", "clean", "daily"] } });
    expect(homeOf("clean")).toBe("group:raw");
    expect(view.edges.map(({ from, to, count }) => `${from} ${to} ${count}`)).toEqual([
      "weekly yearly 1",
      "report mail 1",
      "other group:raw 1",
      "group:raw weekly 1",
      "group:raw report 1",
    ]);
  });

  test("without groups, keys fold by their first part; one asset alone does not", () => {
    const view = viewOf("raw/a -> raw/b, raw/b -> sums/x, lonely -> raw/a");
    expect(foldsOf(view).all.map(({ id, members }) => [id, members])).toEqual([["prefix:raw/", ["raw/a", "raw/b"]]]);
  });

  test("a crowded project is folded until it is unfolded", () => {
    const whole = opened(viewOf(Array.from({ length: 200 }, (_, at) => `a/n${at} -> b/n${at}`).join(", ")));
    expect(keys(whole).length).toBe(400);
    const large = next(whole, { kind: "crowded", crowded: true });
    expect(keys(large)).toEqual(["prefix:a/", "prefix:b/"]);
    expect(keys(next(large, { kind: "fold", id: "prefix:a/", folded: false })).length).toBe(201);
    const open = next(large, { kind: "foldAll", folded: false });
    expect(keys(open).length).toBe(400);
    expect(keys(next(open, { kind: "foldAll", folded: true })).length).toBe(2);
  });

  test("every asset is drawn once, by itself or by its fold, whatever is folded", () => {
    fc.assert(
      fc.property(fc.dictionary(fc.constantFrom("group:raw", "group:sums", "group:none"), fc.boolean()), (folded) => {
        const { view } = sceneOf(grouped, { ...whole, folded, crowded: false });
        const drawn = view.nodes.flatMap((node) => node.fold?.members ?? [node.key]);
        expect([...drawn].sort()).toEqual(grouped.nodes.map((node) => node.key).sort());
        const known = new Set(view.nodes.map((node) => node.key));
        for (const edge of view.edges) expect(known.has(edge.from) && known.has(edge.to)).toBe(true);
      }),
    );
  });

  test.each([
    [{ materialized: 3 }, "all materialized", "materialized"],
    [{ never: 3 }, "none materialized", "never"],
    [{ never: 2, materialized: 1 }, "1 of 3 materialized", "partial"],
    [{ partial: 1, materialized: 2 }, "all materialized", "partial"],
    [{ stale: 1, materialized: 2 }, "1 stale · all materialized", "stale"],
    [{ failed: 2, materialized: 1 }, "2 failed · 1/3 made", "failed"],
    [{ running: 1, queued: 2 }, "1 running · 2 queued", "running"],
  ] as const)("three members %j: %s, drawn as %s", (states, words, look) => {
    expect(foldWords(states, 3)).toBe(words);
    expect(lookOf(sumOf(states, 3))).toBe(look);
  });
});

describe("a search in the selection grammar", () => {
  const typed = next(opened(chain), { kind: "search", query: "+daily" });

  test("is the server's to answer, and an answer to older words changes nothing", () => {
    expect(matches(typed)).toBeNull();
    const answered = next(typed, { kind: "found", text: "+daily", answer: { keys: ["clean", "daily", "other"] } });
    expect([...(matches(answered) ?? [])]).toEqual(["clean", "daily", "other"]);
    const older = next(answered, { kind: "found", text: "+d", answer: { error: "No asset matches" } });
    expect(older).toBe(answered);
    // Until the next answer arrives, the last one is used.
    expect(matches(next(answered, { kind: "search", query: "+daily+" }))?.size).toBe(3);
  });

  test("a mistake is told, and nothing is dimmed for it", () => {
    const wrong = next(typed, { kind: "found", text: "+daily", answer: { error: "It ends too early." } });
    expect(mistakeOf(wrong)).toBe("It ends too early.");
    expect(matches(wrong)).toBeNull();
    expect(mistakeOf(next(wrong, { kind: "search", query: "daily" }))).toBeNull();
  });

  test("Enter goes from match to match", () => {
    const found = next(opened(chain), { kind: "search", query: "ly" });
    expect(nextMatch(found)).toBe("daily");
    const on = next(found, { kind: "select", key: "daily" });
    expect(nextMatch(on)).toBe("weekly");
    expect(nextMatch(on, true)).toBe("yearly");
    expect(nextMatch(next(found, { kind: "search", query: "nowhere" }))).toBeUndefined();
  });
});

// What a run would materialize, and why: in the order of the run, without external assets.
import { expect, test } from "vitest";
import type { AssetStatus } from "../../../runtime/contract/graph.js";
import { plannedAssets } from "../../../server/lsp/planned-assets.js";
import { fixture } from "../../support/fixture.js";

const { project } = fixture(`
import { asset, externalAsset } from "millrace";
export const raw = externalAsset({ key: "raw" });
export const c = asset({ tags: { paid: "" } }, (b: number) => b);
export const b = asset((a: number) => a);
export const a = asset({ deps: ["raw"] }, () => 1);
export const d = asset(() => 1);
`);

const statuses: Readonly<Record<string, AssetStatus>> = {
  a: { state: "materialized", since: "2026-01-01T00:00:00Z", durationMs: 12 },
  b: { state: "materialized", since: "2026-01-01T00:00:00Z", stale: true },
  c: { state: "failed", since: "2026-01-01T00:00:00Z" },
  d: { state: "materialized", partitions: { materialized: 1, total: 2 } },
};
const planned = (...selection: string[]) => plannedAssets(project, selection, (key) => statuses[key] ?? { state: "never" });

test("each asset in the order of the run, with the reason and how long it took", () => {
  expect(planned("+c")).toEqual([
    { key: "a", why: "again", tags: {}, durationMs: 12 },
    { key: "b", why: "stale", tags: {} },
    { key: "c", why: "failed", tags: { paid: "" } },
  ]);
  expect(planned("d")).toEqual([{ key: "d", why: "missing", tags: {} }]);
});

test("a selection that cannot be read, or matches nothing, plans nothing", () => {
  expect(planned("+(")).toBeNull();
  expect(planned("nothing_like_it")).toBeNull();
});

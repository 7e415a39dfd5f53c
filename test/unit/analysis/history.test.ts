// The history of an asset from its records: the latest one in full, the last ones as numbers, including those of partitions.
import { describe, expect, test } from "vitest";
import { assetHistory, graphView } from "../../../server/analysis/index.js";
import { fixture } from "../../support/fixture.js";

const record = (assetKey: string, day: string, more: object = {}) =>
  JSON.stringify({
    assetKey,
    runId: `202601${day}T000000000-abc`,
    timestamp: `2026-01-${day}T00:00:01.000Z`,
    durationMs: Number(day) * 100,
    ioManagerKey: "io_manager",
    manager: "FilesystemIOManager",
    stored: { storedAt: `data/${assetKey}.json`, format: "json", rows: Number(day), bytes: 20 },
    metadata: { day: { type: "text", value: day } },
    ...more,
  });

const { project } = fixture(`
//- /src/assets.ts
import { asset, DailyPartitionsDefinition } from "millrace";
const partitions = new DailyPartitionsDefinition({ startDate: "2026-01-01", endDate: "2026-01-04" });
export const a = asset((): number[] => [1]);
export const b = asset((a: readonly number[]): number => a.length);
export const c = asset({ partitions }, (context): string => context.partitionKey);
//- /.millrace/records/a/@/20260101T000000000-abc.json
${record("a", "01")}
//- /.millrace/records/a/@/20260103T000000000-abc.json
${record("a", "03", { stored: null })}
//- /.millrace/records/a/@/20260102T000000000-abc.json
${record("a", "02")}
//- /.millrace/records/a/@/20260104T000000000-abc.json
not a record
//- /.millrace/records/c/@/date=2026-01-01/20260102T000000000-abc.json
${record("c", "02", { partitionKey: "2026-01-01" })}
//- /.millrace/records/c/@/date=2026-01-02/20260103T000000000-abc.json
${record("c", "03", { partitionKey: "2026-01-02" })}
`);

describe("the history of an asset", () => {
  test("is the newest first; what cannot be read is left out", () => {
    const { latest, made } = assetHistory(project, "a");
    expect(latest?.metadata).toEqual({ day: { type: "text", value: "03" } });
    expect(made.map(({ durationMs, rows, bytes }) => [durationMs, rows, bytes])).toEqual([
      [300, undefined, undefined],
      [200, 2, 20],
      [100, 1, 20],
    ]);
  });

  test("is that of its partitions, where it has some", () => {
    expect(assetHistory(project, "c").made.map(({ partitionKey }) => partitionKey)).toEqual(["2026-01-02", "2026-01-01"]);
  });

  test("is empty for what was never made, and for what is not there", () => {
    for (const key of ["b", "nowhere", "../a"]) expect(assetHistory(project, key)).toEqual({ latest: null, made: [] });
  });
});

test("an edge tells the type of its parameter as it is written", () => {
  const options = { project: "file:///project", name: "project", problems: [], runId: null, cannotRun: null };
  const { edges } = graphView(project, { ...options, statusOf: () => ({ state: "never" }) });
  expect(edges).toEqual([{ from: "a", to: "b", kind: "input", parameter: "a", type: "readonly number[]" }]);
});

// Records and run files that are incomplete, edited by hand or malicious: invalid parts are left out, and the rest is shown without errors.
import { mkdirSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { describe, expect, test } from "vitest";
import { assetRow, groupRow } from "../../../client/assets/asset-rows.js";
import { AssetTree } from "../../../client/assets/asset-tree.js";
import { runEventLine } from "../../../client/runs/run-event-line.js";
import { runRow, stepRow } from "../../../client/runs/run-rows.js";
import { believedAnnouncement, believedEvent, believedRecord } from "../../../runtime/contract/believed.js";
import { parseDynamicKeys } from "../../../runtime/contract/dynamic-keys.js";
import { foldRun } from "../../../runtime/contract/run-state.js";
import { runSteps } from "../../../runtime/contract/run-steps.js";
import { unfinished } from "../../../runtime/planning/index.js";
import { toMetadata } from "../../../runtime/sdk/metadata.js";
import { recordText } from "../../../runtime/state/files/record-text.js";
import { openState } from "../../../runtime/state/index.js";
import { assetHistory, codeLenses, graphView, hover, momentIn, recordedStatus } from "../../../server/analysis/index.js";
import { eventLine } from "../../../server/cli/output/event-line.js";
import { createStatuses } from "../../../server/lsp/statuses.js";
import { fixture } from "../../support/fixture.js";
import { fc } from "../../support/properties.js";
import { temporaryFolder } from "../../support/temporary-folder.js";
import { trials } from "../../support/trials.js";

const RECORD = {
  assetKey: "a",
  partitionKey: "2026-01-01",
  runId: "20260101T000000000-abcdef",
  timestamp: "2026-01-01T00:00:01.000Z",
  durationMs: 12,
  ioManagerKey: "io_manager",
  manager: "FilesystemIOManager",
  stored: { storedAt: "data/a.json", format: "json", rows: 3, bytes: 20, details: { columns: ["x"] } },
  metadata: {
    day: { type: "text", value: "01" },
    share: { type: "float", value: 0.5 },
    rows: { type: "table", value: { columns: ["x"], records: [[1], [null]] } },
    made: { type: "timestamp", value: "2026-01-01T00:00:00.000Z" },
    all: { type: "json", value: { deep: [1, { deeper: true }] } },
  },
  codeVersion: "1",
  without: { up: ["2026-01-01"] },
} as const;

const ERROR = {
  name: "Error",
  message: "no",
  stack: "Error: no\n    at a (src/a.ts:1:1)",
  place: { file: "src/a.ts", line: 1, column: 1 },
  cause: { name: "TypeError", message: "why" },
  errors: [{ name: "Error", message: "one of them" }],
};
const EVENTS = [
  {
    type: "RUN_START",
    metadata: { assets: { type: "json", value: ["a", "b"] }, partitions: { type: "json", value: { a: ["2026-01-01"] } } },
  },
  { type: "STEP_START", assetKey: "a", stepKey: "a" },
  { type: "PROGRESS", assetKey: "a", progress: { done: 1, total: 2 }, message: "pages" },
  { type: "LOG", assetKey: "a", level: "warning", message: "slow" },
  { type: "ASSET_MATERIALIZATION", assetKey: "a", metadata: RECORD.metadata, materialization: RECORD },
  { type: "STEP_SUCCESS", assetKey: "a", partitionKey: "2026-01-01" },
  { type: "STEP_FAILURE", assetKey: "b", error: ERROR },
  { type: "RUN_FAILURE", message: "1 asset failed" },
].map((event) => ({
  runId: RECORD.runId,
  timestamp: RECORD.timestamp,
  ...("assetKey" in event ? { stepKey: event.assetKey } : {}),
  ...event,
}));

const deep = (open: string, close: string) => `${open.repeat(100_000)}1${close.repeat(100_000)}`;

const WRONG: readonly unknown[] = [
  null,
  [],
  {},
  "text",
  -1,
  0.5,
  1e308,
  "not a time",
  "99999-99-99T00:00:00Z",
  { toString: 1 },
  [[["deep"]]],
  "\ud800",
  "a\0b",
];

describe("a record", () => {
  test("is believed as it is, whatever else a newer Millrace wrote into it", () => {
    expect(believedRecord(JSON.stringify(RECORD))).toEqual(RECORD);
    expect(believedRecord(JSON.stringify({ ...RECORD, later: { any: 1 } }))).toMatchObject(RECORD);
    expect(believedRecord(JSON.stringify({ ...RECORD, stored: null, ioManagerKey: null, manager: null }))).not.toBeNull();
  });

  test("of any time that a Date can be is believed", () => {
    fc.assert(
      fc.property(fc.date({ noInvalidDate: true }), (date) => {
        const text = recordText({ ...RECORD, timestamp: date.toISOString(), metadata: toMetadata({ made: date }) });
        expect(believedRecord(text)?.timestamp).toBe(date.toISOString());
      }),
    );
  });

  test.each([
    ["durationMs", "12"],
    ["durationMs", -1],
    ["timestamp", "yesterday"],
    ["timestamp", 5],
    ["timestamp", "2026-13-45T00:00:00Z"],
    ["stored", {}],
    ["stored", { ...RECORD.stored, rows: "3" }],
    ["stored", { ...RECORD.stored, bytes: 1e300 }],
    ["metadata", []],
    ["metadata", { a: { type: "text", value: 1 } }],
    ["metadata", { a: { type: "toString", value: 1 } }],
    ["metadata", { a: { type: "table", value: { columns: "x", records: [] } } }],
    ["assetKey", ["a"]],
    ["without", { up: "2026-01-01" }],
  ])("with %s %j is none", (field, value) => {
    expect(believedRecord(JSON.stringify({ ...RECORD, [field]: value }))).toBeNull();
  });

  test("that is nested 100,000 deep, or holds numbers that are none, is none; keys of a prototype are left out", () => {
    const text = JSON.stringify(RECORD);
    for (const value of [deep("[", "]"), deep('{"a":', "}")])
      expect(believedRecord(text.replace('"deep":[1', `"deep":[${value}`))).toBeNull();
    expect(believedRecord(text.replace('"durationMs":12', '"durationMs":1e999'))).toBeNull();
    const read = believedRecord(text.replace('"rows":3', '"rows":3,"__proto__":{"polluted":1}'));
    expect(read).toEqual(RECORD);
    expect(read?.stored).not.toHaveProperty("polluted");
  });

  test("that would not be believed is not written, and the message names the field", () => {
    expect(() => recordText({ ...RECORD, durationMs: Number.NaN })).toThrow("the record of a cannot be written: durationMs is not a time");
    let nested: unknown = 1;
    for (let level = 0; level < 600; level++) nested = [nested];
    expect(() => toMetadata({ tree: nested as unknown[] })).toThrow('metadata "tree" is nested deeper than 500 levels');
  });
});

describe("an event", () => {
  test("is believed as it is, of every type", () => {
    for (const event of EVENTS) expect(believedEvent(JSON.stringify(event)), event.type).toEqual(event);
    expect(believedAnnouncement(JSON.stringify({ announced: EVENTS[0] }))).toEqual(EVENTS[0]);
  });

  test.each([
    [{ type: "NEWS" }],
    [{ type: "toString" }],
    [{ timestamp: "now" }],
    [{ assetKey: 1 }],
    [{ message: {} }],
    [{ type: "PROGRESS", progress: { done: "1" } }],
    [{ type: "LOG", level: "loud", message: "" }],
    [{ type: "STEP_FAILURE", error: { name: "Error" } }],
    [{ type: "STEP_FAILURE", error: { ...ERROR, cause: "text" } }],
    [{ type: "STEP_FAILURE", error: { ...ERROR, place: { file: "a", line: 0, column: 1 } } }],
    [{ type: "STEP_FAILURE", error: { ...ERROR, errors: {} } }],
    [{ type: "ASSET_MATERIALIZATION", metadata: {}, materialization: { ...RECORD, durationMs: null } }],
  ])("with %j is none", (wrong) => {
    expect(believedEvent(JSON.stringify({ ...EVENTS[1], ...wrong }))).toBeNull();
  });

  test("without a field that its type requires, or of a run with an asset, is none", () => {
    for (const type of ["ASSET_MATERIALIZATION", "STEP_FAILURE", "STEP_UP_FOR_RETRY", "PROGRESS", "LOG", "RUN_START"])
      expect(believedEvent(JSON.stringify({ ...EVENTS[1], type })), type).toBeNull();
    const { stepKey: _, ...nameless } = { stepKey: "", ...EVENTS[1] };
    expect(believedEvent(JSON.stringify(nameless))).toBeNull();
    expect(believedEvent(JSON.stringify({ ...EVENTS[1], type: "RUN_SUCCESS" }))).toBeNull();
  });

  test("in the midst of a run leaves the others: the run is told without it", async () => {
    const dir = await temporaryFolder();
    const lines = EVENTS.map((event) => JSON.stringify(event));
    const hostile = ['{"type":"LOG"}', deep("[", "]"), '{"announced":5}', "\0\0\0", '{"type":"RUN_SUCCESS","timestamp":0}'];
    write(dir, lines.flatMap((line, at) => [line, hostile[at] ?? ""]).join("\n"));
    expect(await openState(dir).runs.read(RECORD.runId)).toEqual(EVENTS);
    expect(await openState(dir).runs.summary(RECORD.runId)).toMatchObject({ state: "failure", message: "1 asset failed" });
  });
});

test("keys of dynamic partitions that are no texts are none", () => {
  expect(parseDynamicKeys('{"add":["a"]}\n{"add":5,"remove":{}}\n{"add":[1,null,"b"]}\nnull\n{"remove":["a"]}')).toEqual(["b"]);
});

const JSON_TEXT = fc.oneof(fc.json({ maxDepth: 4 }), fc.string(), fc.constantFrom(deep("[", "]"), deep('{"a":', "}")));

/** A real record with one changed value, at any depth. */
function mutated(real: readonly object[]): fc.Arbitrary<string> {
  const wrong = fc.oneof(fc.constantFrom(...WRONG), fc.jsonValue({ maxDepth: 2 }));
  return fc.tuple(fc.constantFrom(...real), fc.nat(), wrong, fc.boolean()).map(([value, at, other, isCut]) => {
    const copy = structuredClone(value);
    const places = placesIn(copy);
    const [holder, key] = places[at % places.length] as [Record<string, unknown>, string];
    if (isCut && !Array.isArray(holder)) delete holder[key];
    else holder[key] = other;
    return JSON.stringify(copy);
  });
}

function placesIn(value: unknown): [object, string][] {
  if (typeof value !== "object" || value === null) return [];
  return Object.entries(value).flatMap(([key, inner]) => [[value, key] as [object, string], ...placesIn(inner)]);
}

const CODE = `
//- /src/assets.ts
import { asset, DailyPartitionsDefinition } from "millrace";
const partitions = new DailyPartitionsDefinition({ startDate: "2026-01-01", endDate: "2026-01-04" });
export const a = asset((): number[] => [1]);
export const b = asset((a: number[]): number => a.length);
export const c = asset({ partitions }, (context): string => context.partitionKey);
`;
const { project, texts } = fixture(CODE);
const FILE = "/project/src/assets.ts";
const NOW = Date.parse("2026-02-01T00:00:00Z");

test("whatever lies there as records, all that shows them answers", async () => {
  const dir = await temporaryFolder();
  const records = fc.array(fc.oneof(JSON_TEXT, mutated([RECORD])), { minLength: 1, maxLength: 3 });
  const offsets = ["a = asset", "a: number", "c = asset"].map((text) => (texts.get(FILE) as string).indexOf(text));
  await fc.assert(
    fc.asyncProperty(records, async (found) => {
      for (const [at, text] of found.entries())
        for (const folder of ["a/@", "c/@/date=2026-01-01"]) {
          texts.set(`/project/.millrace/records/${folder}/2026010${at}T000000000-abcdef.json`, text);
          mkdirSync(join(dir, ".millrace/records", folder), { recursive: true });
          writeFileSync(join(dir, ".millrace/records", folder, `2026010${at}T000000000-abcdef.json`), text);
        }
      project.records.changed(["/project/.millrace/records"]);
      showRecords(offsets);
      const store = openState(dir).records;
      JSON.stringify([await store.history("a", undefined, 9), await store.latest("c", ["date=2026-01-01"])]);
    }),
    { numRuns: trials(180) },
  );
});

function showRecords(offsets: readonly number[]): void {
  const statusOf = (key: string) => recordedStatus(project, key);
  const options = { statusOf, now: NOW };
  const isShown = offsets.map((offset) => hover(project, FILE, offset, { ...options, storedLink: (_key, text) => text }) !== null);
  expect(isShown).toEqual(offsets.map(() => true));
  codeLenses(project, FILE, { ...options, cannotRun: null, canDebug: true, isOnSave: () => false });
  const view = graphView(project, { project: "file:///project", name: "p", statusOf, problems: [], runId: null, cannotRun: null });
  const tree = new AssetTree(view);
  for (const group of tree.groups) groupRow(tree, group);
  for (const key of ["a", "b", "c"]) {
    assetRow(tree, key, NOW);
    JSON.stringify(assetHistory(project, key));
  }
}

test("whatever lies there as the file of a run, all that shows it answers", async () => {
  const dir = await temporaryFolder();
  const line = fc.oneof(
    JSON_TEXT,
    fc.constantFrom(...EVENTS).map((event) => JSON.stringify(event)),
    mutated(EVENTS),
    mutated([{ announced: EVENTS[0] as object }]),
  );
  await fc.assert(
    fc.asyncProperty(fc.array(line, { maxLength: 12 }), async (lines) => {
      write(dir, lines.join("\n"));
      const [runId = ""] = await openState(dir).runs.list();
      const all = (await openState(dir).runs.read(runId)) ?? [];
      const { events } = await openState(dir).runs.readFrom(runId, 0);
      const summary = await openState(dir).runs.summary(runId);
      runRow({ ...summary, canCancel: false }, NOW);
      const statuses = createStatuses(project);
      for (const event of [...all, ...events]) {
        eventLine(event);
        runEventLine(event);
        statuses.hear(event);
      }
      const run = foldRun(runId, [...all, ...events]);
      for (const step of runSteps(run)) stepRow(step, NOW, 10);
      JSON.stringify([
        all,
        summary,
        runSteps(run),
        statuses.all(),
        statuses.news(),
        statuses.failures(),
        unfinished(project.model(), run, momentIn(project.files, project.dir, NOW)),
      ]);
    }),
    { numRuns: trials(480) },
  );
});

test("a path of Windows in a record of an earlier version has the separators that records have now", () => {
  const stored = (storedAt: string, details = {}) =>
    believedRecord(JSON.stringify({ ...RECORD, stored: { storedAt, format: "x", details } }))?.stored;
  expect(stored("D:\\data\\a.json")).toMatchObject({ storedAt: "D:/data/a.json" });
  expect(stored("\\\\server\\share\\a.duckdb#main.t", { database: "\\\\server\\share\\a.duckdb" })).toEqual({
    storedAt: "//server/share/a.duckdb#main.t",
    format: "x",
    details: { database: "//server/share/a.duckdb" },
  });
  for (const same of ["data/a\\b.json", "/d/a\\b.json", "s3://b/a\\b"]) expect(stored(same)?.storedAt).toBe(same);
});

function write(dir: string, text: string): void {
  mkdirSync(join(dir, ".millrace/runs"), { recursive: true });
  writeFileSync(join(dir, ".millrace/runs", `${RECORD.runId}.jsonl`), text);
}

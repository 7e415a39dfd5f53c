// Looking at stored values through a viewer process: the shape of each value, page by page, for this run and earlier ones.
import { writeFileSync } from "node:fs";
import { join } from "node:path";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import type { LookAnswer, RowFilter, RowQuestion, RowSort, ValueFacts, ValuePart } from "../../../runtime/contract/value.js";
import { openViewer, type Viewer } from "../../../runtime/host/index.js";
import { DuckDBIOManager } from "../../../runtime/io/duckdb/manager.js";
import { memoryRows } from "../../../runtime/worker/look/memory-rows.js";
import { Bench } from "../../support/io-manager-suite.js";
import { fc } from "../../support/properties.js";
import { makeProject, type Project } from "../../support/real-project.js";
import { trials } from "../../support/trials.js";

const PNG = "iVBORw0KGgoAAAANSUhEUgAAAAEAAAABCAYAAAAfFcSJAAAADUlEQVR42mNk+M9QDwADhgGAWjR9awAAAABJRU5ErkJggg==";
const config = `
import { asset, Definitions, DuckDBIOManager, StaticPartitionsDefinition, VersionedIOManager } from "millrace";
import { readFileSync } from "node:fs";
const now = () => readFileSync("now.txt", "utf8").trim();
export const orders = asset({ ioManagerKey: "db" }, () => Array.from({ length: 5000 }, (_, id) => ({ id, name: "order " + id, paid: id % 2 === 0, at: new Date(id * 1000) })));
export const people = asset(() => [{ name: "Ada", age: 36 }, { name: "Alan", age: null }]);
export const settings = asset(() => ({ list: [1, 2, [3, 4]], map: { deep: { deeper: true } }, text: "long ".repeat(200) }));
export const scores = asset(() => new Map<string, unknown>([["a", new Set([1, 2])], ["b", 7n]]));
export const chart = asset(() => Uint8Array.from(Buffer.from("${PNG}", "base64")));
export const report = asset(() => "# Sales\\n\\nThey **rose**.");
export const drawing = asset(() => "<svg xmlns='http://www.w3.org/2000/svg'></svg>");
export const note = asset(() => "nothing special");
export const kept = asset({ ioManagerKey: "versions" }, () => [{ now: now() }]);
export const silent = asset((): void => {});
export const later = asset(() => [{ a: 1 }]);
const colors = new StaticPartitionsDefinition(["red", "green"]);
export const colored = asset({ partitions: colors }, (context) => [{ color: context.partitionKey }]);
const broken = { handleOutput: () => ({ storedAt: "nowhere", format: "broken" }), loadInput() { throw new Error("the disk is on fire"); } };
export const burnt = asset({ ioManagerKey: "broken" }, () => 1);
export default new Definitions({
  assets: [orders, people, settings, scores, chart, report, drawing, note, kept, silent, later, colored, burnt],
  resources: { db: new DuckDBIOManager({ database: "data/a.duckdb" }), versions: new VersionedIOManager({ uri: "versions" }), broken },
});
`;

let project: Project;
let viewer: Viewer;

beforeAll(async () => {
  project = await makeProject({ "millrace.config.ts": config, "now.txt": "first" });
  const plain = ["orders()", "people()", "settings()", "scores()", "chart()", "report()", "drawing()", "note()", "kept()", "burnt()"];
  expect((await project.run(plain)).outcome).toBe("success");
  writeFileSync(join(project.dir, "now.txt"), "second");
  expect((await project.run(["kept()", "people()"])).outcome).toBe("success");
  const silent = { assetKey: "silent", bindings: [], after: [], output: { form: "value" }, stores: false } as const;
  expect((await project.run([silent])).outcome).toBe("success");
  viewer = openViewer(project.dir, "millrace.config.ts");
});
afterAll(() => {
  viewer?.close();
  project?.remove();
});

const look = (assetKey: string, part: ValuePart, runId?: string) =>
  viewer.ask({ assetKey, part, ...(runId === undefined ? {} : { runId }) });
async function facts(assetKey: string): Promise<ValueFacts> {
  const answer = await look(assetKey, { kind: "facts" });
  return (answer as Extract<LookAnswer, { kind: "facts" }>).facts;
}
const question: RowQuestion = { offset: 0, limit: 3, sort: [], filters: [], counted: true };
async function page(assetKey: string, wanted: Partial<RowQuestion> = {}, runId?: string) {
  const answer = await look(assetKey, { kind: "rows", ...question, ...wanted }, runId);
  return (answer as Extract<LookAnswer, { kind: "rows" }>).page;
}

describe("rows", () => {
  it("of a database are paged by it, with its own types", async () => {
    const { shape, storedAt, ioManagerKey, materialization } = await facts("orders");
    expect({ storedAt, ioManagerKey }).toEqual({ storedAt: "data/a.duckdb#main.orders", ioManagerKey: "db" });
    expect(materialization?.stored?.rows).toBe(5000);
    expect(shape).toEqual({
      kind: "rows",
      pagedBy: "storage",
      total: 5000,
      columns: [
        { name: "id", type: "BIGINT" },
        { name: "name", type: "VARCHAR" },
        { name: "paid", type: "BOOLEAN" },
        { name: "at", type: "TIMESTAMP" },
      ],
    });
    const last = await page("orders", { offset: 4999 });
    expect(last.rows).toEqual([{ id: 4999, name: "order 4999", paid: false, at: "1970-01-01T01:23:19.000Z" }]);
    const found = await page("orders", {
      filters: [
        { column: "name", test: "contains", value: "ORDER 49" },
        { column: "at", test: "atLeast", value: "1970-01-01 01:00:00" },
      ],
      sort: [{ column: "id", descending: true }],
    });
    expect({ ids: found.rows.map(({ id }) => id), total: found.total }).toEqual({ ids: [4999, 4998, 4997], total: 100 });
  });

  it("of a file are sorted and filtered in memory", async () => {
    const { shape } = await facts("people");
    expect(shape).toEqual({
      kind: "rows",
      pagedBy: "memory",
      total: 2,
      columns: [
        { name: "name", type: "string" },
        { name: "age", type: "number" },
      ],
    });
    expect((await page("people", { sort: [{ column: "age", descending: true }] })).rows.map(({ name }) => name)).toEqual(["Ada", "Alan"]);
    expect((await page("people", { filters: [{ column: "name", test: "equals", value: "Alan" }] })).total).toBe(1);
  });

  it("a wrong filter names the culprit, and the viewer goes on", async () => {
    await expect(page("people", { filters: [{ column: "age", test: "less", value: "old" }] })).rejects.toThrow('"old" is not a number');
    await expect(page("orders", { filters: [{ column: "id", test: "less", value: "old" }] })).rejects.toThrow(/old/);
    expect((await page("people")).total).toBe(2);
  });
});

describe("other values", () => {
  it("are trees whose entries are asked for as they are opened", async () => {
    const { shape } = await facts("settings");
    expect(shape).toMatchObject({ kind: "tree", root: { name: "", type: "object", size: 3 } });
    const entries = async (assetKey: string, path: number[]) => {
      const answer = await look(assetKey, { kind: "entries", path, offset: 0, limit: 10 });
      return (answer as Extract<LookAnswer, { kind: "entries" }>).entries.map(({ name, type, size }) => [name, type, size]);
    };
    expect(await entries("settings", [])).toEqual([
      ["list", "Array", 3],
      ["map", "object", 1],
      ["text", "string", null],
    ]);
    expect(await entries("settings", [0, 2])).toEqual([
      ["0", "number", null],
      ["1", "number", null],
    ]);
    expect(await entries("settings", [1, 0])).toEqual([["deeper", "boolean", null]]);
    expect(await entries("scores", [])).toEqual([
      ["a", "Set", 2],
      ["b", "bigint", null],
    ]);
    await expect(look("settings", { kind: "entries", path: [9], offset: 0, limit: 1 })).rejects.toThrow(
      "this entry does not exist anymore",
    );
  });

  it("are pictures, drawings, formatted texts and plain ones by what they hold", async () => {
    expect((await facts("chart")).shape).toEqual({ kind: "bytes", size: 70, image: "image/png" });
    expect(await look("chart", { kind: "bytes", offset: 0, length: 1_000 })).toEqual({ kind: "bytes", data: PNG });
    expect((await facts("report")).shape).toMatchObject({ kind: "text", language: "markdown", more: false });
    expect((await facts("drawing")).shape).toMatchObject({ kind: "text", language: "svg" });
    expect((await facts("note")).shape).toMatchObject({ kind: "text", language: "plain", text: "nothing special" });
  });

  it("that are not there say why", async () => {
    expect((await facts("silent")).shape).toEqual({ kind: "nothing", reason: "silent does not store a value: its function returns void." });
    const { shape } = await facts("later");
    expect(shape).toMatchObject({ kind: "nothing", reason: expect.stringContaining("millrace materialize later") });
    await expect(facts("no_such")).rejects.toThrow("there is no asset no_such");
    await expect(facts("burnt")).rejects.toThrow("the disk is on fire");
    expect((await facts("note")).shape.kind).toBe("text");
  });

  it("of an asset with partitions are listed, and looked at one by one", async () => {
    const { shape } = await facts("colored");
    expect(shape).toMatchObject({ kind: "partitions", partitions: { total: 2, materialized: 0 } });
    await expect(viewer.ask({ assetKey: "colored", partitionKey: "blue", part: { kind: "facts" } })).rejects.toThrow(
      'has no partition "blue"',
    );
  });
});

describe("earlier materializations", () => {
  it("keep their value where the manager keeps it", async () => {
    const { earlier, materialization } = await facts("kept");
    expect(earlier.map(({ kept }) => kept)).toEqual([true]);
    const runId = earlier[0]?.materialization.runId as string;
    expect(runId < (materialization?.runId as string)).toBe(true);
    expect((await page("kept", {}, runId)).rows).toEqual([{ now: "first" }]);
    expect((await page("kept")).rows).toEqual([{ now: "second" }]);
    expect(await look("kept", { kind: "text" }, runId)).toEqual({ kind: "text", text: '{"now":"first"}\n', more: false });
  });

  it("are only a record where a newer value took the place", async () => {
    const { earlier } = await facts("people");
    expect(earlier.map(({ kept, materialization }) => ({ kept, rows: materialization.stored?.rows }))).toEqual([{ kept: false, rows: 2 }]);
  });
});

describe("the child", () => {
  it("sees a new value at once, and is started anew after it was ended", async () => {
    const before = await facts("note");
    expect((await project.run(["note()"])).outcome).toBe("success");
    expect((await facts("note")).materialization?.runId).not.toBe(before.materialization?.runId);
    viewer.close();
    expect((await facts("note")).shape.kind).toBe("text");
  });

  it("of a project that does not load answers each question with the reason", async () => {
    const broken = await makeProject({ "millrace.config.ts": "export default nothing here" });
    const other = openViewer(broken.dir, "millrace.config.ts");
    await expect(other.ask({ assetKey: "a", part: { kind: "facts" } })).rejects.toThrow("millrace.config.ts:1");
    await expect(other.ask({ assetKey: "a", part: { kind: "facts" } })).rejects.toThrow("millrace.config.ts:1");
    other.close();
    broken.remove();
  });
});

describe("a page", () => {
  it("is the same from memory as from DuckDB", async () => {
    const columns = ["n", "s", "b"] as const;
    const row = fc.record({
      n: fc.option(fc.oneof(fc.integer({ min: -5, max: 15 }), fc.double({ noNaN: true, min: -10, max: 10 }))),
      s: fc.option(fc.constantFrom("", "a", "B", "ab", "10", "9", "a_b", "100%", "ä", "'", '"')),
      b: fc.option(fc.boolean()),
    });
    const compare = fc.constantFrom("equals", "differs", "less", "atMost", "greater", "atLeast");
    const filter: fc.Arbitrary<RowFilter> = fc.oneof(
      fc.record({ column: fc.constantFrom(...columns), test: fc.constantFrom("isNull", "isNotNull"), value: fc.constant("") }),
      fc.record({ column: fc.constant("s"), test: fc.constantFrom("contains", "lacks"), value: fc.constantFrom("a", "B", "0", "%", "_") }),
      fc.record({ column: fc.constant("n"), test: compare, value: fc.constantFrom("9", "10", "-0.5", "3e0") }),
      fc.record({ column: fc.constant("s"), test: compare, value: fc.constantFrom("a", "10", "ab", "") }),
    ) as fc.Arbitrary<RowFilter>;
    const sort: fc.Arbitrary<RowSort> = fc.record({ column: fc.constantFrom(...columns), descending: fc.boolean() });
    const asked = fc.record({ filters: fc.array(filter, { maxLength: 2 }), sort: fc.array(sort, { maxLength: 2 }) });
    const bench = await Bench.open(() => new DuckDBIOManager({ database: "t.duckdb" }));
    try {
      await fc.assert(
        fc.asyncProperty(
          fc.array(row, { minLength: 1, maxLength: 12 }),
          fc.array(asked, { minLength: 1, maxLength: 5 }),
          async (rows, all) => {
            // The position makes the order of equal rows deterministic.
            const numbered = [{ n: 0.5, s: "a", b: true }, ...rows].map((each, at) => ({ ...each, at }));
            await bench.store("t", numbered);
            const context = await bench.context("t");
            for (const { filters, sort } of all) {
              const full: RowQuestion = {
                offset: 1,
                limit: 5,
                filters,
                sort: [...sort, { column: "at", descending: false }],
                counted: true,
              };
              const stored = await bench.manager.page?.(context, full);
              const held = memoryRows(numbered)?.page(full);
              const ids = (found: typeof held | null) => ({ at: found?.rows.map(({ at }) => Number(at)), total: found?.total });
              expect(ids(stored)).toEqual(ids(held));
            }
          },
        ),
        { numRuns: trials(120, 10) },
      );
    } finally {
      await bench.close();
    }
  });
});

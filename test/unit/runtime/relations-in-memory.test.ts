// Rows in memory as a relation: a test passes them to an asset that uses SQL.
import { mkdtemp, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterEach, beforeEach, expect, it } from "vitest";
import {
  asset,
  Definitions,
  DuckDBIOManager,
  InMemoryIOManager,
  loadAssetValue,
  materialize,
  materializeToMemory,
  type Relation,
  sql,
  type Table,
} from "../../../runtime/sdk/index.js";

let projectDir: string;

beforeEach(async () => {
  projectDir = await mkdtemp(join(tmpdir(), "millrace-relations-"));
});

afterEach(() => rm(projectDir, { recursive: true, force: true }));

interface Order {
  readonly id: number;
  readonly day: Date | null;
  readonly tags: readonly string[];
}
const orders = asset((): Order[] => [
  { id: 1, day: new Date(0), tags: ["a"] },
  { id: 2, day: null, tags: [] },
]);
const none = asset((): Order[] => []);
const as = (loadAs: "relation" | "table") => ({ ins: { orders: { loadAs } } });

it("can be read, and queried with others", async () => {
  const read = asset(as("relation"), async (orders: Relation<Order>) => orders.toRows());
  const late = asset(as("relation"), (orders: Relation<Order>) => sql<{ id: number }>`select id from ${orders} where day is null`);
  const both = asset(
    { ins: { late: { loadAs: "relation" }, orders: { loadAs: "relation" } } },
    (late: Relation<{ id: number }>, orders: Relation<Order>) =>
      sql<{ n: number }>`select count(*) as n from ${orders} join ${late} using (id) where id > ${1}`,
  );
  const result = await materializeToMemory({ orders, read, late, both });
  expect(result.outputForNode(read)).toEqual([
    { id: 1, day: new Date(0), tags: ["a"] },
    { id: 2, day: null, tags: [] },
  ]);
  expect(result.outputForNode(late)).toEqual([{ id: 2 }]);
  expect(result.outputForNode(both)).toEqual([{ n: 1 }]);
});

it("stand in a query where nothing says that the parameter is a relation", async () => {
  const count = asset(
    (orders: Relation<Order>) => sql<{ n: number }>`select count(*) as n from ${orders} o join ${orders} p on o.id = p.id`,
  );
  const listed = asset((orders: Relation<Order>) => sql<{ id: number }>`select id from ${orders} where id in (select unnest(${[2, 3]}))`);
  const result = await materializeToMemory({ orders, count, listed });
  expect(result.outputForNode(count)).toEqual([{ n: 2 }]);
  expect(result.outputForNode(listed)).toEqual([{ id: 2 }]);
});

it("are an Arrow table where that is asked for", async () => {
  const read = asset(as("table"), (orders: Table) => [...(orders.getChild("id") ?? [])].map(Number));
  expect((await materializeToMemory({ orders, read })).outputForNode(read)).toEqual([1, 2]);
});

it("may be none, and are stored in DuckDB from there", async () => {
  const copied = asset(
    { ioManagerKey: "db", ins: { orders: { loadAs: "relation" } } },
    (orders: Relation<Order>) => sql<Order>`select * from ${orders} where id = ${1}`,
  );
  const empty = asset({ ins: { none: { loadAs: "relation" } } }, async (none: Relation<Order>) => none.toRows());
  const definitions = new Definitions({
    assets: { orders, none, copied, empty },
    resources: { io_manager: new InMemoryIOManager(), db: new DuckDBIOManager({ database: "a.duckdb" }) },
  });
  expect((await materialize(definitions, { projectDir })).outputForNode(empty)).toEqual([]);
  expect(await loadAssetValue(definitions, copied, { projectDir })).toEqual([{ id: 1, day: new Date(0), tags: ["a"] }]);
});

it("are refused where they are none, by name and with what to do", async () => {
  const number = asset(() => 3);
  const read = asset({ ins: { number: { loadAs: "relation" } } }, async (number: Relation) => number.toRows());
  await expect(materializeToMemory({ number, read })).rejects.toThrow(
    "read cannot load its input number: number is a number, and a relation needs an array of objects as rows. Load it as a plain value, or return rows.",
  );
});

// How long a DuckDB file stays open: long enough for all waiting writers, short enough for other processes to open it.
import { fork } from "node:child_process";
import { writeFileSync } from "node:fs";
import { join } from "node:path";
import { DuckDBInstance } from "@duckdb/node-api";
import { afterEach, beforeEach, expect, it, vi } from "vitest";
import { disconnected, gateOf, instanceOf, timing } from "../../../runtime/io/duckdb/gate.js";
import { DuckDBIOManager } from "../../../runtime/io/duckdb/manager.js";
import { asset, DailyPartitionsDefinition, materialize, type Relation, sql } from "../../../runtime/sdk/index.js";
import { Bench } from "../../support/io-manager-suite.js";

interface Row {
  n: number;
}

let bench: Bench;
beforeEach(async () => {
  bench = await Bench.open(() => new DuckDBIOManager({ database: "t.duckdb", schema: "main" }));
});
afterEach(() => bench.close());

it("many small partitions open it a few times at the most, and each is there", async () => {
  const partitions = new DailyPartitionsDefinition({ startDate: "2026-01-01", endDate: "2026-02-01" });
  const metadata = { partitionExpr: "day" };
  const open = vi.spyOn(DuckDBInstance, "fromCache");
  const rows = (day: unknown) => [{ day: new Date(day as string), n: 1 }];
  await bench.store("t", rows, { form: "value" }, { partitions, keys: [...partitions.getPartitionKeys()], metadata });
  const opened = open.mock.calls.length;
  open.mockRestore();
  // The file is closed when no writer waits, and after two seconds to give others a turn.
  expect(opened).toBeLessThan(10);
  expect(await bench.load("t", { form: "value" }, { partitions, metadata })).toHaveLength(31);
});

it("another process gets its turn, however many writers wait", async () => {
  const before = { ...timing };
  Object.assign(timing, { openAtMost: 50 });
  await bench.store("first", [{ a: 1 }]);
  const script = join(bench.projectDir, "guest.mjs");
  writeFileSync(
    script,
    `import duckdb from ${JSON.stringify(import.meta.resolve("@duckdb/node-api"))};
for (;;) {
  const instance = await duckdb.DuckDBInstance.create(process.argv[2]).catch(() => null);
  if (instance !== null) {
    instance.closeSync();
    process.send("had it");
    process.disconnect();
    break;
  }
  await new Promise((resume) => setTimeout(resume, 20));
}
`,
  );
  let isDone = false;
  // One writer always waits while the other writes.
  const writer = async (key: string) => {
    while (!isDone) await bench.store(key, [{ a: 1 }]);
  };
  const writing = [writer("second"), writer("third")];
  const guest = fork(script, [join(bench.projectDir, "t.duckdb")]);
  try {
    await new Promise((resolve, reject) => guest.once("message", resolve).once("error", reject));
    isDone = true;
    await Promise.all(writing);
    expect(await bench.load("second")).toEqual([{ a: 1 }]);
  } finally {
    isDone = true;
    guest.kill();
    Object.assign(timing, before);
  }
});

it("it is not closed for others while somebody is about to use it", async () => {
  const closeSync = vi.fn();
  const path = "about to be used";
  const gate = gateOf(path);
  gate.users = 2;
  const open = async () => ({ closeSync }) as unknown as DuckDBInstance;
  await instanceOf(gate, open);
  gate.openedAt = Number.NEGATIVE_INFINITY;
  const next = instanceOf(gate, open);
  disconnected(path);
  expect(closeSync).not.toHaveBeenCalled();
  await next;
  disconnected(path);
  expect(closeSync).toHaveBeenCalledTimes(1);
});

it("writers of one file that also read another one wait for no one who waits for them", async () => {
  const resources = { other: new DuckDBIOManager({ database: "other.duckdb" }), own: new DuckDBIOManager({ database: "own.duckdb" }) };
  let begun = () => {};
  const isBegun = new Promise<void>((resolve) => {
    begun = resolve;
  });
  const source = asset({ key: "source", ioManagerKey: "other" }, () => [{ n: 1 }]);
  // Writes its first batch, then reads the file that the next batch attaches.
  const slow = asset(
    { key: "slow", ioManagerKey: "own", ins: { source: { loadAs: "batches" } } },
    async function* (source: AsyncIterable<Row[]>) {
      yield [{ n: 0 }];
      begun();
      await new Promise((resume) => setImmediate(resume));
      yield* source;
    },
  );
  const query = asset({ key: "query", ioManagerKey: "own", ins: { source: { loadAs: "relation" } } }, async (source: Relation<Row>) => {
    await isBegun;
    return sql`select * from ${source}`;
  });
  const made = await materialize([source, slow, query], { projectDir: bench.projectDir, resources });
  expect(made.success).toBe(true);
});

it("no file is looked for where a table of its name is not there yet", async () => {
  writeFileSync(join(bench.projectDir, "t.main.csv"), "zip\n1\n");
  for (const name of ["csv", "json", "parquet", "xlsx"]) {
    await bench.store(name, [{ a: 1 }]);
    expect(await bench.load(name)).toEqual([{ a: 1 }]);
  }
});

it("who gives up opening it takes nobody along who waits for the same opening", async () => {
  const gate = gateOf("given up by one");
  const canceled = new AbortController();
  const instance = { closeSync: vi.fn() } as unknown as DuckDBInstance;
  let begun = () => {};
  const opening = new Promise<void>((resume) => {
    begun = resume;
  });
  const untilCanceled = () =>
    new Promise<DuckDBInstance>((_, reject) => {
      canceled.signal.addEventListener("abort", () => reject(canceled.signal.reason));
      begun();
    });
  const first = instanceOf(gate, untilCanceled, canceled.signal);
  const others = [instanceOf(gate, async () => instance), instanceOf(gate, async () => instance, new AbortController().signal)];
  await opening;
  canceled.abort(new Error("canceled by its user"));
  await expect(first).rejects.toThrow("canceled by its user");
  expect(await Promise.all(others)).toEqual([instance, instance]);
  expect(gate.connected).toBe(2);
});

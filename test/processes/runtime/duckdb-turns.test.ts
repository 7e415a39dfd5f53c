// How long a DuckDB file stays open: for all who wait to write, and never so long that no other process gets it.
import { fork } from "node:child_process";
import { writeFileSync } from "node:fs";
import { join } from "node:path";
import { DuckDBInstance } from "@duckdb/node-api";
import { afterEach, beforeEach, expect, it, vi } from "vitest";
import { DuckDBIOManager } from "../../../runtime/io/duckdb.js";
import { disconnected, gateOf, instanceOf, timing } from "../../../runtime/io/duckdb-gate.js";
import { DailyPartitionsDefinition } from "../../../runtime/sdk/index.js";
import { Bench } from "../../support/io-manager-suite.js";

let bench: Bench;
beforeEach(async () => {
  bench = await Bench.open(() => new DuckDBIOManager({ database: "t.duckdb", schema: "main" }));
});
afterEach(() => bench.close());

it("many small partitions open it once, and each is there", async () => {
  const partitions = new DailyPartitionsDefinition({ startDate: "2026-01-01", endDate: "2026-02-01" });
  const metadata = { partitionExpr: "day" };
  const open = vi.spyOn(DuckDBInstance, "fromCache");
  const rows = (day: unknown) => [{ day: new Date(day as string), n: 1 }];
  await bench.store("t", rows, { form: "value" }, { partitions, keys: [...partitions.getPartitionKeys()], metadata });
  const opened = open.mock.calls.length;
  open.mockRestore();
  expect(opened).toBe(1);
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
  // One writer waits whenever the other writes.
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
  const gate = gateOf("about to be used");
  const open = async () => ({ closeSync }) as unknown as DuckDBInstance;
  await instanceOf(gate, open);
  gate.openedAt = Number.NEGATIVE_INFINITY;
  const next = instanceOf(gate, open);
  disconnected(gate);
  expect(closeSync).not.toHaveBeenCalled();
  await next;
  disconnected(gate);
  expect(closeSync).toHaveBeenCalledTimes(1);
});

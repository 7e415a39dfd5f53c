// The conformance suite for stores of a project's state: a store is correct when it passes.
import { deepStrictEqual as deepEqual, strictEqual as equal, ok, rejects } from "node:assert";
import type { RunEvent, RunStart } from "../contract/events.js";
import { stepIdentity } from "../contract/events.js";
import type { Materialization } from "../contract/run.js";
import { foldRun } from "../contract/run-state.js";
import type { LeaseClaim, Overlaps, StateChange, StateStore } from "../contract/state.js";
import type { TestFunctions } from "./suite.js";

export interface StateUnderTest {
  readonly name: string;
  /** Opens the state of an empty place. When called again with the same place, it opens that again, as another process would. */
  readonly open: (place: string) => StateStore;
  /** Creates an empty place. */
  readonly place: () => Promise<string>;
  /** The fields of RUN_START that identify the process that opens runs here. */
  readonly owner: RunStart["metadata"];
}

/** Declares the suite's tests: `stateStoreSuite({ name, open, place, owner }, { describe, it })`. */
export function stateStoreSuite({ name, open, place, owner }: StateUnderTest, { describe, it }: TestFunctions): void {
  // The times in these fields are not before the start of the process.
  const began = Date.now();
  const at = (second: number) => new Date(began + second * 1000).toISOString();
  const startOf = (runId: string, assets: readonly string[] = ["a"]): RunStart => ({
    ...{ type: "RUN_START", runId, timestamp: at(0) },
    metadata: { assets: { type: "json", value: assets }, ...owner },
  });
  const success = (runId: string): RunEvent => ({ type: "RUN_SUCCESS", runId, timestamp: at(2) });
  const recordOf = (assetKey: string, runId: string, partitionKey?: string): Materialization => ({
    ...{ assetKey, runId, timestamp: at(1), durationMs: 5, ioManagerKey: "io_manager", manager: "M", stored: null, metadata: {} },
    ...(partitionKey === undefined ? {} : { partitionKey }),
  });
  const overlaps: Overlaps = (_, one, other) => one.some((a) => other.some((b) => a.start <= b.end && b.start <= a.end));
  const taken = async (store: StateStore, claim: LeaseClaim) => {
    const lease = await store.leases.take(claim, overlaps);
    ok("release" in lease, `the run ${"runId" in lease ? lease.runId : ""} is in the way`);
    return lease;
  };

  describe(`${name} as a state store`, () => {
    it("keeps the events of a run in order, and reads on from a cursor", async () => {
      const where = await place();
      const [writer, reader] = [open(where), open(where)];
      const start = startOf("r1");
      const log = await writer.runs.open(start);
      log.append(start);
      const first = await reader.runs.readFrom("r1", 0);
      log.append({ type: "STEP_START", timestamp: at(1), runId: "r1", ...stepIdentity("a") });
      log.append(success("r1"));
      await log.close();
      const rest = await reader.runs.readFrom("r1", first.next);
      deepEqual((await reader.runs.readFrom("r1", rest.next)).events, []);
      deepEqual(
        (await reader.runs.read("r1"))?.map(({ type }) => type),
        ["RUN_START", "STEP_START", "RUN_SUCCESS"],
      );
      deepEqual(foldRun("r1", rest.events, foldRun("r1", first.events)).phase, "success");
      deepEqual(await reader.runs.list(), ["r1"]);
    });

    it("knows a run before its first event, uses its id once, and forgets one that never came to be", async () => {
      const store = open(await place());
      const log = await store.runs.open(startOf("r1"));
      deepEqual((await store.runs.summary("r1")).assets, ["a"]);
      equal((await store.runs.read("r1"))?.[0]?.type, "RUN_START");
      await rejects(store.runs.open(startOf("r1")));
      await log.discard();
      deepEqual([await store.runs.list(), await store.runs.read("r1")], [[], null]);
    });

    it("lists runs newest first, and says of each how it ended and whether it is alive", async () => {
      const store = open(await place());
      for (const runId of ["r1", "r2"]) {
        const log = await store.runs.open(startOf(runId));
        log.append(startOf(runId));
        if (runId === "r1") log.append(success(runId));
        await log.close();
      }
      deepEqual(await store.runs.list(), ["r2", "r1"]);
      const [one, two] = await Promise.all([store.runs.summary("r1"), store.runs.summary("r2")]);
      deepEqual([one.state, one.startedAt, one.endedAt], ["success", at(0), at(2)]);
      deepEqual([two.state, two.endedAt], ["running", null]);
      const lives = ["r1", "r2"].map(async (id) => store.runs.lifeOf(foldRun(id, (await store.runs.read(id)) ?? [])));
      deepEqual(await Promise.all(lives), ["ended", "alive"]);
    });

    it("gives the newest record of an asset and of each partition, and those before it", async () => {
      const { records } = open(await place());
      equal(await records.latest("shop/a"), null);
      await records.add(recordOf("shop/a", "r1"));
      await records.add(recordOf("shop/a", "r2"));
      await records.add(recordOf("shop/p", "r2", "x"), ["id=x"]);
      equal((await records.latest("shop/a"))?.runId, "r2");
      deepEqual(
        (await records.history("shop/a", undefined, 5)).map(({ runId }) => runId),
        ["r2", "r1"],
      );
      equal((await records.latest("shop/p", ["id=x"]))?.partitionKey, "x");
      equal(await records.latest("shop/p", ["id=y"]), null);
      deepEqual([...(await records.partitions("shop/p", 1))], ["id=x"]);
    });

    it("takes a record of an earlier run that was added later for the newest", async () => {
      const { records } = open(await place());
      await records.add(recordOf("a", "r2"));
      await records.add(recordOf("a", "r1"));
      equal((await records.latest("a"))?.runId, "r1");
    });

    it("moves records to another asset, and finishes a removal only of what is there", async () => {
      const { records } = open(await place());
      await records.add(recordOf("a", "r1", "x"), ["id=x"]);
      const old = await records.below("a");
      for (const { path, record } of old) await records.put("b", path, { ...record, assetKey: "b" });
      equal((await records.latest("b", ["id=x"]))?.partitionKey, "x");
      await records.removeMoved("a", "b", old);
      deepEqual([await records.below("a"), await records.finishRemoval("a")], [[], 0]);
    });

    it("keeps dynamic keys in the order of their addition, whoever adds them", async () => {
      const where = await place();
      const [one, other] = [open(where), open(where)];
      await one.keys.change("customers", { add: ["b", "a"] });
      await Promise.all([one.keys.change("customers", { add: ["c", "b"] }), other.keys.change("customers", { remove: ["a"] })]);
      deepEqual(await other.keys.read("customers"), ["b", "c"]);
      deepEqual(await other.keys.read("none"), []);
    });

    it("gives a lease to one run at a time, and to runs that share no partition beside each other", async () => {
      const where = await place();
      const [one, other] = [open(where), open(where)];
      const lease = await taken(one, { runId: "r1", assets: { a: null } });
      const conflict = await other.leases.take({ runId: "r2", assets: { a: null, b: null } }, overlaps);
      deepEqual("runId" in conflict && [conflict.runId, conflict.assets], ["r1", ["a"]]);
      lease.release();
      lease.release();
      const low = await taken(other, { runId: "r2", assets: { a: [{ start: "a", end: "c" }] } });
      const high = await taken(one, { runId: "r3", assets: { a: [{ start: "d", end: "f" }] } });
      ok("runId" in (await one.leases.take({ runId: "r4", assets: { a: [{ start: "c", end: "d" }] } }, overlaps)));
      for (const each of [low, high]) each.release();
    });

    it("reports what changes, whoever changes it", async () => {
      const where = await place();
      const changes: StateChange[] = [];
      let heard: () => void = () => undefined;
      const end = open(where).watch({
        changed(news) {
          changes.push(...news);
          heard();
        },
        failed: (error) => changes.push({ kind: "run", name: String(error) }),
      });
      try {
        const all = new Promise<void>((done) => {
          heard = () => changes.some(({ kind }) => kind === "record") && changes.some(({ kind }) => kind === "run") && done();
        });
        const other = open(where);
        await other.records.add(recordOf("a", "r1"));
        await (await other.runs.open(startOf("r1"))).close();
        await all;
        ok(changes.some(({ kind, name }) => kind === "run" && (name === "r1" || name === "")));
      } finally {
        end();
      }
    });
  });
}

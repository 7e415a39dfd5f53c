// Runs in several processes: two runs that would materialize the same at the same time. One runs, the other is refused or waits.
import { type ChildProcess, spawn } from "node:child_process";
import { once } from "node:events";
import {
  appendFileSync,
  existsSync,
  mkdirSync,
  mkdtempSync,
  readdirSync,
  readFileSync,
  realpathSync,
  rmSync,
  symlinkSync,
  utimesSync,
  writeFileSync,
} from "node:fs";
import { hostname, tmpdir } from "node:os";
import { join } from "node:path";
import { build } from "esbuild";
import { afterEach, beforeEach, expect, test, vi } from "vitest";
import type { PartitionRange } from "../../../runtime/contract/partitions.js";
import type { RunPlan } from "../../../runtime/contract/run.js";
import type { LeaseConflict } from "../../../runtime/contract/state.js";
import { submit } from "../../../runtime/orchestration/index.js";
import { openState } from "../../../runtime/state/index.js";
import { repository } from "../../support/repository.js";
import { trials } from "../../support/trials.js";

let dir: string;
beforeEach(() => {
  dir = realpathSync(mkdtempSync(join(tmpdir(), "millrace-coordinator-")));
});
afterEach(() => rmSync(dir, { recursive: true, force: true }));

const lockFolder = () => join(dir, ".millrace/locks");
const range = (start: string, end = start): PartitionRange => ({ start, end });
/** Ranges over letters in alphabetical order. */
const overlaps = (_: string, one: readonly PartitionRange[], other: readonly PartitionRange[]) =>
  one.some((a) => other.some((b) => a.start <= b.end && b.start <= a.end));

const take = (runId: string) => openState(dir).leases.take({ runId, assets: { a: null } }, overlaps);

function planOf(runId: string, assets: readonly string[], partitions?: readonly PartitionRange[]): RunPlan {
  const steps = assets.map((assetKey) => ({
    ...{ assetKey, bindings: [], after: [], output: { form: "value" }, stores: true },
    ...(partitions === undefined ? {} : { partitions }),
  }));
  return { version: 1, runId, projectDir: dir, configFile: "millrace.config.ts", selection: [], jobName: null, steps } as RunPlan;
}

/** A worker that ends its run immediately. */
function worker(): string {
  const path = join(dir, "worker.mjs");
  writeFileSync(
    path,
    `process.on("message", ({ kind, plan }) => {
      if (kind !== "run") return;
      const tell = (type) => process.send({ kind: "event", event: { type, runId: plan.runId, timestamp: new Date().toISOString() } });
      tell("RUN_START"); tell("RUN_SUCCESS");
      setTimeout(() => process.exit(0), 10);
    });
    process.send({ kind: "ready" });`,
  );
  return path;
}

/** A lock held by a living process of this machine. */
async function heldByOther(assets: Readonly<Record<string, readonly PartitionRange[] | null>>): Promise<ChildProcess> {
  const other = spawn(process.execPath, ["-e", "setInterval(() => {}, 1000)"]);
  await once(other, "spawn");
  mkdirSync(lockFolder(), { recursive: true });
  const lock = { state: "holds", runId: "0-other", pid: other.pid, host: hostname(), since: new Date().toISOString(), assets };
  writeFileSync(join(lockFolder(), "0-other.json"), JSON.stringify(lock));
  return other;
}

async function end(process: ChildProcess): Promise<void> {
  const gone = once(process, "exit");
  process.kill("SIGKILL");
  await gone;
}

const options = () => ({ workerPath: worker(), sink: () => undefined, overlaps });

test("what another process makes is refused, with its run, its owner, its age and the remedy, and leaves no record", async () => {
  const other = await heldByOther({ a: null, c: null });
  try {
    const refused = await submit(planOf("1-mine", ["a", "b"]), options());
    expect(refused).toEqual({
      kind: "refused",
      message: `Run 0-other (process ${other.pid} on ${hostname()}, started just now) is making a now. Wait for it, or stop it in its terminal or window, and start this one again.`,
    });
    expect(existsSync(join(dir, ".millrace/runs"))).toBe(false);
    expect(readdirSync(lockFolder())).toEqual(["0-other.json"]);
    const free = await submit(planOf("2-mine", ["b"]), options());
    expect(free.kind === "started" && (await free.run.done)).toBe("success");
  } finally {
    await end(other);
  }
  const after = await submit(planOf("3-mine", ["a"]), options());
  expect(after.kind === "started" && (await after.run.done)).toBe("success");
  await vi.waitFor(() => expect(readdirSync(lockFolder())).toEqual([]));
});

test("of an asset with partitions runs go beside each other unless they share one", async () => {
  const other = await heldByOther({ a: [range("a", "c")] });
  try {
    expect((await submit(planOf("1-mine", ["a"], [range("c", "d")]), options())).kind).toBe("refused");
    const beside = await submit(planOf("2-mine", ["a"], [range("d", "e")]), options());
    expect(beside.kind === "started" && (await beside.run.done)).toBe("success");
  } finally {
    await end(other);
  }
});

test("who waits starts when the other has ended, says once for whom, and may give up", async () => {
  const other = await heldByOther({ a: null });
  const conflicts: LeaseConflict[] = [];
  const giveUp = new AbortController();
  const waiting = (signal: AbortSignal) => ({ wait: { signal, waitsFor: (conflict: LeaseConflict) => void conflicts.push(conflict) } });
  const abandoned = submit(planOf("1-mine", ["a"]), { ...options(), ...waiting(giveUp.signal) });
  await vi.waitFor(() => expect(conflicts).toHaveLength(1));
  giveUp.abort();
  expect(await abandoned).toEqual({ kind: "abandoned" });
  const patient = submit(planOf("2-mine", ["a"]), { ...options(), ...waiting(new AbortController().signal) });
  await vi.waitFor(() => expect(conflicts).toHaveLength(2));
  await end(other);
  const started = await patient;
  expect(started.kind === "started" && (await started.run.done)).toBe("success");
  expect(conflicts.map(({ runId, assets }) => [runId, assets])).toEqual([
    ["0-other", ["a"]],
    ["0-other", ["a"]],
  ]);
});

test("a lock of another machine counts while its owner says that it lives", async () => {
  mkdirSync(lockFolder(), { recursive: true });
  const path = join(lockFolder(), "0-other.json");
  const lock = {
    state: "holds",
    runId: "0-other",
    pid: 1,
    host: "another-machine",
    since: "2026-01-01T00:00:00.000Z",
    assets: { a: null },
  };
  writeFileSync(path, JSON.stringify(lock));
  expect(await take("1-mine")).toMatchObject({ runId: "0-other", host: "another-machine" });
  const before = (Date.now() - 61_000) / 1000;
  utimesSync(path, before, before);
  const taken = await take("1-mine");
  expect("release" in taken).toBe(true);
  if ("release" in taken) taken.release();
  expect(readdirSync(lockFolder())).toEqual([]);
});

test("a file that is no lock keeps nobody from starting", async () => {
  mkdirSync(lockFolder(), { recursive: true });
  for (const [name, text] of Object.entries({ "0-a.json": "{", "0-b.json": "[]", "0-c.json": '{"runId":5}', "0-d.json": "null" }))
    writeFileSync(join(lockFolder(), name), text);
  const taken = await take("1-mine");
  expect("release" in taken).toBe(true);
  if ("release" in taken) taken.release();
});

/** Materializes `a`, or ranges of it, `rounds` times: acquires the lock, reports start and end, releases it. */
const CONTENDER = `
import { appendFileSync } from "node:fs";
import { openState } from "${join(repository, "runtime/state/index.ts")}";
const [dir, log, rounds, letter] = process.argv.slice(2);
const pause = (ms) => new Promise((next) => setTimeout(next, ms));
const overlaps = (_, one, other) => one.some((a) => other.some((b) => a.start <= b.end && b.start <= a.end));
for (let round = 0; round < Number(rounds); round++) {
  const ranges = letter === "" ? null : [{ start: letter, end: "m" }];
  const runId = String(Math.random()).slice(2) + "-" + process.pid + "-" + round;
  const { leases } = openState(dir);
  const take = () => leases.take({ runId, assets: { a: ranges } }, overlaps);
  let lease = await take();
  while (!("release" in lease)) { await pause(Math.random() * 10); lease = await take(); }
  appendFileSync(log, "begin " + runId + "\\n");
  await pause(1);
  appendFileSync(log, "end " + runId + "\\n");
  lease.release();
}
`;

test("four processes that make the same never make it at once, also when one that holds the lock is killed", {
  timeout: 600_000,
}, async () => {
  const [source, script, log] = [join(dir, "contender.ts"), join(dir, "contender.mjs"), join(dir, "log")];
  writeFileSync(source, CONTENDER);
  await build({
    entryPoints: [source],
    outfile: script,
    bundle: true,
    platform: "node",
    format: "esm",
    packages: "external",
    absWorkingDir: repository,
    nodePaths: [join(repository, "node_modules")],
  });
  symlinkSync(join(repository, "node_modules"), join(dir, "node_modules"), "junction");
  appendFileSync(log, "");
  const rounds = trials(250, 20);
  const contenders = ["", "", "a", "f"].map((letter) =>
    spawn(process.execPath, [script, dir, log, String(rounds), letter], { stdio: ["ignore", "inherit", "inherit"] }),
  );
  const [killed, ...others] = contenders;
  // Listeners are registered at the start, because one process may end before another begins.
  const ends = others.map((each) => once(each, "exit"));
  const begunBy = (process: ChildProcess | undefined) =>
    readFileSync(log, "utf8")
      .split("\n")
      .filter((line) => line.startsWith("begin") && line.includes(`-${process?.pid}-`)).length;
  await vi.waitFor(() => expect(begunBy(killed)).toBeGreaterThan(5), { timeout: 60_000, interval: 1 });
  killed?.kill("SIGKILL");
  await Promise.all(ends);
  for (const each of others) expect([each.exitCode, begunBy(each)]).toEqual([0, rounds]);
  let open: string | null = null;
  for (const line of readFileSync(log, "utf8").trim().split("\n")) {
    const [what, runId = ""] = line.split(" ");
    const isOfKilled = open?.includes(`-${killed?.pid}-`) === true;
    if (what === "begin") expect(open === null || isOfKilled).toBe(true);
    else expect(open).toBe(runId);
    open = what === "begin" ? runId : null;
  }
});

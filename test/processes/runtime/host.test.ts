// The host with stub workers: one finishes, one dies, one never answers. Every run ends exactly once.

import { spawn, spawnSync } from "node:child_process";
import { appendFileSync, existsSync, mkdirSync, mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { hostname, tmpdir } from "node:os";
import { join } from "node:path";
import { build } from "esbuild";
import { afterEach, beforeEach, describe, expect, it } from "vitest";
import type { RunEvent, RunStart } from "../../../runtime/contract/events.js";
import type { Metadata } from "../../../runtime/contract/run.js";
import { foldRun } from "../../../runtime/contract/run-state.js";
import { summaryOf } from "../../../runtime/contract/run-summary.js";
import { describeProject, ProjectFailure } from "../../../runtime/host/ask.js";
import { readyWorker } from "../../../runtime/host/child.js";
import { childEnv } from "../../../runtime/host/child-env.js";
import { findWorker, nodeFor } from "../../../runtime/host/find-worker.js";
import { type LiveRun, type StartRunOptions, startRun } from "../../../runtime/host/run.js";
import { openState } from "../../../runtime/state/index.js";
import { ofType } from "../../support/events.js";
import { isAlive, planOf } from "../../support/real-project.js";
import { repository } from "../../support/repository.js";

let dir: string;

beforeEach(() => {
  dir = mkdtempSync(join(tmpdir(), "millrace-host-"));
});

afterEach(() => rmSync(dir, { recursive: true, force: true }));

function stub(body: string): string {
  const path = join(dir, "worker.mjs");
  writeFileSync(
    path,
    `let runId;
const tell = (type, more = {}) => new Promise((sent) => process.send({ kind: "event", event: { type, runId, timestamp: new Date().toISOString(), ...(more.assetKey === undefined ? {} : { stepKey: more.assetKey }), ...more } }, sent));
process.on("disconnect", () => process.exit(1));
process.on("message", async (message) => { if (message.kind === "run") { runId = message.plan.runId; await run(); } else if (message.kind !== "cancel") await ask(message); else canceled(); });
let canceled = () => {};
const ask = async () => {};
${body}`,
  );
  return path;
}

async function story(body: string, options: Partial<StartRunOptions> = {}, cancelAt?: string) {
  const events: RunEvent[] = [];
  const run: LiveRun = await startRun(planOf(dir, ["a", "b(a)"]), {
    workerPath: stub(body),
    ...options,
    sink(event) {
      events.push(event);
      if (event.type === cancelAt) run.cancel();
    },
  });
  const outcome = await run.done;
  expect(await openState(dir).runs.read(run.runId)).toEqual(events);
  return { outcome, events, lines: events.map((event) => [event.type, event.assetKey].filter(Boolean).join(" ")) };
}

const SUCCEEDS =
  'async function run() { await tell("RUN_START", { message: String(process.pid) }); for (const assetKey of ["a", "b"]) { await tell("STEP_START", { assetKey }); await tell("STEP_SUCCESS", { assetKey }); } await tell("RUN_SUCCESS"); process.exit(0); }';

describe("a worker that is started before its run is planned", () => {
  it("takes one request, and the next is another worker's", async () => {
    const ready = readyWorker(dir, { workerPath: stub(SUCCEEDS) });
    const [first, second] = [await story(SUCCEEDS, { ready }), await story(SUCCEEDS, { ready })];
    expect([first.outcome, second.outcome]).toEqual(["success", "success"]);
    expect(first.events[0]?.message).not.toBe(second.events[0]?.message);
  });

  it("is another where it has ended, or did not start", async () => {
    const ended = readyWorker(dir, { workerPath: stub("process.exit(3);") });
    await expect.poll(() => ended.take()).toBeNull();
    expect((await story(SUCCEEDS, { ready: ended })).outcome).toBe("success");
    const never = readyWorker(dir, { nodePath: join(dir, "no-node") });
    expect((await story(SUCCEEDS, { ready: never })).outcome).toBe("success");
  });

  it("is gone where nothing was planned", async () => {
    const path = stub(
      `(await import("node:fs")).writeFileSync(${JSON.stringify(join(dir, "pid"))}, String(process.pid)); setInterval(() => {}, 1000);`,
    );
    const ready = readyWorker(dir, { workerPath: path });
    await expect.poll(() => existsSync(join(dir, "pid")) && readFileSync(join(dir, "pid"), "utf8") !== "").toBe(true);
    ready.end();
    await expect.poll(() => isAlive(Number(readFileSync(join(dir, "pid"), "utf8")))).toBe(false);
  });
});

describe("a worker that", () => {
  it("finishes is believed", async () => {
    const { outcome, lines, events } = await story(
      'async function run() { await tell("RUN_START"); for (const assetKey of ["a", "b"]) { await tell("STEP_START", { assetKey }); await tell("STEP_SUCCESS", { assetKey }); } await tell("RUN_SUCCESS"); process.exit(0); }',
    );
    expect(outcome).toBe("success");
    expect(lines).toEqual(["RUN_START", "STEP_START a", "STEP_SUCCESS a", "STEP_START b", "STEP_SUCCESS b", "RUN_SUCCESS"]);
    expect(ofType(events, "RUN_START")[0]?.metadata.host_pid).toEqual({ type: "int", value: process.pid });
  });

  it("stays on after the end is sent away", async () => {
    const { outcome } = await story(
      'async function run() { await tell("RUN_START"); await tell("STEP_SKIPPED", { assetKey: "a" }); await tell("STEP_SKIPPED", { assetKey: "b" }); await tell("RUN_SUCCESS"); setInterval(() => {}, 1000); }',
    );
    expect(outcome).toBe("success");
  });

  it("talks on after the end is not heard", async () => {
    const { outcome, lines } = await story(
      'async function run() { await tell("RUN_START"); await tell("STEP_SKIPPED", { assetKey: "a" }); await tell("STEP_SKIPPED", { assetKey: "b" }); await tell("RUN_SUCCESS"); await tell("RUN_FAILURE"); process.exit(1); }',
    );
    expect(outcome).toBe("success");
    expect(lines.at(-1)).toBe("RUN_SUCCESS");
  });

  it.each([
    ["aborts", "process.abort()", /aborted, perhaps out of memory/],
    ["is killed", 'process.kill(process.pid, "SIGKILL")', /killed by the system, perhaps out of memory/],
    ["is terminated", 'process.kill(process.pid, "SIGTERM")', /was ended by SIGTERM/],
    ["leaves", "process.exit(7)", /ended by itself with exit code 7/],
  ])("%s gets its ending from the host", async (_what, how, message) => {
    const { outcome, lines, events } = await story(
      `async function run() { await tell("RUN_START"); await tell("STEP_START", { assetKey: "a" }); ${how}; }`,
    );
    expect(outcome).toBe("failure");
    // An aborting process prints a trace.
    expect(lines.filter((line) => line !== "LOG")).toEqual([
      "RUN_START",
      "STEP_START a",
      "STEP_FAILURE a",
      "STEP_SKIPPED b",
      "RUN_FAILURE",
    ]);
    expect(events.at(-1)?.message).toMatch(message);
    expect(events.at(-1)?.message).toMatch(/What was stored before is still there; run it again\./);
  });

  it("leaves partitions half-made: each of them is told to have failed, those that were made are not", async () => {
    const { lines, events } = await story(
      `async function run() { await tell("RUN_START"); for (const partitionKey of ["x", "y", "z"]) await tell("STEP_START", { assetKey: "a", partitionKey });
       await tell("STEP_SUCCESS", { assetKey: "a", partitionKey: "y" }); process.exit(7); }`,
    );
    expect(lines).toEqual([
      "RUN_START",
      ...Array(3).fill("STEP_START a"),
      "STEP_SUCCESS a",
      ...Array(2).fill("STEP_FAILURE a"),
      "STEP_SKIPPED b",
      "RUN_FAILURE",
    ]);
    expect(events.filter(({ type }) => type === "STEP_FAILURE").map(({ partitionKey }) => partitionKey)).toEqual(["x", "z"]);
  });

  it("dies before it says anything still makes a whole story", async () => {
    expect((await story("process.exit(9);")).lines).toEqual(["RUN_START", "STEP_SKIPPED a", "STEP_SKIPPED b", "RUN_FAILURE"]);
    expect(
      (await story('throw new Error("cannot even start");')).events.find(
        (event) => event.type === "LOG" && event.message?.includes("cannot even start"),
      ),
    ).toMatchObject({ level: "warning" });
  });

  it("never answers is killed after a cancel", async () => {
    const { outcome, lines } = await story(
      'async function run() { await tell("RUN_START"); await tell("STEP_START", { assetKey: "a" }); for (;;); }',
      { killAfterMs: 100 },
      "STEP_START",
    );
    expect(outcome).toBe("canceled");
    expect(lines).toEqual(["RUN_START", "STEP_START a", "RUN_CANCELING", "STEP_FAILURE a", "STEP_SKIPPED b", "RUN_CANCELED"]);
  });

  it("ends by itself after a cancel is not killed", async () => {
    const { outcome, lines } = await story(
      'async function run() { await tell("RUN_START"); await tell("STEP_START", { assetKey: "a" }); canceled = async () => { await tell("STEP_FAILURE", { assetKey: "a", message: "tidied up", error: { name: "Error", message: "tidied up" } }); await tell("RUN_CANCELED"); process.exit(0); }; }',
      { killAfterMs: 60_000 },
      "STEP_START",
    );
    expect(outcome).toBe("canceled");
    expect(lines).toEqual(["RUN_START", "STEP_START a", "RUN_CANCELING", "STEP_FAILURE a", "STEP_SKIPPED b", "RUN_CANCELED"]);
  });

  it("writes to its streams past the log is heard", async () => {
    const { events } = await story(
      'import { writeSync } from "node:fs"; async function run() { await tell("RUN_START"); writeSync(1, "native\\nlines"); writeSync(2, "warned\\n"); await tell("STEP_SKIPPED", { assetKey: "a" }); await tell("STEP_SKIPPED", { assetKey: "b" }); process.exit(0); }',
    );
    expect(
      events
        .filter((event) => event.type === "LOG")
        .map((event) => `${event.level} ${event.message}`)
        .sort(),
    ).toEqual(["info lines", "info native", "warning warned"]);
  });

  it("cannot be started fails the run with a sentence", async () => {
    writeFileSync(join(dir, "no-node"), "not a program");
    const { outcome, events } = await story("", { nodePath: join(dir, "no-node") });
    expect(outcome).toBe("failure");
    expect(events.at(-1)?.message).toMatch(/could not be started: /);
  });
});

describe("when the parent dies", () => {
  it("the child goes too", async () => {
    const pidFile = join(dir, "child.pid");
    const worker = stub(
      `import { writeFileSync } from "node:fs"; async function run() { writeFileSync(${JSON.stringify(pidFile)}, String(process.pid)); setInterval(() => {}, 1000); }`,
    );
    await build({
      stdin: {
        contents: `import { startRun } from ${JSON.stringify(join(repository, "runtime/host/run.ts"))}; startRun(${JSON.stringify(planOf(dir, ["a"]))}, { workerPath: ${JSON.stringify(worker)}, sink() {} });`,
        resolveDir: dir,
        loader: "ts",
      },
      bundle: true,
      platform: "node",
      format: "cjs",
      outfile: join(dir, "parent.cjs"),
    });
    const parent = spawn(process.execPath, [join(dir, "parent.cjs")], { stdio: "ignore" });
    try {
      await expect.poll(() => existsSync(pidFile) && readFileSync(pidFile, "utf8") !== "").toBe(true);
      const child = Number(readFileSync(pidFile, "utf8"));
      expect(isAlive(child)).toBe(true);
      // Killed before its code was loaded, so the worker has not reported a start.
      const [runId = ""] = await openState(dir).runs.list();
      const running = { state: "running", assets: ["a"], endedAt: null, message: null };
      expect(await openState(dir).runs.summary(runId)).toMatchObject(running);
      parent.kill("SIGKILL");
      await expect.poll(() => !isAlive(child)).toBe(true);
      expect(await openState(dir).runs.summary(runId)).toMatchObject({
        ...running,
        state: "failure",
        message: "the process that ran it ended before the run did",
      });
    } finally {
      parent.kill("SIGKILL");
    }
  });
});

describe("asking", () => {
  it("rejects with what the project's code threw, or with what became of the child", async () => {
    const failing = stub(
      'async function ask2() {} process.on("message", () => process.send({ kind: "failed", error: { name: "E", message: "bad config", place: { file: "c.ts", line: 1, column: 2 } } }, () => process.exit(0)));',
    );
    const error = await describeProject(dir, "c.ts", {}, { workerPath: failing }).catch((thrown) => thrown as ProjectFailure);
    expect(error).toBeInstanceOf(ProjectFailure);
    expect((error as ProjectFailure).told.place).toEqual({ file: "c.ts", line: 1, column: 2 });
    await expect(describeProject(dir, "c.ts", {}, { workerPath: stub("process.exit(4)") })).rejects.toThrow(
      "the process that runs the project's code ended by itself with exit code 4",
    );
  });

  it("can be given up", async () => {
    await expect(
      describeProject(dir, "c.ts", {}, { workerPath: stub("setInterval(() => {}, 1000);"), signal: AbortSignal.timeout(300) }),
    ).rejects.toThrow("the question was given up");
    const options = { workerPath: join(dir, "never-started.mjs"), signal: AbortSignal.abort() };
    await expect(describeProject(dir, "c.ts", {}, options)).rejects.toThrow("the question was given up");
  });
});

describe("the environment of a child", () => {
  it("has the user's own variables and nothing of the editor's", () => {
    const parent = {
      HOME: "/h",
      MY_TOKEN: "t",
      PATH: "/bin",
      VSCODE_IPC_HOOK: "x",
      ELECTRON_RUN_AS_NODE: "1",
      NODE_OPTIONS: "--inspect",
      CHROME_DESKTOP: "x",
      CHROME_CRASHPAD_PIPE_NAME: "x",
      APPLICATIONINSIGHTS_CONFIGURATION_CONTENT: "{}",
      NODE_EXTRA_CA_CERTS: "c",
      HTTPS_PROXY: "p",
      TZ: "UTC",
    };
    expect(childEnv(parent, { ADDED: "1" })).toEqual({
      HOME: "/h",
      MY_TOKEN: "t",
      PATH: "/bin",
      NODE_EXTRA_CA_CERTS: "c",
      HTTPS_PROXY: "p",
      TZ: "UTC",
      ADDED: "1",
    });
  });

  it("has what programs of the user are set up by, though Electron's own bear like names", () => {
    const names = ["GOOGLE_API_KEY", "CHROME_PATH", "CHROME_BIN", "APPLICATIONINSIGHTS_CONNECTION_STRING"];
    const parent = Object.fromEntries(names.map((name) => [name, "x"]));
    expect(childEnv(parent)).toEqual(parent);
  });

  it("has the user's Node options, but no debugger's", () => {
    expect(childEnv({ NODE_OPTIONS: "--max-old-space-size=8000" })).toEqual({ NODE_OPTIONS: "--max-old-space-size=8000" });
    expect(childEnv({ NODE_OPTIONS: "--require /x/ms-vscode.js-debug/src/bootloader.js" })).toEqual({});
    const attached = '--require "/my code/ms-vscode.js-debug/bootloader.js" --inspect-publish-uid=http --inspect-port 0';
    const own = '--max-old-space-size=8000 -r /home/electron/vscode/a.js --import "./my setup.mjs"';
    expect(childEnv({ NODE_OPTIONS: `${attached} ${own}` })).toEqual({ NODE_OPTIONS: own });
    expect(childEnv({ NODE_OPTIONS: `${own} ${attached}` })).toEqual({ NODE_OPTIONS: own });
  });

  it("runs under the Node that is set, else under this one", () => {
    expect(nodeFor()).toEqual({ path: process.execPath, env: {} });
    expect(nodeFor(process.execPath).path).toBe(process.execPath);
    expect(() => nodeFor("/no/such/node")).toThrow(
      "/no/such/node does not exist, though it is set as the Node to use. Correct the setting.",
    );
  });

  it("has the worker of the project's own package", () => {
    expect(() => findWorker(dir)).toThrow(
      `${dir} has no millrace package, which runs its code: no node_modules/millrace is in it or in a folder above. Run \`npm install millrace\`.`,
    );
    writeFileSync(join(dir, "pnpm-lock.yaml"), "");
    expect(() => findWorker(join(dir, "packages/a"))).toThrow(/Run `pnpm add millrace`\.$/);
    mkdirSync(join(dir, "node_modules/millrace"), { recursive: true });
    writeFileSync(join(dir, "node_modules/millrace/package.json"), '{"name":"millrace","exports":{"./worker":"./dist/worker.js"}}');
    expect(() => findWorker(join(dir, "deep/below"))).toThrow(/has no worker .* not built/);
  });
});

describe("the record of runs", () => {
  it("bears a last line that a crash tore, and runs that never ended", async () => {
    mkdirSync(join(dir, ".millrace/runs"), { recursive: true });
    const event = {
      type: "RUN_START",
      runId: "r1",
      timestamp: "2026-01-01T00:00:00.000Z",
      metadata: { assets: { type: "json", value: ["a"] } },
    };
    const file = join(dir, ".millrace/runs/r1.jsonl");
    writeFileSync(file, `${JSON.stringify(event)}\n`);
    appendFileSync(file, '{"type":"STEP_ST');
    const events = await openState(dir).runs.read("r1");
    expect(events).toEqual([event]);
    expect(await openState(dir).runs.summary("r1")).toEqual({
      runId: "r1",
      state: "running",
      startedAt: event.timestamp,
      endedAt: null,
      assets: ["a"],
      message: null,
      origin: null,
      selection: null,
      jobName: null,
      tags: {},
    });
    expect(await openState(dir).runs.read("none")).toBeNull();
    expect(await openState(dir).runs.read("../runs/r1")).toBeNull();
    expect(await openState(dir).runs.list()).toEqual(["r1"]);
    expect(await openState(join(dir, "nowhere")).runs.list()).toEqual([]);
  });

  it("tells a run whose process is gone as failed, and one whose process lives as running", async () => {
    const start = (metadata: Metadata, timestamp = new Date().toISOString()): RunStart => ({
      type: "RUN_START",
      runId: "r",
      timestamp,
      metadata: { assets: { type: "json", value: ["a"] }, ...metadata },
    });
    const owner = (pid: number, name = hostname()) =>
      ({ host_pid: { type: "int", value: pid }, host_name: { type: "text", value: name } }) as const;
    const gone = spawnSync(process.execPath, ["-e", ""]).pid;
    const summary = async (...events: readonly RunEvent[]) => {
      const run = foldRun("r", events);
      return summaryOf(run, events[0]?.timestamp ?? null, await openState(dir).runs.lifeOf(run));
    };
    const stateOf = async (event: RunEvent) => (await summary(event)).state;
    expect(await summary(start(owner(gone)))).toMatchObject({
      state: "failure",
      endedAt: null,
      message: "the process that ran it ended before the run did",
    });
    expect(await stateOf(start(owner(process.pid)))).toBe("running");
    expect(await stateOf(start(owner(gone, "another-machine")))).toBe("running");
    expect(await stateOf(start({}))).toBe("running");
    const ended = { type: "RUN_SUCCESS", runId: "r", timestamp: new Date().toISOString() } as const;
    expect((await summary(start(owner(gone)), ended)).state).toBe("success");
    // This process has the id of an earlier process that ended long ago.
    if (process.platform === "linux") expect(await stateOf(start(owner(process.pid), "2020-01-01T00:00:00.000Z"))).toBe("failure");
  });

  it("leaves nothing of a run that has no worker", async () => {
    await expect(startRun(planOf(dir, ["a"]), { sink: () => undefined })).rejects.toThrow(/has no millrace package/);
    expect(readdirSync(join(dir, ".millrace/runs"))).toEqual([]);
  });

  it("refuses a run that could not be recorded", async () => {
    writeFileSync(join(dir, ".millrace"), "");
    await expect(startRun(planOf(dir, ["a"]), { workerPath: stub(""), sink: () => undefined })).rejects.toThrow(
      /\.millrace\/runs\/.*\.jsonl cannot be written/,
    );
  });
});

describe("a run for a debugger", () => {
  it("waits at an address it tells, its output stays the user's, and a cancel ends it", async () => {
    const events: RunEvent[] = [];
    const run = await startRun(planOf(dir, ["a"]), {
      workerPath: stub("async function run() {}"),
      debug: true,
      killAfterMs: 50,
      sink: (event) => events.push(event),
    });
    const inspector = await run.inspector;
    expect(inspector?.host).toBe("127.0.0.1");
    const targets = (await (await fetch(`http://127.0.0.1:${inspector?.port}/json/list`)).json()) as { type: string }[];
    expect(targets).toEqual([expect.objectContaining({ type: "node" })]);
    run.cancel();
    expect(await run.done).toBe("canceled");
    expect(events.filter(({ type }) => type === "LOG")).toEqual([]);
  });

  it("has no address when it is not for one, nor when it ended before", async () => {
    const body = 'async function run() { await tell("RUN_SUCCESS"); process.exit(0); }';
    const plain = await startRun(planOf(dir, ["a"]), { workerPath: stub(body), sink: () => undefined });
    expect(await plain.inspector).toBeNull();
    await plain.done;
    const gone = await startRun(planOf(dir, ["a"]), {
      workerPath: stub(body),
      debug: true,
      execArgv: ["--no-such-flag"],
      sink: () => undefined,
    });
    expect(await gone.inspector).toBeNull();
    expect(await gone.done).toBe("failure");
  });
});

// Real runs in the real worker: events, stored values, and user code that misbehaves.

import { spawn } from "node:child_process";
import { existsSync, readFileSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { build } from "esbuild";
import { afterEach, describe, expect, it } from "vitest";
import { describeProject, showValue } from "../../../runtime/host/ask.js";
import { openState } from "../../../runtime/state/index.js";
import { errorIn, firstError, ofType } from "../../support/events.js";
import { CONFIG, isAlive, makeProject, type Project, planOf } from "../../support/real-project.js";
import { repository } from "../../support/repository.js";

let project: Project;
afterEach(() => project?.remove());

async function withAssets(text: string): Promise<Project> {
  project = await makeProject({
    "millrace.config.ts": CONFIG,
    "src/assets.ts": `import { asset, MaterializeResult, sql, type AssetContext, type Relation } from "millrace";\n${text}`,
  });
  return project;
}

describe("a run", () => {
  it("calls no function with fewer arguments than it takes", async () => {
    await withAssets(`
class Shop { static total(ids: number[]): number { return ids.length; } }
export const total = asset(Shop.total);`);
    const { story, events } = await project.run(["total"]);
    expect(story).toContain("STEP_FAILURE total");
    expect(events.find(({ type }) => type === "STEP_FAILURE")?.message).toContain(
      "the function of total has more parameters (1) than could be read (0).",
    );
  });

  it("calls a bound function with what its parameters name, behind what is given already", async () => {
    await withAssets(`
function convert(factor, orders) { return orders.map((each) => each * factor); }
export const orders = asset(() => [1, 2]);
export const tripled = asset(convert.bind(null, 3));`);
    const { story } = await project.run(["orders", "tripled(orders)"]);
    expect(story).toContain("RUN_SUCCESS");
    expect((await showValue(project.dir, "millrace.config.ts", { assetKey: "tripled", rows: 2 })).value).toEqual([3, 6]);
    // A plan without inputs for a parameter is refused.
    expect((await project.run(["tripled"])).events.find(({ type }) => type === "STEP_FAILURE")?.message).toContain(
      "has more parameters (1) than could be read (0)",
    );
  });

  it("makes nothing where a resource is missing that a function reads by name", async () => {
    await withAssets("export const a = asset((context: AssetContext) => context.resources.dp.size);");
    const step = planOf(project.dir, ["a(context)"]).steps.map((each) => ({ ...each, resources: ["db", "dp"] }));
    const { story, events } = await project.run(step);
    expect(story).toEqual(["RUN_START", "STEP_SKIPPED a", "RUN_FAILURE"]);
    expect(events.at(-1)?.message).toBe('a needs the resource "dp", which does not exist. Did you mean "db"?');
  });

  it("loads what nobody declares as an external asset, where an input manager is named for it", async () => {
    const config = CONFIG.replace("resources: {", "resources: { api: { loadInput: ({ assetKey }) => [String(assetKey)] },");
    project = await makeProject({
      "millrace.config.ts": config,
      "src/assets.ts":
        'import { asset } from "millrace";\nexport const total = asset({ inputManagerKey: "api" }, (feed: string[]) => feed);',
    });
    const { story, events } = await project.run(["total(feed)"]);
    expect(story).toContain("RUN_SUCCESS");
    expect(events.find(({ type }) => type === "LOADED_INPUT")?.message).toBe("loaded feed for feed with api");
    const question = { assetKey: "feed", loadedBy: "api", rows: 5 };
    expect(await showValue(project.dir, "millrace.config.ts", question)).toMatchObject({ value: ["feed"], ioManagerKey: "api" });
  });

  it("tells Dagster's events in order, and keeps them", async () => {
    await withAssets(`
export const ids = asset(() => [1, 2]);
export const stories = asset({ ioManagerKey: "db" }, (context: AssetContext, ids: number[]) => {
  context.log.info(\`\${ids.length} ids\`);
  context.addOutputMetadata({ n: ids.length });
  context.reportProgress(1, 2, "half");
  return ids.map((id) => ({ id }));
});`);
    const run = await project.run(["ids", "stories(context, ids)"]);
    expect(run.story).toEqual([
      "RUN_START",
      ...["STEP_START", "STEP_OUTPUT", "ASSET_MATERIALIZATION", "HANDLED_OUTPUT", "STEP_SUCCESS"].map((type) => `${type} ids`),
      ...["STEP_START", "LOADED_INPUT", "STEP_OUTPUT", "ASSET_MATERIALIZATION", "HANDLED_OUTPUT", "STEP_SUCCESS"].map(
        (type) => `${type} stories`,
      ),
      "RUN_SUCCESS",
    ]);
    expect(run.logs).toEqual(["info stories: 2 ids"]);
    expect(run.events.find((event) => event.type === "PROGRESS")).toMatchObject({
      assetKey: "stories",
      progress: { done: 1, total: 2 },
      message: "half",
    });
    expect(ofType(run.events, "ASSET_MATERIALIZATION").find(({ assetKey }) => assetKey === "stories")?.materialization).toMatchObject({
      ioManagerKey: "db",
      manager: "DuckDBIOManager",
      metadata: { n: { type: "int", value: 2 } },
      stored: { storedAt: "data/test.duckdb#main.stories", rows: 2 },
    });
    const [runId = ""] = await openState(project.dir).runs.list();
    const events = await openState(project.dir).runs.read(runId);
    expect(events).toEqual(JSON.parse(JSON.stringify(run.events)));
    expect(await openState(project.dir).runs.summary(runId)).toMatchObject({ state: "success", assets: ["ids", "stories"] });
    expect(await showValue(project.dir, "millrace.config.ts", { assetKey: "stories", rows: 1 })).toMatchObject({
      rows: [{ id: 1 }],
      value: null,
      ioManagerKey: "db",
    });
    expect(await showValue(project.dir, "millrace.config.ts", { assetKey: "ids", rows: 1 })).toMatchObject({
      rows: null,
      value: [1, 2],
      storedAt: "data/ids.json",
    });
    await expect(showValue(project.dir, "millrace.config.ts", { assetKey: "idz", rows: 1 })).rejects.toThrow(
      "there is no asset idz. Did you mean ids?",
    );
  });

  it("skips what is below a failed asset, and nothing else", async () => {
    await withAssets(`
export const good = asset(() => 1);
export const bad = asset((good: number): number => {
  throw new RangeError("out of range");
});
export const below = asset((bad: number) => bad);
export const far_below = asset((below: number) => below);
export const beside = asset((good: number) => good + 1);`);
    const run = await project.run(["good", "bad(good)", "below(bad)", "far_below(below)", "beside(good)"]);
    expect(run.outcome).toBe("failure");
    expect(run.failure("bad").error).toMatchObject({
      name: "RangeError",
      message: "out of range",
      place: { file: "src/assets.ts", line: 5, column: 9 },
    });
    expect(run.story.filter((line) => line.startsWith("STEP_SKIPPED")).sort()).toEqual(["STEP_SKIPPED below", "STEP_SKIPPED far_below"]);
    expect(run.story).toContain("STEP_SUCCESS beside");
    expect(run.events.at(-1)).toMatchObject({ type: "RUN_FAILURE", message: "failed: bad" });
  });

  it("gives a relation to SQL, and keeps rows out of JavaScript", async () => {
    await withAssets(`
export const orders = asset({ ioManagerKey: "db" }, () => [{ id: 1, price: 5 }, { id: 2, price: 20 }, { id: 3, price: 30 }]);
export const dear = asset({ ioManagerKey: "db" }, (orders: Relation<{ id: number; price: number }>) => sql\`select id, price from \${orders} where price > \${10} and id = any(\${[2, 3]})\`);
export const count = asset(async (dear: Relation<{ id: number }>) => (await sql<{ n: number }>\`select count(*) as n from \${dear}\`.toRows())[0]!.n);`);
    const relation = (parameter: string) => ({ kind: "input", parameter, assetKey: parameter, declared: { form: "relation" } }) as const;
    const step = (assetKey: string, parameter: string) =>
      ({ assetKey, bindings: [relation(parameter)], after: [parameter], output: { form: "value" }, stores: true }) as const;
    const run = await project.run(["orders", step("dear", "orders"), step("count", "dear")]);
    expect(run.outcome, JSON.stringify(run.events.filter(errorIn), null, 1)).toBe("success");
    expect(readFileSync(`${project.dir}/data/count.json`, "utf8")).toBe("2");
  });

  it("stores nothing for undefined, and says so", async () => {
    await withAssets("export const maybe = asset((): number | undefined => (process.env.GIVE === undefined ? undefined : 1));\n");
    expect((await project.run(["maybe"], { env: { GIVE: "1" } })).outcome).toBe("success");
    const run = await project.run(["maybe"]);
    expect(run.outcome).toBe("success");
    expect(run.logs[0]).toMatch(/^warning maybe: maybe returned undefined: no new value is stored/);
    expect(readFileSync(`${project.dir}/data/maybe.json`, "utf8")).toBe("1");
  });

  it("tries again as the policy says, without computing twice what only could not be stored", async () => {
    await withAssets(`
let calls = 0;
export const shaky = asset({ retry: { maxRetries: 2, delay: 0.01 } }, () => {
  calls++;
  if (calls < 3) throw new Error("not yet");
  return calls;
});
let computed = 0;
let stored = 0;
const flaky = { handleOutput() { if (++stored === 1) throw new Error("no connection"); }, loadInput: () => computed };
export const once = asset({ retry: {}, ioManager: flaky }, (context: AssetContext) => { context.log.info(\`computed \${++computed}\`); return 1; });`);
    const run = await project.run(["shaky", "once(context)"]);
    expect(run.outcome).toBe("success");
    expect(run.story.filter((line) => line === "STEP_UP_FOR_RETRY shaky")).toHaveLength(2);
    expect(run.story.filter((line) => line === "STEP_UP_FOR_RETRY once")).toHaveLength(1);
    expect(run.logs).toEqual(["info once: computed 1"]);
  });

  it("lets two runs go at once on one database", async () => {
    await withAssets(
      `export const a = asset({ ioManagerKey: "db" }, () => [{ x: 1 }]);\nexport const b = asset({ ioManagerKey: "db" }, () => [{ x: 2 }]);\n`,
    );
    const runs = await Promise.all([project.run(["a"]), project.run(["b"]), project.run(["a", "b"])]);
    expect(runs.map((run) => [run.outcome, firstError(run.events)?.message])).toEqual(runs.map(() => ["success", undefined]));
    expect((await showValue(project.dir, "millrace.config.ts", { assetKey: "b", rows: 9 })).rows).toEqual([{ x: 2 }]);
  });
});

describe("an asset that misbehaves", () => {
  it("never ends: cancel ends the run, through its signal or by force", async () => {
    await withAssets(`
export const polite = asset((context: AssetContext) => new Promise((_, reject) => { context.log.info("waiting"); context.signal.addEventListener("abort", () => reject(new Error("aborted"))); }));
export const deaf = asset((context: AssetContext) => { context.log.info("waiting"); return new Promise(() => setInterval(() => {}, 1000)); });
export const after = asset((deaf: number) => deaf);`);
    for (const steps of [["polite(context)"], ["deaf(context)", "after(deaf)"]]) {
      const started = await project.start(steps, { killAfterMs: 300 });
      await started.until((event) => event.message === "waiting");
      started.cancel();
      started.cancel();
      expect(await started.done).toBe("canceled");
      const types = started.events.map((event) => event.type).filter((type) => type.startsWith("RUN_"));
      expect(types).toEqual(["RUN_START", "RUN_CANCELING", "RUN_CANCELED"]);
    }
  });

  it("loops for ever without a breath: cancel kills it", async () => {
    await withAssets('export const stuck = asset((context: AssetContext) => { context.log.info("waiting"); for (;;); });\n');
    const started = await project.start(["stuck(context)"], { killAfterMs: 200 });
    await started.until((event) => event.message === "waiting");
    started.cancel();
    expect(await started.done).toBe("canceled");
    expect(started.events.filter((event) => event.type === "STEP_FAILURE")).toMatchObject([{ assetKey: "stuck", message: "canceled" }]);
  });

  it.skipIf(process.platform === "win32")("blocks while its parent dies: it goes too (Windows has no sign of it)", async () => {
    const pidFile = join(tmpdir(), `millrace-stuck-${process.pid}`);
    await withAssets(
      `import { writeFileSync } from "node:fs";\nexport const stuck = asset(() => { writeFileSync(${JSON.stringify(pidFile)}, String(process.pid)); for (;;); });\n`,
    );
    const parentFile = join(project.dir, "parent.cjs");
    const contents = `import { startRun } from ${JSON.stringify(join(repository, "runtime/host/run.ts"))}; startRun(${JSON.stringify(planOf(project.dir, ["stuck"]))}, { sink() {} });`;
    await build({
      stdin: { contents, resolveDir: project.dir, loader: "ts" },
      bundle: true,
      platform: "node",
      format: "cjs",
      outfile: parentFile,
    });
    const parent = spawn(process.execPath, [parentFile], { stdio: "ignore" });
    try {
      await expect.poll(() => existsSync(pidFile) && readFileSync(pidFile, "utf8") !== "").toBe(true);
      const child = Number(readFileSync(pidFile, "utf8"));
      parent.kill("SIGKILL");
      await expect.poll(() => !isAlive(child)).toBe(true);
    } finally {
      parent.kill("SIGKILL");
      rmSync(pidFile, { force: true });
    }
  });

  it("calls process.exit: it alone fails", async () => {
    await withAssets("export const quits = asset(() => process.exit(3));\nexport const other = asset(() => 1);\n");
    const run = await project.run(["quits", "other"]);
    expect(run.failure("quits").error.message).toBe("the asset quits called process.exit(3). Throw an Error instead.");
    expect(run.story).toContain("STEP_SUCCESS other");
    expect(run.story.at(-1)).toBe("RUN_FAILURE");
  });

  it("is killed by the system: the host says so, once", async () => {
    await withAssets(
      'export const doomed = asset(() => { process.kill(process.pid, "SIGKILL"); return new Promise(() => setInterval(() => {}, 1000)); });\nexport const below = asset((doomed: number) => doomed);\n',
    );
    const run = await project.run(["doomed", "below(doomed)"]);
    expect(run.outcome).toBe("failure");
    expect(run.failure("doomed").message).toMatch(/killed by the system, perhaps out of memory/);
    expect(run.story.slice(-3)).toEqual(["STEP_FAILURE doomed", "STEP_SKIPPED below", "RUN_FAILURE"]);
  });

  it("runs out of memory: the host says so", async () => {
    await withAssets(
      'export const hungry = asset(() => { const all: unknown[] = []; for (;;) all.push(new Array(1e5).fill("x".repeat(10))); });\n',
    );
    const run = await project.run(["hungry"], { execArgv: ["--max-old-space-size=60"] });
    expect(run.failure("hungry").message).toMatch(/perhaps out of memory/);
  });

  it("prints 10 MB: nothing is lost", async () => {
    await withAssets(
      'export const loud = asset(() => { for (let at = 0; at < 10_000; at++) console.log(String(at).padStart(6, "0") + "x".repeat(1000)); process.stdout.write("y".repeat(100_000) + "\\n"); process.stderr.write("50 %\\n"); console.error("last"); return 1; });\n',
    );
    const run = await project.run(["loud"]);
    expect(run.outcome).toBe("success");
    expect(run.logs).toHaveLength(10_003);
    run.logs.slice(0, 10_000).forEach((line, at) => {
      if (!line.startsWith(`info loud: ${String(at).padStart(6, "0")}x`)) throw new Error(`line ${at} is ${line.slice(0, 40)}`);
    });
    // Output on stderr does not count as an error.
    expect(run.logs.slice(-2)).toEqual(["info loud: 50 %", "error loud: last"]);
  });

  it("leaves a promise without a handler, or a timer that throws: the run fails and says where", async () => {
    await withAssets(
      'export const sloppy = asset(async () => { setTimeout(() => { throw new Error("from a timer"); }, 1); await new Promise((resolve) => setTimeout(resolve, 2000)); return 1; });\n',
    );
    const run = await project.run(["sloppy"]);
    expect(run.outcome).toBe("failure");
    expect(run.failure("sloppy").error).toMatchObject({
      message: expect.stringContaining("from a timer"),
      place: { file: "src/assets.ts", line: 2 },
    });
  });

  it("leaves a rejected promise behind: it alone fails, at once, and what is below it is skipped", async () => {
    await withAssets(`
export const sloppy = asset(async () => {
  void Promise.reject(new Error("lost"));
  await new Promise(() => setInterval(() => {}, 1000));
  return 1;
});
export const below = asset((sloppy: number) => sloppy);
export const other = asset(async () => { await new Promise((resolve) => setTimeout(resolve, 300)); return 1; });`);
    const run = await project.run(["sloppy", "below(sloppy)", "other"]);
    expect(run.failure("sloppy").error).toMatchObject({
      message: "a promise that was not awaited was rejected: lost. Await it, or catch its error.",
      place: { file: "src/assets.ts", line: 4 },
    });
    expect(run.story).toContain("STEP_SKIPPED below");
    expect(run.story).toContain("STEP_SUCCESS other");
    expect(run.events.at(-1)).toMatchObject({ type: "RUN_FAILURE", message: "failed: sloppy" });
  });

  it("leaves a promise behind that is rejected once it has ended: it keeps its value, and the run fails", async () => {
    // "below" begins after "sloppy" has ended, and ends after the promise was rejected.
    await withAssets(`
const now = { ended: false, rejected: false };
export const sloppy = asset(() => {
  void new Promise((_, reject) => {
    const timer = setInterval(() => {
      if (!now.ended) return;
      clearInterval(timer);
      reject(new Error("lost"));
      setTimeout(() => { now.rejected = true; }, 0);
    }, 5);
  });
  return 1;
});
export const below = asset(async (sloppy: number) => {
  now.ended = true;
  while (!now.rejected) await new Promise((resolve) => setTimeout(resolve, 5));
  return 1;
});`);
    const run = await project.run(["sloppy", "below(sloppy)"]);
    expect(run.story).toContain("STEP_SUCCESS sloppy");
    expect(run.story).toContain("STEP_SUCCESS below");
    expect(run.logs).toEqual([
      expect.stringContaining("error sloppy: a promise that was not awaited was rejected after the asset had ended: lost."),
    ]);
    expect(run.events.at(-1)).toMatchObject({ type: "RUN_FAILURE", message: "failed: sloppy" });
  });

  it("throws while it yields: the failure is the user's own, with its place", async () => {
    await withAssets(`
export const rows = asset({ ioManagerKey: "db" }, async function* () {
  yield [{ a: 1 }];
  throw new RangeError("mid");
});
export const lines = asset(async function* () {
  yield [{ a: 1 }];
  throw new RangeError("mid");
});
export const bad = asset({ ioManagerKey: "db" }, async function* () { yield [{ a: () => 1 }]; });`);
    const run = await project.run(["rows", "lines", "bad"]);
    for (const [key, line] of [
      ["rows", 5],
      ["lines", 9],
    ] as const) {
      const failure = run.failure(key);
      expect(failure.message).toBe("mid");
      expect(failure.error).toMatchObject({ name: "RangeError", message: "mid", place: { file: "src/assets.ts", line, column: 9 } });
      expect(failure.error.cause).toBeUndefined();
      expect(failure.error.stack?.split("\n")).toHaveLength(2);
    }
    expect(run.failure("bad").message).toMatch(/^bad cannot be stored: .*\$\[0\]\.a is a function/);
  });

  it("stores nothing: no manager is named", async () => {
    await withAssets("export const nothing = asset({ ioManagerKey: 'db' }, () => {});\n");
    const run = await project.run([{ assetKey: "nothing", bindings: [], after: [], output: { form: "value" }, stores: false }]);
    expect(ofType(run.events, "ASSET_MATERIALIZATION")[0]?.materialization).toMatchObject({
      ioManagerKey: null,
      manager: null,
      stored: null,
    });
    expect(await showValue(project.dir, "millrace.config.ts", { assetKey: "nothing", rows: 5 })).toMatchObject({
      ioManagerKey: null,
      storedAt: null,
    });
    const described = await describeProject(project.dir, "millrace.config.ts", {});
    expect(described.assets[0]?.storesNothing).toBe(true);
    expect(described.storedAt.nothing).toBeNull();
  });

  it.each([
    ["a function", "() => 1", /^odd cannot be stored: \$ is a function, which cannot be stored/],
    ["a function inside", "({ stories: [{ render() {} }] })", /\$\.stories\[0\]\.render is a function/],
    ["a symbol", "Symbol.iterator", /\$ is a symbol/],
    ["a class instance", "new (class User { name() { return 1; } })()", /\$ is a User, which would lose its class/],
    ["a URL", "({ at: new URL('http://x.y') })", /\$\.at is a URL/],
  ])("returns %s: the message names the path", async (_what, value, message) => {
    await withAssets(`export const odd = asset((): unknown => ${value});\n`);
    const run = await project.run(["odd"]);
    expect(run.failure("odd").error.message).toMatch(message);
    expect(existsSync(`${project.dir}/data/odd.v8`)).toBe(false);
  });

  it("returns rows that JSON cannot carry: show still shows them", async () => {
    await withAssets(
      "export const odd = asset(() => { const row: Record<string, unknown> = { big: 1n, at: new Date(0), bytes: new Uint8Array(3), deep: [{ n: NaN }] }; row.list = [row]; return [row]; });\n",
    );
    await project.run(["odd"]);
    expect((await showValue(project.dir, "millrace.config.ts", { assetKey: "odd", rows: 5 })).rows).toMatchObject([
      { big: "1", at: "1970-01-01T00:00:00.000Z", bytes: "3 bytes", deep: [{ n: "NaN" }], list: expect.stringContaining("Circular") },
    ]);
  });

  it("returns what JSON cannot carry: it comes back as it was", async () => {
    await withAssets(`
type Odd = { date: Date; big: bigint; nan: number; map: Map<string, number>; self?: unknown };
export const odd = asset((): Odd => { const odd: Odd = { date: new Date(5), big: 10n ** 30n, nan: NaN, map: new Map([["a", 1]]) }; odd.self = odd; return odd; });
export const check = asset((odd: Odd) => [odd.date.getTime(), odd.date instanceof Date, String(odd.big), Number.isNaN(odd.nan), odd.map.get("a"), odd.self === odd]);`);
    const run = await project.run(["odd", "check(odd)"]);
    expect(run.outcome).toBe("success");
    expect(JSON.parse(readFileSync(`${project.dir}/data/check.json`, "utf8"))).toEqual([
      5,
      true,
      "1000000000000000000000000000000",
      true,
      1,
      true,
    ]);
    expect((await showValue(project.dir, "millrace.config.ts", { assetKey: "odd", rows: 5 })).value).toMatchObject({
      format: "v8",
      preview: expect.stringContaining("[Circular"),
    });
  });
});

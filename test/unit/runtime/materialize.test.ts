// materialize() and materializeToMemory() as Dagster's users know them, and what the SDK refuses.
import { existsSync } from "node:fs";
import { mkdtemp, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { Readable } from "node:stream";
import { inspect } from "node:util";
import { afterEach, beforeEach, describe, expect, expectTypeOf, it } from "vitest";
import { planFromText } from "../../../runtime/engine/plan-from-text.js";
import { toRunError } from "../../../runtime/engine/run-error.js";
import {
  type AssetContext,
  AssetKey,
  AssetSelection,
  asset,
  Definitions,
  DuckDBIOManager,
  defineAssetJob,
  envVar,
  externalAsset,
  type InputContext,
  loadAssetValue,
  loadAssetValues,
  MaterializeResult,
  MetadataValue,
  materialize,
  materializeToMemory,
  type OutputContext,
  ScheduleDefinition,
  type StoredValue,
  sql,
} from "../../../runtime/sdk/index.js";
import { resolveProject } from "../../../runtime/sdk/resolve.js";
import { fc } from "../../support/properties.js";

let projectDir: string;

beforeEach(async () => {
  projectDir = await mkdtemp(join(tmpdir(), "millrace-materialize-"));
});

afterEach(() => rm(projectDir, { recursive: true, force: true }));

const numbers = asset(() => [1, 2, 3]);
const total = asset((_context: AssetContext, numbers: number[]) => numbers.reduce((sum, x) => sum + x, 0));

describe("materialize", () => {
  it("runs assets in order of need, stores values, and gives them", async () => {
    const result = await materialize({ total, numbers }, { projectDir });
    expect(result.success).toBe(true);
    expect(result.outputForNode("total")).toBe(6);
    expectTypeOf(result.outputForNode(total)).toEqualTypeOf<number>();
    expect(result.materializations.map((made) => [made.assetKey, made.stored?.storedAt])).toEqual([
      ["numbers", ".millrace/storage/numbers.json"],
      ["total", ".millrace/storage/total.json"],
    ]);
    expect(await loadAssetValue(new Definitions({ assets: { numbers, total } }), total, { projectDir })).toBe(6);
    const [list, sum] = await loadAssetValues(new Definitions({ assets: { numbers, total } }), [numbers, total], { projectDir });
    expectTypeOf(list).toEqualTypeOf<number[]>();
    expect([list, sum]).toEqual([[1, 2, 3], 6]);
  });

  it("loads what was not selected from where it is stored", async () => {
    await materialize({ numbers }, { projectDir });
    const result = await materialize({ numbers, total }, { projectDir, selection: [total] });
    expect(result.outputForNode(total)).toBe(6);
    expect(() => result.outputForNode(numbers)).toThrow(/numbers has no value in this run/);
  });

  it("rejects with the asset's own error, or tells of it", async () => {
    const broken = asset((): number => {
      throw new RangeError("no good");
    });
    await expect(materialize({ broken }, { projectDir })).rejects.toThrow(RangeError);
    const result = await materialize({ broken, numbers }, { projectDir, raiseOnError: false });
    expect(result.success).toBe(false);
    expect(result.error).toBeInstanceOf(RangeError);
    expect(result.outputForNode(numbers)).toEqual([1, 2, 3]);
  });

  it("finds an upstream under the own prefix before the bare name, or where ins says", async () => {
    const made = {
      a: asset({ keyPrefix: "p" }, () => "p/a"),
      bare: asset({ key: "a" }, () => "a"),
      b: asset({ keyPrefix: "p" }, (a: string) => a),
      c: asset({ key: "q/c", ins: { x: { key: ["p", "a"] }, y: { key: "a" } } }, (x: string, y: string, a: string) => [x, y, a]),
    };
    const result = await materializeToMemory(made);
    expect([result.outputForNode("p/b"), result.outputForNode("q/c")]).toEqual(["p/a", ["p/a", "a", "a"]]);
  });

  it("orders by deps without loading", async () => {
    const order: string[] = [];
    const first = asset(() => void order.push("first"));
    const second = asset({ deps: [first, "third"] }, () => void order.push("second"));
    const third = asset(() => void order.push("third"));
    const result = await materializeToMemory({ second, third, first });
    expect(order.at(-1)).toBe("second");
    expect(result.materializations.map((made) => made.stored)).toEqual([null, null, null]);
  });

  it("runs a query, in memory: who loads it gets its rows, and so does the test", async () => {
    const numbers = asset(() => sql<{ id: number }>`select 1 as id union all select 2 order by id`);
    const count = asset((numbers: { id: number }[]) => numbers.length);
    const result = await materializeToMemory({ numbers, count });
    expect(result.outputForNode(count)).toBe(2);
    expect(result.outputForNode(numbers)).toEqual([{ id: 1 }, { id: 2 }]);
  });

  it("knows a parameter that a compiler gave a number, because its name was that of an export", async () => {
    const orders = asset(() => [1, 2]);
    const total = asset((context2: AssetContext, orders2: number[]) => `${context2.assetKey}: ${orders2.length}`);
    expect((await materializeToMemory({ orders, total })).outputForNode("total")).toBe("total: 2");
  });

  it("says what to do about a compiler that leaves no parameter its name", async () => {
    const orders = asset(() => [1, 2]);
    const total = asset(async (_x: number[]) => _x.length);
    await expect(materializeToMemory({ orders, total })).rejects.toThrow(
      'the parameter _x of total does not name an asset: there is no _x. A compiler that rewrites async functions creates such names. Let it compile for ES2017 or newer (with Babel: targets: { node: "current" }).',
    );
  });

  it("unwraps MaterializeResult, and keeps metadata by type", async () => {
    const rich = asset((context: AssetContext) => {
      context.addOutputMetadata({
        count: 1,
        ratio: 0.5,
        site: "https://x.y",
        ok: true,
        none: null,
        raw: { a: [1] },
        chart: MetadataValue.md("# hi"),
        when: new Date(0),
        up: new AssetKey(["a", "b"]),
        rows: MetadataValue.table([{ a: 1 }, { b: 2 }]),
      });
      return new MaterializeResult({ value: { deep: true }, metadata: { count: 2 }, dataVersion: "v7" });
    });
    const result = await materialize({ rich }, { projectDir });
    expect(result.outputForNode("rich")).toEqual({ deep: true });
    expectTypeOf<StoredValue<typeof rich>>().toEqualTypeOf<{ deep: boolean }>();
    expect(result.materializations[0]).toMatchObject({ dataVersion: "v7" });
    expect(result.materializations[0]?.metadata).toEqual({
      path: { type: "path", value: ".millrace/storage/rich.json" },
      count: { type: "int", value: 2 },
      ratio: { type: "float", value: 0.5 },
      site: { type: "url", value: "https://x.y" },
      ok: { type: "bool", value: true },
      none: { type: "null", value: null },
      raw: { type: "json", value: { a: [1] } },
      chart: { type: "md", value: "# hi" },
      when: { type: "timestamp", value: "1970-01-01T00:00:00.000Z" },
      up: { type: "asset", value: "a/b" },
      rows: {
        type: "table",
        value: {
          columns: ["a", "b"],
          records: [
            [1, null],
            [null, 2],
          ],
        },
      },
    });
    const bad = asset((context: AssetContext) => context.addOutputMetadata({ f: (() => 1) as never }));
    await expect(materializeToMemory({ bad })).rejects.toThrow('metadata "f" is a function');
  });

  it("gives resources, reads envVar at run time, and never prints it", async () => {
    process.env.MILLRACE_TEST_SECRET = "hush";
    const secret = envVar("MILLRACE_TEST_SECRET");
    const uses = asset(
      (context: AssetContext<{ resources: { secret: string; api: { url: string } } }>) =>
        `${context.resources.secret} ${context.resources.api.url}`,
    );
    const result = await materializeToMemory({ uses }, { resources: { secret, api: { url: "u" } } });
    expect(result.outputForNode(uses)).toBe("hush u");
    expect(`${secret} ${JSON.stringify({ secret })} ${inspect({ secret })}`).toBe(
      'envVar("MILLRACE_TEST_SECRET") {"secret":"envVar(\\"MILLRACE_TEST_SECRET\\")"} { secret: envVar("MILLRACE_TEST_SECRET") }',
    );
    delete process.env.MILLRACE_TEST_SECRET;
    await expect(materializeToMemory({ uses }, { resources: { secret, api: {} } })).rejects.toThrow(
      "the environment variable MILLRACE_TEST_SECRET is not set. Set it before the run.",
    );
  });

  it("gives managers what was recorded, and the input's own metadata", async () => {
    let seen: InputContext | null = null;
    const manager = {
      handleOutput: () => ({ storedAt: "somewhere", format: "x", details: { page: 7 } }),
      loadInput(context: InputContext) {
        seen = context;
        return 1;
      },
    };
    const a = asset({ ioManager: manager, metadata: { table: "t" } }, () => 1);
    const b = asset({ ins: { a: { metadata: { how: "fast" } } } }, (a: number) => a);
    await materialize({ a, b }, { projectDir });
    expect(seen).toMatchObject({
      metadata: { how: "fast" },
      upstreamOutput: { metadata: { table: "t" }, external: false, materialization: { stored: { details: { page: 7 } } } },
    });
  });

  it("loads external assets through a manager, or an input manager of the parameter", async () => {
    const rates = externalAsset({ key: "rates", ioManagerKey: "api" });
    const uses = asset((rates: number) => rates * 2);
    const other = asset({ ins: { rates: { inputManagerKey: "fixed" } } }, (rates: number) => rates);
    const result = await materialize(
      { rates, uses, other },
      { projectDir, resources: { api: { loadInput: () => 21 }, fixed: { loadInput: () => 5 } } },
    );
    expect([result.outputForNode("uses"), result.outputForNode("other")]).toEqual([42, 5]);
  });

  it("loads every input with what the asset names, but for those whose ins entry names another", async () => {
    const rates = externalAsset({ key: "rates", ioManagerKey: "api" });
    const days = externalAsset({ key: "days", ioManagerKey: "api" });
    const uses = asset(
      { inputManagerKey: "fixed", ins: { days: { inputManagerKey: "api" } } },
      (rates: number, days: number) => `${rates} ${days}`,
    );
    const resources = { api: { loadInput: () => 21 }, fixed: { loadInput: () => 5 } };
    expect((await materialize({ rates, days, uses }, { projectDir, resources })).outputForNode("uses")).toBe("5 21");
    const wrong = asset({ inputManagerKey: "fixd" }, (rates: number) => rates);
    await expect(materialize({ rates, wrong }, { projectDir, resources })).rejects.toThrow(/inputManagerKey.*Did you mean "fixed"/);
  });

  it("loads what nobody declares as an external asset, where an input manager is named for it", async () => {
    const uses = asset(
      { keyPrefix: "x", inputManagerKey: "fixed", ins: { days: { key: "vendor/days", inputManagerKey: "api" } } },
      (rates: number, days: number) => `${rates} ${days}`,
    );
    const seen: string[] = [];
    const api = {
      loadInput({ assetKey, upstreamOutput }: InputContext) {
        seen.push(`${assetKey} ${upstreamOutput.external}`);
        return 21;
      },
    };
    const resources = { api, fixed: { loadInput: () => 5 } };
    expect((await materialize({ uses }, { projectDir, resources })).outputForNode("x/uses")).toBe("5 21");
    expect(seen).toEqual(["vendor/days true"]);
    const without = asset((rates: number) => rates);
    await expect(materialize({ without }, { projectDir, resources })).rejects.toThrow(
      "the parameter rates of without does not name an asset",
    );
  });

  it("asks for the form that ins names, and says when a manager cannot give it", async () => {
    const rows = asset({ ioManagerKey: "db" }, () => [{ x: 1 }]);
    const sums = asset({ ins: { rows: { loadAs: "relation" } } }, async (rows: { toRows(): Promise<unknown> }) => rows.toRows());
    const db = new DuckDBIOManager({ database: "x.duckdb" });
    expect((await materialize({ rows, sums }, { projectDir, resources: { db } })).outputForNode("sums")).toEqual([{ x: 1 }]);
    const lazy = asset({ ins: { numbers: { loadAs: "relation" } } }, (numbers: unknown) => numbers);
    await expect(materialize({ numbers, lazy }, { projectDir })).rejects.toThrow(
      /FilesystemIOManager cannot load numbers as a relation; it can load a plain value, an Arrow table, batches/,
    );
  });

  it("gives a manager the very kind of source that was returned, and tells the manager's failures as such", async () => {
    const seen: unknown[] = [];
    const io_manager = {
      supportedForms: ["value", "batches"] as const,
      async handleOutput(_context: unknown, value: Readable) {
        seen.push(value instanceof Readable, await value.toArray());
      },
      loadInput: () => null,
    };
    const stream = asset(() => Readable.from([[{ a: 1 }], [{ a: 2 }]]));
    await materialize({ stream }, { projectDir, resources: { io_manager } });
    expect(seen).toEqual([true, [[{ a: 1 }], [{ a: 2 }]]]);
    const clearing = asset(async function* () {
      try {
        yield [() => 1];
      } finally {
        // biome-ignore lint/correctness/noUnsafeFinally: the test needs a source that fails during cleanup.
        throw new Error("while clearing up");
      }
    });
    await expect(materialize({ clearing }, { projectDir })).rejects.toThrow(/^clearing cannot be stored: .* is a function/);
  });

  it("tells a store that a canceled run ended as canceled, and every other failure of it as its own", async () => {
    const canceling = new AbortController();
    const io_manager = {
      async handleOutput({ signal }: OutputContext, value: unknown) {
        if (value === "full") throw new Error("the disk is full");
        canceling.abort(new Error("the run was canceled"));
        signal.throwIfAborted();
      },
      loadInput: () => null,
    };
    const options = { projectDir, resources: { io_manager }, signal: canceling.signal, raiseOnError: false };
    const told = async (value: string) => {
      const { events } = await materialize({ made: asset(() => value) }, options);
      return events.filter(({ type }) => type === "STEP_FAILURE").map(({ message }) => message);
    };
    expect(await told("full")).toEqual(["made cannot be stored: the disk is full"]);
    expect(await told("long")).toEqual(["the run was canceled"]);
  });

  it("streams batches through an asset, from a database into the same one", async () => {
    const db = new DuckDBIOManager({ database: "x.duckdb" });
    const many = asset({ ioManagerKey: "db" }, () => Array.from({ length: 10_000 }, (_, at) => ({ at })));
    const doubled = asset(
      { ioManagerKey: "db", ins: { many: { loadAs: "batches" } } },
      async function* (many: AsyncIterable<{ at: number }[]>) {
        for await (const batch of many) yield batch.map(({ at }) => ({ at, twice: at * 2 }));
      },
    );
    const first = asset({ ins: { many: { loadAs: "batches" } } }, async (many: AsyncIterable<{ at: number }[]>) => {
      for await (const batch of many) return batch[0];
      return null;
    });
    const result = await materialize({ many, doubled, first }, { projectDir, resources: { db } });
    expect(result.materializations.find((made) => made.assetKey === "doubled")?.stored?.rows).toBe(10_000);
    expectTypeOf<StoredValue<typeof doubled>>().toEqualTypeOf<{ at: number; twice: number }[]>();
    expect(result.outputForNode("first")).toEqual({ at: 0 });
    const definitions = new Definitions({ assets: { many, doubled, first }, resources: { db } });
    expect((await loadAssetValue(definitions, doubled, { projectDir })).at(-1)).toEqual({ at: 9999, twice: 19_998 });
  });

  it("keeps an asset callable like its function", () => {
    expect(total({} as AssetContext, [1, 2])).toBe(3);
    expect(total.length).toBe(2);
    // @ts-expect-error the function's own parameters are kept
    expect(() => total({} as AssetContext)).toThrow();
  });
});

describe("a plan from text", () => {
  it("puts every asset after what it needs, whatever the graph", () => {
    const graph = fc.array(fc.uniqueArray(fc.nat(30), { maxLength: 4 }), { minLength: 1, maxLength: 30 });
    fc.assert(
      fc.property(graph, fc.func(fc.nat()), (edges, order) => {
        const assets = edges.map((ups, at) => asset({ key: `a${at}`, deps: ups.filter((up) => up < at).map((up) => `a${up}`) }, () => at));
        const project = resolveProject({
          assets: assets
            .map((made, at) => ({ made, rank: order(at) }))
            .sort((a, b) => a.rank - b.rank)
            .map(({ made }) => made),
        });
        const plan = planFromText(project, [...project.assets.keys()], {
          runId: "r",
          projectDir: "/",
          configFile: "",
          selection: [],
          jobName: null,
        });
        const places = new Map(plan.steps.map((step, at) => [step.assetKey, at]));
        expect(places.size).toBe(edges.length);
        for (const [at, step] of plan.steps.entries()) for (const up of step.after) expect(places.get(up)).toBeLessThan(at);
      }),
    );
  });
});

describe("an error as data", () => {
  it("keeps causes, finds words where there are none, and the place of what it wraps", () => {
    const inner = new AggregateError([new Error("connect ECONNREFUSED ::1:1"), "other"]);
    inner.stack = "AggregateError\n    at load (/p/src/a.ts:3:4)\n    at run (/p/node_modules/x/i.js:1:1)";
    const outer = new Error("cannot be stored", { cause: inner });
    outer.stack = "Error: cannot be stored\n    at store (/elsewhere/step.js:1:1)";
    const told = toRunError(outer, "/p");
    expect(told).toMatchObject({
      message: "cannot be stored",
      place: { file: "src/a.ts", line: 3, column: 4 },
      cause: { message: "connect ECONNREFUSED ::1:1; other" },
    });
    expect(toRunError("just text", "/p").message).toBe('threw "just text", which is not an Error');
    expect(toRunError(new TypeError(""), "/p").message).toBe("TypeError without a message");
  });
});

describe("what is refused", () => {
  const cases: [string, () => Promise<unknown>, RegExp][] = [
    [
      "a parameter that names nothing",
      () => materializeToMemory({ numbers, x: asset((numbrs: number[]) => numbrs) }),
      /the parameter numbrs of x does not name an asset: there is no numbrs\. Did you mean numbers\?/,
    ],
    ["a circle", () => materializeToMemory({ a: asset((b: number) => b), b: asset((a: number) => a) }), /in a cycle: a → b → a\. Break it/],
    [
      "a destructured parameter",
      () => materializeToMemory({ a: asset(({ x }: { x: number }) => x) }),
      /destructured parameter .*Give every input its own name/,
    ],
    [
      "two assets of one key",
      () => materializeToMemory([asset({ key: "a" }, () => 1), asset({ key: "a" }, () => 2)]),
      /two assets have the key a\./,
    ],
    ["one asset under two names", () => materializeToMemory({ numbers, again: numbers }), /exported under 2 names \(again, numbers\)/],
    ["no name at all", () => materializeToMemory([asset(() => 1)]), /an asset has no name/],
    ["a reserved name", () => materializeToMemory({ context: asset(() => 1) }), /"context" is a reserved name/],
    [
      "both managers",
      () => materialize({ a: asset({ ioManager: new DuckDBIOManager({ database: "x" }), ioManagerKey: "y" }, () => 1) }),
      /a has both ioManager and ioManagerKey\. Keep one/,
    ],
    [
      "malformed owners",
      () => materializeToMemory({ a: asset({ owners: ["nobody"] }, () => 1) }),
      /a has the owner "nobody"\. Write an e-mail address or team:name/,
    ],
    [
      "backoff without delay",
      () => materializeToMemory({ a: asset({ retry: { backoff: "LINEAR" } }, () => 1) }),
      /retry\.backoff needs retry\.delay/,
    ],
    [
      "a manager for memory",
      () => materializeToMemory({ numbers }, { resources: { io_manager: new DuckDBIOManager({ database: "x" }) } }),
      /materializeToMemory got the I\/O manager "io_manager"/,
    ],
    [
      "jobs of one name",
      () => materialize(new Definitions({ jobs: [defineAssetJob("j"), defineAssetJob("j")] })),
      /two jobs have the name j/,
    ],
    ["a partition key", () => materializeToMemory({ a: asset((context: AssetContext) => context.partitionKey) }), /a has no partitions/],
    [
      "a value of an asset that stores nothing",
      () => materializeToMemory({ nothing: asset(() => undefined), a: asset((nothing: unknown) => nothing) }),
      /nothing does not store a value, so a parameter cannot load it\. Move it from the parameters to deps/,
    ],
  ];

  it.each(cases)("%s", async (_what, run, message) => {
    await expect(run()).rejects.toThrow(message);
    expect(existsSync("x")).toBe(false);
  });

  it.each([
    ["0 * * * *", undefined, null],
    ["@daily", undefined, null],
    ["*/5 9-17 * jan-mar MON-FRI", "Europe/Oslo", null],
    ["0 * * * * *", undefined, /not a cron expression with five fields/],
    ["@reboot", undefined, /not a cron expression with five fields/],
    ["0 25 * * *", undefined, /"0 25 \* \* \*" is not a cron expression/],
    ["0 0 * * *", "Mars/Olympus", /"Mars\/Olympus" is not a time zone/],
  ])("the schedule %s in %s as it should be", (cronSchedule, executionTimezone, message) => {
    const make = () =>
      new ScheduleDefinition({ job: defineAssetJob("j"), cronSchedule, ...(executionTimezone === undefined ? {} : { executionTimezone }) });
    if (message === null) expect(make().name).toBe("j_schedule");
    else expect(make).toThrow(message);
  });
});

describe("a selection", () => {
  it("writes itself in Dagster's grammar", () => {
    const keyed = asset({ key: "p/x" }, () => 1);
    expect(String(AssetSelection.all())).toBe("*");
    expect(String(AssetSelection.assets(keyed, "a/b").upstream())).toBe('+(key:"p/x" or key:"a/b")');
    expect(String(AssetSelection.groups("g").downstream(2))).toBe('(group:"g")+2');
    expect(String(AssetSelection.keyPrefixes("p").and(AssetSelection.tag("t", "v")).subtract(AssetSelection.keys("p/x")))).toBe(
      '((key:"p/*") and (tag:"t"="v")) and not (key:"p/x")',
    );
    expect(String(AssetSelection.all().roots().or(AssetSelection.tag("t").sinks()))).toBe('(roots(*)) or (sinks(tag:"t"))');
    expect(() => String(AssetSelection.assets(numbers))).toThrow(/whose key is unknown/);
    expect(() => String(AssetSelection.all().upstream(0))).toThrow(/the depth is 0/);
    expect(() => String(AssetSelection.groups('a"b'))).toThrow(/the grammar does not allow quotes or backslashes/);
  });
});

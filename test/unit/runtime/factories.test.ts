// I/O managers and resources from factory functions: the config is checked, dependencies come first, and each is created once, on demand.

import { describe, expect, expectTypeOf, it } from "vitest";
import * as z from "zod";
import {
  type AssetContext,
  asset,
  DailyPartitionsDefinition,
  Definitions,
  envVar,
  externalAsset,
  InMemoryIOManager,
  type InputContext,
  type IOManager,
  inputManager,
  ioManager,
  loadAssetValue,
  materialize,
  type OutputContext,
  resource,
  TypedIOManager,
  VersionedIOManager,
} from "../../../runtime/sdk/index.js";
import { buildInputContext, buildOutputContext } from "../../../runtime/testing/index.js";
import { ofType } from "../../support/events.js";
import { temporaryFolder } from "../../support/temporary-folder.js";

const projectDir = await temporaryFolder();

const bucket = ioManager({ configSchema: z.object({ name: z.string(), prefix: z.string().default("p") }) }, ({ config }) => {
  expectTypeOf(config).toEqualTypeOf<{ name: string; prefix: string }>();
  const inner = new InMemoryIOManager();
  return {
    handleOutput: async (context: OutputContext, value: unknown) => {
      await inner.handleOutput(context, value);
      return { storedAt: `${config.name}/${config.prefix}/${context.assetKey}`, format: "memory" };
    },
    loadInput: (context: InputContext) => inner.loadInput(context),
  };
});

describe("ioManager", () => {
  it("is made from its config, with the schema's defaults, and stores and loads", async () => {
    const numbers = asset(() => [1, 2, 3]);
    const sum = asset((numbers: number[]) => numbers.reduce((a, b) => a + b, 0));
    const result = await materialize({ numbers, sum }, { projectDir, resources: { io_manager: bucket.configured({ name: "b" }) } });
    expect(result.outputForNode(sum)).toBe(6);
    expect(result.materializations[0]?.stored?.storedAt).toBe("b/p/numbers");
  });

  it("reads envVar in its config when it is made", async () => {
    process.env.MILLRACE_TEST_BUCKET = "from-env";
    const one = asset({ key: "one" }, () => 1);
    const io_manager = bucket.configured({ name: envVar("MILLRACE_TEST_BUCKET") });
    const result = await materialize([one], { projectDir, resources: { io_manager } });
    expect(result.materializations[0]?.stored?.storedAt).toBe("from-env/p/one");
  });

  it("names the entry of a config that does not fit", async () => {
    const one = asset({ key: "one" }, () => 1);
    // @ts-expect-error a bucket's name is text
    const io_manager = bucket.configured({ name: 5 });
    await expect(materialize([one], { projectDir, resources: { io_manager } })).rejects.toThrow(/got an invalid config: name: .*string/);
    await expect(materialize([one], { projectDir, resources: { io_manager: bucket } })).rejects.toThrow(/name: /);
  });

  it("says so when the function gives no manager", async () => {
    const wrong = ioManager({}, () => ({}) as IOManager);
    await expect(materialize([asset({ key: "one" }, () => 1)], { projectDir, resources: { io_manager: wrong } })).rejects.toThrow(
      "did not return an I/O manager",
    );
  });

  it("gets the resources it needs, and none of it is made unless an asset needs it", async () => {
    const made: string[] = [];
    const client = resource({ teardown: () => void made.push("client torn down") }, async () => {
      made.push("client");
      return { get: () => 42 };
    });
    const loader = inputManager({ requiredResourceKeys: ["client"] }, ({ resources }) => {
      made.push("loader");
      return { loadInput: () => resources.client.get() as number };
    });
    const one = asset({ key: "one" }, () => 1);
    const two = asset({ key: "two", ins: { one: { inputManagerKey: "loader" } } }, (one: number) => one + 1);
    const resources = { client, loader, io_manager: new InMemoryIOManager() };
    await materialize([one, two], { projectDir, resources, selection: [one] });
    expect(made).toEqual([]);
    const result = await materialize([one, two], { projectDir, resources });
    expect(result.outputForNode(two)).toBe(43);
    expect(made).toEqual(["client", "loader", "client torn down"]);
  });

  it("names a resource that is missing before anything runs", async () => {
    const manager = ioManager({ requiredResourceKeys: ["clinet"] }, () => new InMemoryIOManager());
    const one = asset({ key: "one" }, () => 1);
    await expect(materialize([one], { projectDir, resources: { io_manager: manager, client: 1 } })).rejects.toThrow(
      'one: its I/O manager needs the resource "clinet", which does not exist. Did you mean "client"?',
    );
  });
});

describe("resource", () => {
  it("is made once a run, from other resources, and torn down last first", async () => {
    const log: string[] = [];
    const settings = resource(
      { configSchema: z.object({ size: z.number() }), teardown: () => void log.push("settings down") },
      ({ config }) => {
        log.push("settings");
        return { size: config.size };
      },
    );
    const pool = resource({ requiredResourceKeys: ["settings"], teardown: () => void log.push("pool down") }, async ({ resources }) => {
      log.push("pool");
      return `pool of ${resources.settings.size}`;
    });
    const use = (name: string) =>
      asset({ key: name, requiredResourceKeys: ["pool"] }, (context: AssetContext) => context.resources.pool as string);
    const result = await materialize([use("a"), use("b")], {
      projectDir,
      resources: { settings: settings.configured({ size: 3 }), pool, io_manager: new InMemoryIOManager() },
    });
    expect(result.outputForNode("a")).toBe("pool of 3");
    expect(log).toEqual(["settings", "pool", "pool down", "settings down"]);
  });

  it("says how to ask for it when nobody did", async () => {
    const pool = resource({}, () => 1);
    const a = asset({ key: "a" }, (context: AssetContext) => context.resources.pool as number);
    await expect(materialize([a], { projectDir, resources: { pool } })).rejects.toThrow('Add requiredResourceKeys: ["pool"]');
  });

  it("names a circle", async () => {
    const a = resource({ requiredResourceKeys: ["b"] }, () => 1);
    const b = resource({ requiredResourceKeys: ["a"] }, () => 2);
    const one = asset({ key: "one", requiredResourceKeys: ["a"] }, () => 1);
    await expect(materialize([one], { projectDir, resources: { a, b } })).rejects.toThrow("need each other in a cycle: a → b → a");
  });
});

describe("a connection that fails", () => {
  const retry = { maxRetries: 1 };

  /** Rejects on the first call. */
  const atSecond = <T>(value: T) => {
    let calls = 0;
    return async () => {
      calls++;
      if (calls === 1) throw new Error("no connection");
      return value;
    };
  };

  it("is made again by a retry, of a resource and of what needs it", async () => {
    const client = resource({}, atSecond("client"));
    const pool = resource({ requiredResourceKeys: ["client"] }, ({ resources }) => `pool of ${resources.client}`);
    const one = asset({ key: "one", requiredResourceKeys: ["pool"], retry }, (context: AssetContext) => context.resources.pool as string);
    const result = await materialize([one], { projectDir, resources: { client, pool, io_manager: new InMemoryIOManager() } });
    expect(result.outputForNode("one")).toBe("pool of client");
  });

  it.each(["by itself", "made by a function", "behind a router", "with versions"])(
    "is set up again by a retry, of a manager %s, and closed",
    async (how) => {
      const closed: number[] = [];
      const connecting = (inner: IOManager, setup: () => Promise<void>, name: number): IOManager => ({
        handleOutput: (context, value) => inner.handleOutput(context, value),
        loadInput: (context) => inner.loadInput(context),
        setup,
        close: () => void closed.push(name),
      });
      const setup = atSecond(undefined);
      const own = connecting(new InMemoryIOManager(), setup, 1);
      let made = 0;
      const managers: Record<string, IOManager> = {
        "by itself": own,
        "made by a function": ioManager({}, () => connecting(new InMemoryIOManager(), setup, ++made)),
        "behind a router": new TypedIOManager({ routes: {}, otherwise: own }),
        "with versions": new VersionedIOManager({ uri: "versions", manager: own }),
      };
      const one = asset({ key: "one", retry }, () => 1);
      await materialize([one], { projectDir, resources: { io_manager: managers[how] } });
      expect(closed).toEqual(how === "made by a function" ? [1, 2] : [1]);
    },
  );
});

describe("the end of a run", () => {
  it("closes and tears down everything, and fails with what failed first", async () => {
    const ended: string[] = [];
    const end = (name: string) => () => {
      ended.push(name);
      throw new Error(`${name} failed`);
    };
    const ending = (name: string) => {
      const inner = new InMemoryIOManager();
      return {
        handleOutput: (context: OutputContext, value: unknown) => inner.handleOutput(context, value),
        loadInput: (context: InputContext) => inner.loadInput(context),
        close: end(name),
      };
    };
    const requiredResourceKeys = ["client", "pool"];
    const one = asset({ key: "one", requiredResourceKeys, ioManagerKey: "a" }, () => 1);
    const two = asset({ key: "two", ioManagerKey: "b", deps: [one] }, () => 2);
    const resources = {
      a: ending("a"),
      b: ending("b"),
      client: resource({ teardown: end("client") }, () => 1),
      pool: resource({ teardown: end("pool") }, () => 2),
    };
    const result = await materialize([one, two], { projectDir, resources, raiseOnError: false });
    expect(ended).toEqual(["a", "b", "pool", "client"]);
    expect(result.events.flatMap(({ type, message }) => (type === "LOG" ? [message] : []))).toEqual([
      "closing an I/O manager failed: a failed",
      "closing a resource failed: pool failed",
    ]);
  });

  it("tears resources down after a script has loaded a value, whatever closing a manager says", async () => {
    const ended: string[] = [];
    const client = resource({ teardown: () => void ended.push("client") }, () => 1);
    const loader = inputManager({ requiredResourceKeys: ["client"] }, () => ({
      loadInput: () => 1,
      close: () => {
        throw new Error("close failed");
      },
    }));
    const definitions = new Definitions({ assets: [externalAsset({ key: "one", ioManagerKey: "loader" })], resources: { client, loader } });
    await expect(loadAssetValue(definitions, "one", { projectDir })).rejects.toThrow("close failed");
    expect(ended).toEqual(["client"]);
  });
});

describe("contexts for testing a manager", () => {
  const days = new DailyPartitionsDefinition({ startDate: "2026-01-01", endDate: "2026-01-04" });

  it("store and load without a run", async () => {
    const manager = new InMemoryIOManager();
    const { context } = buildOutputContext({ assetKey: "a/b", runId: "r", partitions: days, partitionKeys: ["2026-01-02"] });
    if (!context.hasPartitions) throw new Error("it has partitions");
    expect([context.partitionKey, context.getIdentifier(), context.getAssetIdentifier()]).toEqual([
      "2026-01-02",
      ["r", "a__b", "2026-01-02"],
      ["a", "b", "2026-01-02"],
    ]);
    await manager.handleOutput(context, 7);
    const there = buildInputContext({ assetKey: "a/b", partitions: days, partitionKeys: ["2026-01-02"] });
    expect(await manager.loadInput(there)).toBe(7);
    expect(await manager.exists(buildInputContext({ assetKey: "a/b", partitions: days, partitionKeys: ["2026-01-03"] }))).toBe(false);
  });

  it("keep what the manager adds, and run what it left for later", async () => {
    const built = buildOutputContext({ outputMetadata: { rows: 1 } });
    let ran = 0;
    built.context.addOutputMetadata({ path: "x" });
    built.context.onRecorded(() => void ran++);
    expect(built.added).toEqual({ path: "x" });
    expect(built.context.getLoggedMetadata()).toEqual({ path: "x", rows: 1 });
    await built.recorded();
    expect(ran).toBe(1);
  });

  it("do not let a partition be read where there is none", () => {
    const { context } = buildOutputContext();
    // @ts-expect-error only a context that has partitions has a key
    expect(context.partitionKey).toBeUndefined();
  });

  it("what a manager says of an input stands in its event", async () => {
    const inner = new InMemoryIOManager();
    const telling = {
      handleOutput: (context: OutputContext, value: unknown) => inner.handleOutput(context, value),
      loadInput: (context: InputContext) => {
        context.addInputMetadata({ from: `${context.consumer} ${context.parameter}` });
        return inner.loadInput(context);
      },
    };
    const one = asset({ key: "one" }, () => 1);
    const two = asset({ key: "two" }, (one: number) => one);
    const result = await materialize([one, two], { projectDir, resources: { io_manager: telling } });
    expect(ofType(result.events, "LOADED_INPUT")[0]?.metadata).toEqual({ from: { type: "text", value: "two one" } });
  });
});

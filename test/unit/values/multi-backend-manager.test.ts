// The asset determines the backend; when a value is loaded, the record does.
import { describe, expect, it } from "vitest";
import { FilesystemIOManager } from "../../../runtime/io/files/filesystem.js";
import { InMemoryIOManager } from "../../../runtime/io/memory/manager.js";
import { type BackendRoute, MultiBackendIOManager } from "../../../runtime/io/wrappers/multi-backend-manager.js";
import { MetadataValue, StaticPartitionsDefinition } from "../../../runtime/sdk/index.js";
import { Bench, sampledManagerSuite } from "../../support/io-manager-suite.js";

const files = (baseDir: string) => new FilesystemIOManager({ baseDir });
const backends = () => ({ hot: files("hot"), cold: files("cold") });
const make = (route: BackendRoute, otherwise?: string) =>
  new MultiBackendIOManager({ backends: backends(), route, ...(otherwise === undefined ? {} : { otherwise }) });

sampledManagerSuite({ name: "MultiBackendIOManager", make: () => make({ metadata: "backend" }, "cold") });

async function withBench(manager: () => MultiBackendIOManager, work: (bench: Bench) => Promise<void>): Promise<void> {
  const bench = await Bench.open(manager);
  try {
    await work(bench);
  } finally {
    await bench.close();
  }
}

describe("the backend", () => {
  it.each([
    ["metadata", { metadata: "backend" }, { metadata: { backend: "hot" } }],
    ["typed metadata", { metadata: "backend" }, { metadata: { backend: MetadataValue.text("hot") } }],
    ["a tag", { tag: "tier" }, { tags: { tier: "hot" } }],
    ["the group", { group: { speedy: "hot" } }, { group: "speedy" }],
    ["the key", { keyPrefix: { a: "cold", "a/b": "hot" } }, {}],
    ["a function", ({ assetKey }) => (assetKey.path.includes("b") ? "hot" : undefined), {}],
  ] as [string, BackendRoute, object][])("follows %s, on load as on store", async (_name, route, options) => {
    await withBench(
      () => make(route, "cold"),
      async (bench) => {
        const { stored } = await bench.store("a/b/thing", { x: 1 }, undefined, options);
        expect(stored).toMatchObject({ storedAt: "hot/a/b/thing.json", details: { route: "hot", manager: "FilesystemIOManager" } });
        // The consumer's declaration does not name the backend, so the record decides.
        expect(await bench.load("a/b/thing")).toEqual({ x: 1 });
        expect((await bench.store("other", 1)).stored?.storedAt).toBe("cold/other.json");
      },
    );
  });

  it("of a stored value stays when the asset chooses another", async () => {
    await withBench(
      () => make({ metadata: "backend" }),
      async (bench) => {
        await bench.store("thing", 1, undefined, { metadata: { backend: "hot" } });
        expect(await bench.load("thing", undefined, { metadata: { backend: "cold" } })).toBe(1);
        await bench.store("thing", 2, undefined, { metadata: { backend: "cold" } });
        expect(await bench.load("thing", undefined, { metadata: { backend: "hot" } })).toBe(2);
      },
    );
  });

  it("may differ from partition to partition of one asset, and none is lost", async () => {
    const partitions = new StaticPartitionsDefinition(["p", "q"]);
    await withBench(
      () => make({ metadata: "backend" }),
      async (bench) => {
        const store = (key: string, backend: string) =>
          bench.store("thing", (partition: string) => `${partition} in ${backend}`, undefined, {
            partitions,
            keys: [key],
            metadata: { backend },
          });
        await store("p", "hot");
        await store("q", "cold");
        expect([...((await bench.load("thing", undefined, { partitions, metadata: { backend: "cold" } })) as Map<string, string>)]).toEqual(
          [
            ["p", "p in hot"],
            ["q", "q in cold"],
          ],
        );
      },
    );
  });

  it("of an external asset follows its declaration", async () => {
    await withBench(
      () => make({ metadata: "backend" }),
      async (bench) => {
        await new Bench(bench.projectDir, files("hot")).store("raw", [1]);
        expect(await bench.load("raw", undefined, { external: true, metadata: { backend: "hot" } })).toEqual([1]);
        await expect(bench.load("raw", undefined, { external: true, metadata: { backend: "cold" } })).rejects.toThrow("cold/raw.json");
      },
    );
  });

  it("is asked for where an asset names none, or one that is not there", async () => {
    await withBench(
      () => make({ metadata: "backend" }),
      async (bench) => {
        await expect(bench.store("thing", 1)).rejects.toThrow(
          "thing has no backend: the route returned none. Return one of hot, cold, or give MultiBackendIOManager an otherwise.",
        );
        await expect(bench.store("thing", 1, undefined, { metadata: { backend: "warm" } })).rejects.toThrow(
          'thing: MultiBackendIOManager has no backend "warm". It has hot, cold. Name one of these, or add it.',
        );
      },
    );
  });

  it("is set up when it is needed, once, and closed at the end", async () => {
    const told: string[] = [];
    class Told extends InMemoryIOManager {
      constructor(readonly name: string) {
        super();
      }
      setup() {
        told.push(`setup ${this.name}`);
      }
      close() {
        told.push(`close ${this.name}`);
      }
    }
    const manager = new MultiBackendIOManager({ backends: { a: new Told("a"), b: new Told("b") }, route: () => "a" });
    const bench = await Bench.open(() => manager);
    await Promise.all([bench.store("x", 1), bench.store("y", 2)]);
    await manager.close();
    expect(told.filter((line) => line === "setup a").length).toBe(told.filter((line) => line === "close a").length);
    expect(told.join()).not.toContain("b");
    await bench.close();
  });
});

describe("its options", () => {
  it.each([
    [{}, "MultiBackendIOManager needs backends."],
    [{ backends: { a: {} }, route: { tag: "x" } }, 'MultiBackendIOManager has the backend "a", which is not an I/O manager.'],
    [{ backends: backends() }, "MultiBackendIOManager needs a route:"],
    [{ backends: backends(), route: { group: { x: "warm" } } }, 'MultiBackendIOManager has no backend "warm". It has hot, cold.'],
    [{ backends: backends(), route: { tag: "x" }, otherwise: "warm" }, 'MultiBackendIOManager has no backend "warm".'],
  ])("%o are refused", (options, message) => {
    expect(() => new MultiBackendIOManager(options as never)).toThrow(message);
  });
});

// Every store creates a version, which can be loaded by name. Old versions are pruned safely. Switching versions is atomic.
import { existsSync, readdirSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { basename, join } from "node:path";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import type { Materialization } from "../../../runtime/contract/run.js";
import { DuckDBIOManager } from "../../../runtime/io/duckdb/manager.js";
import { FilesystemIOManager } from "../../../runtime/io/files/filesystem.js";
import { VersionedIOManager, type VersionedIOManagerOptions } from "../../../runtime/io/wrappers/versioned-manager.js";
import { StaticPartitionsDefinition } from "../../../runtime/sdk/index.js";
import { Bench, ioManagerSuite, sampledManagerSuite } from "../../support/io-manager-suite.js";
import { startS3 } from "../../support/servers/s3.js";
import type { StoreServer } from "../../support/servers/store-server.js";

let server: StoreServer;
beforeAll(async () => {
  server = await startS3();
});
afterAll(() => server?.stop());

ioManagerSuite({ name: "VersionedIOManager in a folder", make: () => new VersionedIOManager({ uri: "data" }) });
sampledManagerSuite({ name: "VersionedIOManager that keeps one", make: () => new VersionedIOManager({ uri: "data", keep: 1 }) });
sampledManagerSuite({
  name: "VersionedIOManager on S3",
  make: (projectDir) => new VersionedIOManager({ uri: `${server.uri}/${basename(projectDir)}`, keep: 3, ...server.options }),
});
sampledManagerSuite({
  name: "VersionedIOManager around another",
  make: () => new VersionedIOManager({ manager: new FilesystemIOManager({ baseDir: "files" }) }),
});

async function withBench(options: VersionedIOManagerOptions, work: (bench: Bench, manager: VersionedIOManager) => Promise<void>) {
  const manager = new VersionedIOManager(options);
  const bench = await Bench.open(() => manager);
  try {
    await work(bench, manager);
  } finally {
    await bench.close();
  }
}

const loadVersion = (bench: Bench, version: string) => bench.load("thing", undefined, { inMetadata: { version } });

describe("versions", () => {
  it("are told newest first, and each can be loaded", async () => {
    await withBench({ uri: "data" }, async (bench, manager) => {
      const made = [];
      for (const value of [1, { two: 2n }, new Float64Array([3])]) made.push(await bench.store("thing", value));
      const ids = made.map(({ runId }) => runId);
      const versions = await manager.versions("thing", bench);
      expect(versions.map(({ version }) => version)).toEqual([...ids].reverse());
      expect(versions.map(({ isCurrent }) => isCurrent)).toEqual([true, false, false]);
      expect(versions[0]).toMatchObject({ partitionKey: null, storedAt: `data/thing/${ids[2]}.npy`, bytes: made[2]?.stored?.bytes });
      expect(made[2]?.metadata.version).toEqual({ type: "text", value: ids[2] });
      expect(await loadVersion(bench, ids[0] as string)).toBe(1);
      expect(await loadVersion(bench, ids[1] as string)).toEqual({ two: 2n });
      expect(await bench.load("thing")).toEqual(new Float64Array([3]));
      expect(await loadVersion(bench, "current")).toEqual(new Float64Array([3]));
      await expect(loadVersion(bench, "yesterday")).rejects.toThrow(
        `thing has no version "yesterday". Known: ${[...ids].reverse().join(", ")}. Name one of these.`,
      );
    });
  });

  it("go when there are more than are kept, of each asset and partition apart", async () => {
    const partitions = new StaticPartitionsDefinition(["p", "q"]);
    await withBench({ uri: "data", keep: 2 }, async (bench, manager) => {
      for (let at = 0; at < 4; at++)
        await bench.store("thing", (key: string) => `${key}${at}`, undefined, { partitions, keys: ["p", "q"] });
      for (let at = 0; at < 3; at++) await bench.store("thing/below", at);
      const versions = await manager.versions("thing", bench);
      expect(versions.map(({ partitionKey }) => partitionKey).sort()).toEqual(["p", "p", "q", "q"]);
      expect(await manager.versions("thing", { ...bench, partitionKey: "p" })).toHaveLength(2);
      expect(await manager.versions("thing/below", bench)).toHaveLength(2);
      expect(readdirSync(join(bench.projectDir, "data/thing/partition=p")).sort()).toEqual(
        ["@", ...versions.filter(({ partitionKey }) => partitionKey === "p").map(({ version }) => `${version}.json`)].sort(),
      );
      expect([...((await bench.load("thing", undefined, { partitions })) as Map<string, string>)]).toEqual([
        ["p", "p3"],
        ["q", "q3"],
      ]);
      const old = versions.at(-1)?.version as string;
      expect([...((await bench.load("thing", undefined, { partitions, inMetadata: { version: old } })) as Map<string, string>)]).toEqual([
        ["p", "p2"],
        ["q", "q2"],
      ]);
    });
  });

  it("are pruned on demand, and the current one stays", async () => {
    await withBench({ uri: "data" }, async (bench, manager) => {
      const ids: string[] = [];
      for (let at = 0; at < 4; at++) ids.push((await bench.store("thing", at)).runId);
      expect((await manager.prune("thing", 1, bench)).sort()).toEqual(ids.slice(0, 3));
      expect(await manager.versions("thing", bench)).toHaveLength(1);
      expect(await bench.load("thing")).toBe(3);
      await expect(manager.prune("thing", 0, bench)).rejects.toThrow("prune got keep: 0. Give a whole number from 1.");
    });
  });

  it("of a table are tables", async () => {
    await withBench({ manager: new DuckDBIOManager({ database: "w.duckdb" }), keep: 2 }, async (bench, manager) => {
      const ids: string[] = [];
      for (let at = 0; at < 3; at++) ids.push((await bench.store("thing", [{ at }])).runId);
      expect(await loadVersion(bench, ids[1] as string)).toEqual([{ at: 1 }]);
      expect(await bench.load("thing")).toEqual([{ at: 2 }]);
      expect((await manager.versions("thing", bench)).map(({ version }) => version)).toEqual([ids[2], ids[1]]);
      expect(readdirSync(join(bench.projectDir, ".millrace/storage/thing/@")).sort()).toEqual([
        `${ids[1]}.json`,
        `${ids[2]}.json`,
        "current.json",
      ]);
    });
  });

  it("may be loaded by projects that have no record of them", async () => {
    await withBench({ uri: `${server.uri}/shared`, ...server.options }, async (bench) => {
      await bench.store("thing", 1);
      await bench.store("thing", { newest: true });
      await withBench({ uri: `${server.uri}/shared`, ...server.options }, async (other) => {
        expect(await other.load("thing", undefined, { external: true })).toEqual({ newest: true });
        await expect(other.load("nothing", undefined, { external: true })).rejects.toThrow(/nothing has no stored value: looked at s3:/);
      });
    });
  });

  it("are adopted where they are there", async () => {
    await withBench({ uri: "data" }, async (bench, manager) => {
      await bench.store("thing", 1);
      const { stored } = await bench.store("thing", 2);
      const context = await bench.context("thing");
      expect(await manager.adopt(context)).toEqual(stored);
      rmSync(join(bench.projectDir, stored?.storedAt ?? ""));
      expect(await manager.adopt(context)).toBeNull();
      expect(await manager.adopt(await bench.context("other"))).toBeNull();
    });
  });

  it("do not go when clean-up fails: the run succeeds, and the next one tries again", async () => {
    await withBench({ uri: `${server.uri}/stubborn`, keep: 1, ...server.options }, async (bench, manager) => {
      await bench.store("thing", 1);
      server.faults.inject({
        times: 1000,
        status: 403,
        body: server.errorBody("AccessDenied", 403),
        matches: (method) => method === "DELETE",
      });
      await bench.store("thing", 2);
      expect(await manager.versions("thing", bench)).toHaveLength(2);
      server.faults.reset();
      await bench.store("thing", 3);
      expect(await manager.versions("thing", bench)).toHaveLength(1);
      expect(await bench.load("thing")).toBe(3);
    });
  });

  it("leave the old value current when a store breaks off, at any of its requests", async () => {
    const uri = `${server.uri}/breaking`;
    await withBench({ uri, keep: 1, ...server.options }, async (bench, manager) => {
      await bench.store("thing", "old");
      server.faults.reset();
      await bench.store("counted", "x");
      const writes = server.faults.requests.filter((request) => request.startsWith("PUT")).length;
      expect(writes).toBe(3);
      for (let at = 1; at <= writes; at++) {
        server.faults.reset();
        server.faults.inject({ times: at - 1, matches: (method) => method === "PUT" });
        server.faults.inject({
          times: 1000,
          status: 403,
          body: server.errorBody("AccessDenied", 403),
          matches: (method) => method === "PUT",
        });
        await expect(bench.store("thing", "new")).rejects.toThrow("access denied");
        server.faults.reset();
        expect(await bench.load("thing")).toBe("old");
        expect(await loadVersion(bench, "current")).toBe("old");
      }
      await bench.store("thing", "new");
      expect(await bench.load("thing")).toBe("new");
      expect(await manager.versions("thing", bench)).toHaveLength(1);
    });
  });

  it("keep a whole current one when several store at once", async () => {
    await withBench({ uri: "data", keep: 1 }, async (bench, manager) => {
      await Promise.all(Array.from({ length: 8 }, (_, at) => bench.store("thing", { at })));
      const left = (await bench.load("thing")) as { at: number };
      expect(left.at).toBeGreaterThanOrEqual(0);
      expect(await loadVersion(bench, "current")).toMatchObject({ at: expect.any(Number) });
      await bench.store("thing", "last");
      expect((await manager.versions("thing", bench)).filter(({ isCurrent }) => isCurrent)).toHaveLength(1);
      expect(await bench.load("thing")).toBe("last");
    });
  });

  it("of which an older run recorded its own last, after a newer one removed it, give the newer one", async () => {
    await withBench({ uri: "data", keep: 1 }, async (bench) => {
      await bench.store("thing", "older");
      const older = await bench.records.latest("thing");
      await bench.store("thing", "newer");
      await bench.records.add(older as Materialization);
      expect(await bench.load("thing")).toBe("newer");
      expect(await bench.manager.preview?.(await bench.context("thing"), 1)).toEqual({ kind: "value", value: "newer" });
    });
  });

  it("of which an older run made its own the current one last, after a newer one removed it, give the newer one", async () => {
    await withBench({ uri: "data", keep: 1 }, async (bench) => {
      await bench.store("thing", "older");
      const current = join(bench.projectDir, "data/thing/@/current.json");
      const [older, record] = [readFileSync(current), await bench.records.latest("thing")];
      await bench.store("thing", "newer");
      writeFileSync(current, older);
      await bench.records.add(record as Materialization);
      expect(await bench.load("thing")).toBe("newer");
      expect(await bench.load("thing", undefined, { external: true })).toBe("newer");
      expect(await loadVersion(bench, "current")).toBe("newer");
    });
  });

  it("can be verified", async () => {
    await withBench({ uri: "data" }, async (bench) => {
      const { stored } = await bench.store("thing", { a: 1 });
      const verify = async () => bench.manager.verify?.(await bench.context("thing"));
      expect(await verify()).toMatchObject({ ok: true });
      const file = join(bench.projectDir, stored?.storedAt as string);
      writeFileSync(file, readFileSync(file, "utf8").replace("1", "2"));
      expect(await verify()).toMatchObject({ ok: false });
    });
  });

  it("begin with what was stored before there were any", async () => {
    await withBench({ uri: "data" }, async (bench) => {
      await new Bench(bench.projectDir, new FilesystemIOManager({ baseDir: "data" })).store("thing", "before");
      expect(await bench.load("thing")).toBe("before");
      await bench.store("thing", "after");
      expect(await bench.load("thing")).toBe("after");
      expect(existsSync(join(bench.projectDir, "data/thing.json"))).toBe(true);
    });
  });
});

describe("its options", () => {
  it.each([
    [{}, "VersionedIOManager needs a uri or a manager."],
    [{ uri: "data", keep: 0 }, "VersionedIOManager has keep: 0. Give a whole number from 1, or leave it out to keep all."],
    [{ manager: {} }, "VersionedIOManager got a manager that is not an I/O manager."],
    [
      { manager: { handleOutput() {}, loadInput() {} }, keep: 2 },
      "VersionedIOManager cannot keep 2 versions: IOManager cannot remove any. Leave keep out.",
    ],
  ])("%o are refused", (options, message) => {
    expect(() => new VersionedIOManager(options as never)).toThrow(message);
  });
});

// Managers that store values as objects: the suite for each root, and common rules: values are never lost, verified, and explained.
import { readdirSync, readFileSync, writeFileSync } from "node:fs";
import { basename, join } from "node:path";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { ObjectStoreIOManager } from "../../../runtime/io/object-store/manager.js";
import { openObjectStore } from "../../../runtime/io/object-store/open-store.js";
import { envVar } from "../../../runtime/sdk/env-var.js";
import { Bench, ioManagerSuite, sampledManagerSuite } from "../../support/io-manager-suite.js";
import { startAzure } from "../../support/servers/azure.js";
import { startGcs } from "../../support/servers/gcs.js";
import { startS3 } from "../../support/servers/s3.js";
import type { StoreServer } from "../../support/servers/store-server.js";

ioManagerSuite({ name: "ObjectStoreIOManager in a folder", make: () => new ObjectStoreIOManager({ uri: "data" }) });
sampledManagerSuite({
  name: "ObjectStoreIOManager in memory",
  make: (projectDir) => new ObjectStoreIOManager({ uri: `memory://suite/${basename(projectDir)}` }),
});

const SERVERS = [
  ["s3", startS3],
  ["gs", startGcs],
  ["az", startAzure],
] as const;

describe.each(SERVERS)("on %s", (scheme, start) => {
  let server: StoreServer;
  const make = (projectDir: string) => new ObjectStoreIOManager({ uri: `${server.uri}/${basename(projectDir)}`, ...server.options });
  beforeAll(async () => {
    server = await start();
  });
  afterAll(() => server?.stop());

  const suite = scheme === "s3" ? ioManagerSuite : sampledManagerSuite;
  suite({ name: `ObjectStoreIOManager on ${scheme}`, make });

  async function withBench(work: (bench: Bench, base: string) => Promise<void>): Promise<void> {
    const bench = await Bench.open(make);
    try {
      await work(bench, `${server.uri}/${basename(bench.projectDir)}`);
    } finally {
      server.faults.reset();
      await bench.close();
    }
  }

  it("records address, size and hash, and reads what the record says", async () => {
    await withBench(async (bench, base) => {
      const { stored, metadata } = await bench.store("a/thing", { x: 1 });
      expect(stored).toMatchObject({ storedAt: `${base}/a/thing.json`, format: "json", bytes: 12 });
      expect(stored?.details?.sha256).toMatch(/^[0-9a-f]{64}$/);
      expect(metadata.uri).toEqual({ type: "text", value: `${base}/a/thing.json` });
      // A manager with a moved root still finds what the record names.
      const moved = new Bench(bench.projectDir, new ObjectStoreIOManager({ uri: `${server.uri}/moved`, ...server.options }));
      expect(await moved.load("a/thing")).toEqual({ x: 1 });
    });
  });

  it("keeps the old value when the network breaks in the middle of a store", async () => {
    await withBench(async (bench) => {
      await bench.store("thing", { old: true });
      server.faults.inject({ times: 1000, cutUploadAfter: 1000, matches: (method) => method !== "GET" && method !== "HEAD" });
      await expect(bench.store("thing", { text: "x".repeat(100_000) })).rejects.toThrow(
        /thing cannot be stored: \[..\] cannot write ..:\/\/lake\/.*thing\.json: .*The old value is still stored/,
      );
      server.faults.reset();
      expect(await bench.load("thing")).toEqual({ old: true });
      await bench.store("thing", { text: "y" });
      expect(await bench.load("thing")).toEqual({ text: "y" });
    });
  });

  it("keeps the old value where access is denied, whatever the new form, and says nothing secret", async () => {
    await withBench(async (bench) => {
      await bench.store("thing", { old: true });
      server.faults.inject({
        times: 1000,
        status: 403,
        body: server.errorBody("AccessDenied", 403),
        matches: (method) => method !== "HEAD",
      });
      const told = await bench.store("thing", new Map([[1, 2n]])).catch((error: Error) => error);
      expect((told as Error).message).toContain("access denied");
      expect((told as Error).message).not.toContain(server.secret);
      server.faults.reset();
      expect(await bench.load("thing")).toEqual({ old: true });
      await bench.store("thing", new Map([[1, 2n]]));
      expect(await bench.load("thing")).toEqual(new Map([[1, 2n]]));
    });
  });

  it("removes the old form once the new record is there, and not a minute before", async () => {
    await withBench(async (bench, base) => {
      const store = await openObjectStore(base, server.options);
      const names = async () => {
        const all: string[] = [];
        for await (const { name } of store.list()) all.push(name);
        return all;
      };
      await bench.store("thing", { a: 1 });
      server.faults.inject({ times: 5, status: 500, matches: (method) => method === "DELETE" });
      await expect(bench.store("thing", 2n)).rejects.toThrow("cannot delete");
      expect(await names()).toEqual(["thing.json", "thing.v8"]);
      server.faults.reset();
      expect(await bench.load("thing")).toBe(2n);
      await store.close();
    });
  });

  it("keeps a whole value when several write one asset in different forms", async () => {
    await withBench(async (bench) => {
      const values: unknown[] = [{ a: 1 }, 7n, new Float64Array([1, 2]), Buffer.from("abc"), new Map([["k", 1]])];
      await bench.store("thing", { first: true });
      await Promise.all(values.map((value) => bench.store("thing", value)));
      const left = await bench.load("thing");
      expect(values.map((value) => (Buffer.isBuffer(value) ? new Uint8Array(value) : value))).toContainEqual(left);
    });
  });

  it("streams batches larger than one part, in and out", async () => {
    await withBench(async (bench) => {
      const text = "x".repeat(1000);
      async function* batches() {
        for (let at = 0; at < 25; at++) yield Array.from({ length: 1000 }, (_, row) => ({ id: at * 1000 + row, text }));
      }
      const { stored } = await bench.store("thing", batches(), { form: "batches" });
      expect(stored).toMatchObject({ rows: 25_000, details: { inPieces: true } });
      const loaded = (await bench.load("thing", { form: "batches" })) as { id: number }[];
      expect(loaded.map(({ id }) => id)).toEqual(Array.from({ length: 25_000 }, (_, id) => id));
    });
  });

  it("verifies what is stored against the record", async () => {
    await withBench(async (bench, base) => {
      const store = await openObjectStore(base, server.options);
      await bench.store("thing", { a: 1 });
      const verify = async () => bench.manager.verify?.(await bench.context("thing"));
      expect(await verify()).toMatchObject({ ok: true });
      const good = Buffer.from(await store.get("thing.json"));
      await store.put("thing.json", Buffer.from(good.toString().replace("1", "2")));
      expect(await verify()).toMatchObject({ ok: false, reason: expect.stringContaining("has the SHA-256") });
      await store.put("thing.json", good.subarray(0, 5));
      expect(await verify()).toEqual({ ok: false, reason: `${base}/thing.json has 5 bytes, but the record says ${good.length}` });
      await store.delete("thing.json");
      expect(await verify()).toEqual({ ok: false, reason: `there is nothing at ${base}/thing.json` });
      await expect(bench.load("thing")).rejects.toThrow(`looked at ${base}/thing.json. Materialize it first: millrace materialize thing`);
      await store.close();
    });
  });

  it("loads what others put there", async () => {
    await withBench(async (bench, base) => {
      const store = await openObjectStore(base, server.options);
      await store.put("raw/prices.json", Buffer.from("[1]"));
      expect(await bench.load("raw/prices", undefined, { external: true })).toEqual([1]);
      await store.put("raw/prices.bin", Buffer.from("x"));
      await expect(bench.load("raw/prices", undefined, { external: true })).rejects.toThrow(
        `[${scheme}] raw/prices could be any of ${base}/raw/prices.json, ${base}/raw/prices.bin. Keep one, and remove the others.`,
      );
      await store.close();
    });
  });
});

describe("in a folder", () => {
  it("notices a changed byte, a lost file and a torn one", async () => {
    const bench = await Bench.open(() => new ObjectStoreIOManager({ uri: "data" }));
    try {
      await bench.store("thing", { a: 1 });
      const file = join(bench.projectDir, "data/thing.json");
      const verify = async () => bench.manager.verify?.(await bench.context("thing"));
      expect(await verify()).toMatchObject({ ok: true });
      writeFileSync(file, readFileSync(file, "utf8").replace("1", "2"));
      expect(await verify()).toMatchObject({ ok: false, reason: expect.stringMatching(/^data\/thing\.json has the SHA-256/) });
      expect(readdirSync(join(bench.projectDir, "data"))).toEqual(["thing.json"]);
    } finally {
      await bench.close();
    }
  });
});

describe("its options", () => {
  it("name what is missing", () => {
    expect(() => new ObjectStoreIOManager({} as never)).toThrow(
      'ObjectStoreIOManager needs a uri. Write new ObjectStoreIOManager({ uri: "s3://',
    );
  });

  it("may come from the environment, read when they are needed", async () => {
    const manager = new ObjectStoreIOManager({ uri: envVar("MILLRACE_TEST_ROOT") });
    const bench = await Bench.open(() => manager);
    try {
      await expect(bench.store("thing", 1)).rejects.toThrow("the environment variable MILLRACE_TEST_ROOT is not set");
      process.env.MILLRACE_TEST_ROOT = "elsewhere";
      expect((await bench.store("thing", 1)).stored?.storedAt).toBe("elsewhere/thing.json");
    } finally {
      delete process.env.MILLRACE_TEST_ROOT;
      await bench.close();
    }
  });
});

// All stores behave the same: on disk, in memory, and with the real protocols of S3, Google Cloud Storage and Azure.
import { createHash, randomBytes } from "node:crypto";
import { mkdtemp, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { AbsentObjectError, type ObjectStore } from "../../../runtime/io/object-store/object-store.js";
import { openObjectStore } from "../../../runtime/io/object-store/open-store.js";
import { startAzure } from "../../support/servers/azure.js";
import { startGcs } from "../../support/servers/gcs.js";
import { startS3 } from "../../support/servers/s3.js";
import type { StoreServer } from "../../support/servers/store-server.js";
import { isSoak } from "../../support/trials.js";

interface Opened {
  readonly store: ObjectStore;
  readonly server: StoreServer | null;
  close(): Promise<void>;
}

const local = async (uri: string): Promise<Opened> => {
  const dir = await mkdtemp(join(tmpdir(), "millrace-store-"));
  const store = await openObjectStore(uri, {}, dir);
  return { store, server: null, close: () => rm(dir, { recursive: true, force: true }) };
};
const remote = async (starting: Promise<StoreServer>): Promise<Opened> => {
  const server = await starting;
  const store = await openObjectStore(server.uri, server.options);
  return {
    store,
    server,
    close: async () => {
      await store.close();
      await server.stop();
    },
  };
};

const STORES: [string, () => Promise<Opened>][] = [
  ["file", () => local("data/base")],
  ["memory", () => local("memory://test/base")],
  ["s3", () => remote(startS3())],
  ["gs", () => remote(startGcs())],
  ["az", () => remote(startAzure())],
];

const text = (bytes: Uint8Array) => Buffer.from(bytes).toString("utf8");
const bytes = (content: string) => Buffer.from(content);
const MB = 1024 * 1024;

async function names(store: ObjectStore, prefix?: string): Promise<string[]> {
  const all: string[] = [];
  for await (const { name } of store.list(prefix)) all.push(name);
  return all;
}

describe.each(STORES)("the store %s", (scheme, open) => {
  let opened: Opened;
  let store: ObjectStore;

  beforeAll(async () => {
    opened = await open();
    store = opened.store;
  });
  afterAll(() => opened?.close());

  it("gives back what it was given, whole, in ranges and as a stream", async () => {
    await store.put("a/b.txt", bytes("0123456789"));
    expect(text(await store.get("a/b.txt"))).toBe("0123456789");
    expect(text(await store.range("a/b.txt", 2, 5))).toBe("234");
    expect(text(await store.range("a/b.txt", 8, 100))).toBe("89");
    expect((await store.range("a/b.txt", 3, 3)).length).toBe(0);
    expect((await store.range("a/b.txt", 10, 20)).length).toBe(0);
    const chunks: Uint8Array[] = [];
    for await (const chunk of store.stream("a/b.txt")) chunks.push(chunk);
    expect(Buffer.concat(chunks).toString()).toBe("0123456789");
  });

  it("replaces, and keeps an empty object apart from none", async () => {
    await store.put("r", bytes("old and longer"));
    const before = await store.head("r");
    await store.put("r", bytes("new"));
    expect(text(await store.get("r"))).toBe("new");
    const after = await store.head("r");
    expect([after?.name, after?.size]).toEqual(["r", 3]);
    expect(after?.etag).not.toBe(before?.etag);
    expect(Math.abs((after?.modified.getTime() ?? 0) - Date.now())).toBeLessThan(60_000);
    await store.put("empty", new Uint8Array(0));
    expect((await store.get("empty")).length).toBe(0);
    expect((await store.head("empty"))?.size).toBe(0);
  });

  it("says in one way that there is nothing", async () => {
    const address = store.addressOf("no/thing");
    await expect(store.get("no/thing")).rejects.toThrow(new AbsentObjectError(address));
    await expect(store.range("no/thing", 0, 1)).rejects.toBeInstanceOf(AbsentObjectError);
    await expect(
      (async () => {
        for await (const _ of store.stream("no/thing"));
      })(),
    ).rejects.toBeInstanceOf(AbsentObjectError);
    expect(await store.head("no/thing")).toBeNull();
    await store.delete("no/thing");
  });

  it("lists by prefix, in order, over several pages", async () => {
    const count = scheme === "az" ? 30 : 130;
    const made = Array.from({ length: count }, (_, at) => `list/${String(at).padStart(4, "0")}`);
    for (let at = 0; at < count; at += 20) await Promise.all(made.slice(at, at + 20).map((name) => store.put(name, bytes(name))));
    expect(await names(store, "list/")).toEqual(made);
    expect(await names(store, "list/000")).toEqual(made.slice(0, 10));
    expect(await names(store, "nothing/")).toEqual([]);
    await store.delete("list/0003");
    expect(await names(store, "list/000")).toHaveLength(9);
  });

  it("takes any name", async () => {
    const hostile = [
      "sp ace",
      "per%20cent",
      "ünïcødé🎈",
      "plus+and&amp=",
      "quote'\"",
      "a=b,c;d",
      "~.-_",
      "(x)!*",
      "#frag?query",
      "1".repeat(200),
    ];
    for (const name of hostile) await store.put(`hostile/${name}`, bytes(name));
    for (const name of hostile) expect(text(await store.get(`hostile/${name}`)), name).toBe(name);
    expect((await names(store, "hostile/")).sort()).toEqual(hostile.map((name) => `hostile/${name}`).sort());
  });

  it("takes large content in pieces, in any size, and gives it back exactly", async () => {
    const size = (isSoak ? 37 : 21) * MB + 12_345;
    const content = randomBytes(size);
    const hash = createHash("sha256").update(content).digest("hex");
    async function* inPieces() {
      for (let at = 0, step = 1; at < size; at += step, step = Math.min(step * 3, 5 * MB)) yield content.subarray(at, at + step);
    }
    await store.put("large", inPieces());
    expect(
      createHash("sha256")
        .update(await store.get("large"))
        .digest("hex"),
    ).toBe(hash);
    await store.put("large", content);
    expect((await store.head("large"))?.size).toBe(size);
    expect(Buffer.compare(await store.range("large", 20 * MB, 20 * MB + 1000), content.subarray(20 * MB, 20 * MB + 1000))).toBe(0);
  });

  it("keeps the old content when the source breaks off, early and late", async () => {
    await store.put("broken", bytes("old"));
    for (const after of [1, 40]) {
      async function* broken() {
        for (let at = 0; at < after; at++) yield Buffer.alloc(MB, 7);
        throw new Error("the source broke off");
      }
      await expect(store.put("broken", broken())).rejects.toThrow("the source broke off");
      expect(text(await store.get("broken"))).toBe("old");
    }
    expect((await names(store, "broken")).sort()).toEqual(["broken"]);
  });

  it("lets connections go that nobody reads to the end", async () => {
    await store.put("left", Buffer.alloc(4 * MB, 1));
    for (let at = 0; at < 70; at++) {
      for await (const chunk of store.stream("left")) {
        expect(chunk[0]).toBe(1);
        break;
      }
    }
    expect((await store.get("left")).length).toBe(4 * MB);
  });

  it("keeps one of two writers' content, whole", async () => {
    const contents = [Buffer.alloc(3 * MB, 1), Buffer.alloc(2 * MB, 2), Buffer.alloc(MB, 3)];
    await Promise.all(contents.map((content) => store.put("two", content)));
    const left = await store.get("two");
    expect(contents.some((content) => Buffer.compare(content, left) === 0)).toBe(true);
  });

  it("stops when its signal is aborted, and keeps the old content", async () => {
    await store.put("stopped", bytes("old"));
    const controller = new AbortController();
    async function* endless() {
      for (let at = 0; at < 1000; at++) {
        if (at === 3) controller.abort(new Error("canceled"));
        yield Buffer.alloc(MB);
      }
    }
    await expect(store.put("stopped", endless(), controller.signal)).rejects.toThrow();
    expect(text(await store.get("stopped"))).toBe("old");
  });
});

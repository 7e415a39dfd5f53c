// Random operations with random faults, on every kind of server: confirmed values are present; unconfirmed ones are old or new.
import { createHash } from "node:crypto";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { AbsentObjectError, type ObjectStore } from "../../../runtime/io/object-store/object-store.js";
import { openObjectStore } from "../../../runtime/io/object-store/open-store.js";
import { fc } from "../../support/properties.js";
import { startAzure } from "../../support/servers/azure.js";
import type { Fault } from "../../support/servers/fault-proxy.js";
import { startGcs } from "../../support/servers/gcs.js";
import { startS3 } from "../../support/servers/s3.js";
import type { StoreServer } from "../../support/servers/store-server.js";
import { firstOf, trials } from "../../support/trials.js";

const MB = 1024 * 1024;
const fault = fc.oneof(
  fc.record({ times: fc.integer({ min: 1, max: 7 }), status: fc.constantFrom(429, 500, 503, 403) }),
  fc.record({ times: fc.integer({ min: 1, max: 7 }), cutUploadAfter: fc.constantFrom(0, 100, 30_000) }),
  fc.record({ times: fc.integer({ min: 1, max: 7 }), cutDownloadAfter: fc.constantFrom(0, 100, 30_000) }),
);
const size = fc.constantFrom(0, 1, 1000, 100_000, 17 * MB);
const act = fc.record({
  kind: fc.constantFrom("put", "put", "put", "get", "delete"),
  name: fc.constantFrom("a", "b/c"),
  size: fc.oneof({ weight: 9, arbitrary: fc.constantFrom(0, 1, 1000, 100_000) }, { weight: 1, arbitrary: size }),
  faults: fc.array(fault, { maxLength: 2 }),
});

const SERVERS = [
  ["s3", startS3],
  ["gs", startGcs],
  ["az", startAzure],
] as const;

describe.each(firstOf(SERVERS))("the store %s", (_scheme, start) => {
  let server: StoreServer;
  let roots = 0;
  beforeAll(async () => {
    server = await start();
  });
  afterAll(() => server?.stop());

  it("never loses or tears what it holds", async () => {
    await fc.assert(
      fc.asyncProperty(fc.array(act, { minLength: 3, maxLength: 10 }), async (acts) => {
        const store = await openObjectStore(`${server.uri}/storm${++roots}`, { ...server.options, retries: 3, retryDelay: 1 });
        // The possible contents of each name: one after a success, two after a failure. Null means that the object does not exist.
        const possible = new Map<string, (string | null)[]>([
          ["a", [null]],
          ["b/c", [null]],
        ]);
        for (const [at, { kind, name, size, faults }] of acts.entries()) {
          const content = Buffer.alloc(size, at + 1);
          for (const each of faults) server.faults.inject(each as Fault);
          const before = possible.get(name) as (string | null)[];
          const wanted = kind === "put" ? hash(content) : kind === "delete" ? null : undefined;
          const went = await perform(store, kind, name, content).then(
            () => true,
            () => false,
          );
          server.faults.reset();
          if (wanted !== undefined) possible.set(name, went ? [wanted] : [...before, wanted]);
          const held = await heldBy(store, name);
          expect(possible.get(name), `${kind} ${name}`).toContain(held);
          possible.set(name, [held]);
        }
        await store.close();
      }),
      { numRuns: trials(25) },
    );
  });

  it("goes on with a large upload when the server restarts in the middle of it", async () => {
    const store = await openObjectStore(server.uri, { ...server.options, retries: 20, retryDelay: 50 });
    const content = Buffer.concat(Array.from({ length: 60 }, (_, at) => Buffer.alloc(MB, at)));
    let returning: Promise<void> | null = null;
    async function* pieces() {
      for (let at = 0; at < 60; at++) {
        if (at === 40) {
          await server.down();
          returning = server.up();
        }
        yield content.subarray(at * MB, (at + 1) * MB);
      }
    }
    await store.put("restarted", pieces());
    await returning;
    expect(await heldBy(store, "restarted")).toBe(hash(content));
    await store.close();
  });
});

async function perform(store: ObjectStore, kind: string, name: string, content: Buffer): Promise<void> {
  if (kind === "put") await store.put(name, content);
  else if (kind === "delete") await store.delete(name);
  else await heldBy(store, name);
}

async function heldBy(store: ObjectStore, name: string): Promise<string | null> {
  try {
    return hash(await store.get(name));
  } catch (error) {
    if (error instanceof AbsentObjectError) return null;
    throw error;
  }
}

function hash(bytes: Uint8Array): string {
  return `${bytes.length}:${createHash("sha256").update(bytes).digest("hex")}`;
}

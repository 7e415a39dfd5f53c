// Objects in the memory of this process, for tests.
import { randomUUID } from "node:crypto";
import { AbsentObjectError, collect, type ObjectHead, type ObjectStore } from "./object-store.js";

interface Kept {
  readonly bytes: Uint8Array;
  readonly head: ObjectHead;
}

const stores = new Map<string, Map<string, Kept>>();

/** `memory://<name>/<prefix>`: stores with the same name share their objects. */
export function memoryStore(name: string, prefix: string): ObjectStore {
  const objects = stores.get(name) ?? new Map<string, Kept>();
  stores.set(name, objects);
  const addressOf = (object: string) => `memory://${name}/${prefix}${object}`;
  const found = (object: string): Kept => {
    const kept = objects.get(prefix + object);
    if (kept === undefined) throw new AbsentObjectError(addressOf(object));
    return kept;
  };
  return {
    scheme: "memory",
    addressOf,
    get: async (object) => found(object).bytes.slice(),
    range: async (object, start, end) => found(object).bytes.slice(start, end),
    async *stream(object) {
      yield found(object).bytes.slice();
    },
    async put(object, content, signal) {
      const bytes = new Uint8Array(content instanceof Uint8Array ? content : await collect(unlessAborted(content, signal)));
      objects.set(prefix + object, { bytes, head: { name: object, size: bytes.length, etag: randomUUID(), modified: new Date() } });
    },
    head: async (object) => objects.get(prefix + object)?.head ?? null,
    async *list(below = "") {
      const names = [...objects.keys()].filter((key) => key.startsWith(prefix + below)).sort();
      for (const key of names) yield { ...(objects.get(key) as Kept).head, name: key.slice(prefix.length) };
    },
    delete: async (object) => {
      objects.delete(prefix + object);
    },
    close: async () => undefined,
  };
}

async function* unlessAborted(content: Iterable<Uint8Array> | AsyncIterable<Uint8Array>, signal: AbortSignal | undefined) {
  for await (const piece of content) {
    signal?.throwIfAborted();
    yield piece;
  }
}

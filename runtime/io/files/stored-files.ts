// Values as objects below one root: addresses, hashes, records and messages, shared by all file-like managers.
import { createHash } from "node:crypto";
import { join } from "node:path";
import type { StoredAs } from "../../contract/run.js";
import { shownPath } from "../../disk/state-folder.js";
import { type EnvVar, readSetting } from "../../sdk/env-var.js";
import { type InputContext, MissingValueError, type OutputContext, type Verified } from "../../sdk/io-manager.js";
import { MetadataValue } from "../../sdk/metadata.js";
import { AbsentObjectError, type Bytes, type ObjectStore, pieces } from "../object-store/object-store.js";
import { type ObjectStoreOptions, openObjectStore, parseAddress } from "../object-store/open-store.js";
import { type FileParts, ownBuffer } from "../parquet/read.js";
import { asFormer, namedBy, namingOf, type Placed, stemBy } from "./value-names.js";

/** An encoded value: its bytes, and the content of its record. */
export interface Outgoing {
  /** Below the root, with `/`. */
  readonly name: string;
  readonly format: string;
  readonly content: Bytes;
  readonly rows?: () => number | undefined;
  readonly details?: Readonly<Record<string, unknown>>;
}

/** The address of a stored value. */
export interface Located {
  readonly store: ObjectStore;
  readonly name: string;
  readonly address: string;
}

/** The root of a manager. The store below it is opened on first use. */
export class StoredFiles {
  readonly #root: string | EnvVar;
  readonly #options: ObjectStoreOptions;
  readonly #opened = new Map<string, Promise<ObjectStore>>();

  constructor(root: string | EnvVar, options: ObjectStoreOptions) {
    this.#root = root;
    this.#options = options;
  }

  /** The address of an object with this name. Does no I/O. */
  addressOf(name: string, projectDir: string): string {
    const root = parseAddress(readSetting(this.#root), projectDir);
    if (root.scheme === "file") return shownPath(projectDir, join(root.path, ...name.split("/")));
    return `${root.scheme}://${root.bucket}/${root.prefix}${name}`;
  }

  /** The name of a value without its extension, in the naming of this root. */
  stemOf(placed: Placed): string {
    return stemBy(this.#naming(placed), placed);
  }

  /** The value, with partition paths in the naming of this root. */
  present(placed: Placed): Placed {
    return namedBy(this.#naming(placed), placed);
  }

  /** The value, as versions up to 0.3 named it below this root; null when the name is the same. */
  former(placed: Placed): Placed | null {
    const former = asFormer(placed);
    return this.stemOf(former) === this.stemOf(placed) ? null : former;
  }

  #naming({ projectDir }: Placed) {
    return namingOf(parseAddress(readSetting(this.#root), projectDir).scheme);
  }

  /** The store below the root. */
  open(projectDir: string): Promise<ObjectStore> {
    return this.#open(readSetting(this.#root), projectDir);
  }

  /** The store and name for an `address` in a record, which may be below an older root. */
  async at(address: string, projectDir: string): Promise<Located> {
    const root = this.addressOf("", projectDir).replace(/\/?$/, "/");
    if (address.startsWith(root)) return { store: await this.open(projectDir), name: address.slice(root.length), address };
    const { scheme, ...rest } = parseAddress(address, projectDir);
    if ("path" in rest) {
      const at = Math.max(rest.path.lastIndexOf("/"), rest.path.lastIndexOf("\\"));
      return { store: await this.#open(rest.path.slice(0, at + 1), projectDir), name: rest.path.slice(at + 1), address };
    }
    const base = `${scheme}://${rest.bucket}/`;
    return { store: await this.#open(base, projectDir), name: address.slice(base.length), address };
  }

  /** Stores in one step: the old value stays until the last byte is written. The record gets size and SHA-256 of the bytes. */
  async write(context: OutputContext, outgoing: Outgoing): Promise<StoredAs> {
    const store = await this.open(context.projectDir);
    const hash = createHash("sha256");
    let bytes = 0;
    const seen = (chunk: Uint8Array) => {
      // Two gigabytes are too large for one call.
      for (const piece of pieces(chunk)) hash.update(piece);
      bytes += chunk.length;
    };
    await store.put(outgoing.name, watchedBy(seen, outgoing.content), context.signal);
    const storedAt = store.addressOf(outgoing.name);
    context.addOutputMetadata(store.scheme === "file" ? { path: MetadataValue.path(storedAt) } : { uri: MetadataValue.text(storedAt) });
    const rows = outgoing.rows?.();
    return {
      storedAt,
      format: outgoing.format,
      bytes,
      ...(rows === undefined ? {} : { rows }),
      details: { ...outgoing.details, sha256: hash.digest("hex") },
    };
  }

  /** Copies an object byte by byte to another name below this root, in one step. The rest of the record stays the same. */
  async copy({ store, name, address }: Located, to: string, context: InputContext): Promise<StoredAs> {
    const { materialization } = context.upstreamOutput;
    const target = await this.open(context.projectDir);
    if ((await store.head(name, context.signal)) === null) throw missing(context, address);
    const storedAt = target.addressOf(to);
    if (storedAt !== address) await target.put(to, store.stream(name, context.signal), context.signal);
    return { format: "bytes", ...materialization?.stored, storedAt };
  }

  async read({ store, name, address }: Located, context: InputContext): Promise<Uint8Array> {
    try {
      return await store.get(name, context.signal);
    } catch (error) {
      throw error instanceof AbsentObjectError ? missing(context, address) : error;
    }
  }

  async *stream({ store, name, address }: Located, context: InputContext): AsyncGenerator<Uint8Array> {
    try {
      yield* store.stream(name, context.signal);
    } catch (error) {
      throw error instanceof AbsentObjectError ? missing(context, address) : error;
    }
  }

  /** The stored object, to be read in parts. */
  async parts({ store, name, address }: Located, context: InputContext): Promise<FileParts> {
    const { signal } = context;
    const head = await store.head(name, signal);
    if (head === null) throw missing(context, address);
    return {
      byteLength: head.size,
      slice: async (start, end = head.size) => ownBuffer(await store.range(name, start, end, signal)),
      async unchanged() {
        const now = await store.head(name, signal);
        if (now?.etag !== head.etag) throw new Error("another value was stored there while this one was read. Run again.");
      },
    };
  }

  /** Reads every byte of the stored object and compares it with the record. */
  async compare({ store, name, address }: Located, stored: StoredAs | null, signal?: AbortSignal): Promise<Verified> {
    const hash = createHash("sha256");
    let bytes = 0;
    try {
      for await (const chunk of store.stream(name, signal)) {
        hash.update(chunk);
        bytes += chunk.length;
      }
    } catch (error) {
      return { ok: false, reason: (error as Error).message };
    }
    if (stored?.bytes !== undefined && stored.bytes !== bytes)
      return { ok: false, reason: `${address} has ${bytes} bytes, but the record says ${stored.bytes}` };
    const expected = stored?.details?.sha256;
    const found = hash.digest("hex");
    if (expected !== undefined && expected !== found)
      return { ok: false, reason: `${address} has the SHA-256 ${found}, but the record says ${expected}` };
    return { ok: true, by: expected === undefined ? "reading" : "hash" };
  }

  async close(): Promise<void> {
    const all = [...this.#opened.values()];
    this.#opened.clear();
    for (const opening of all) await (await opening.catch(() => null))?.close();
  }

  #open(uri: string, projectDir: string): Promise<ObjectStore> {
    const key = `${projectDir}\n${uri}`;
    const known = this.#opened.get(key);
    if (known !== undefined) return known;
    const opening = openObjectStore(uri, this.#options, projectDir);
    this.#opened.set(key, opening);
    opening.catch(() => this.#opened.delete(key));
    return opening;
  }
}

/** The prefix of messages about a store. */
export function labelOf({ store }: Located): string {
  return store.scheme === "file" ? "filesystem" : store.scheme;
}

export function missing(context: InputContext, lookedAt: string): MissingValueError {
  const partition = context.hasPartitions ? context.partitionKey : undefined;
  return new MissingValueError(context.assetKey, lookedAt, context.upstreamOutput.external, partition);
}

function watchedBy(seen: (chunk: Uint8Array) => void, content: Bytes): Bytes {
  if (content instanceof Uint8Array) {
    seen(content);
    return content;
  }
  return (async function* () {
    for await (const chunk of content) {
      seen(chunk);
      yield chunk;
    }
  })();
}

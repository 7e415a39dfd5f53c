// What an object store is: bytes under names, replaced whole or not at all, wherever they lie.

export type StoreScheme = "file" | "memory" | "s3" | "gs" | "az";

/** Bytes of a value: at once, or in pieces as they are made. */
export type Bytes = Uint8Array | Iterable<Uint8Array> | AsyncIterable<Uint8Array>;

export interface ObjectHead {
  /** Relative to the store's root, `/`-separated. */
  readonly name: string;
  /** Bytes. */
  readonly size: number;
  /** Another one whenever the content is another. */
  readonly etag: string;
  readonly modified: Date;
}

/**
 * Bytes by name below one root. Names are `/`-separated. Every failure is an error that names the address and the remedy and holds no
 * credential; that there is nothing under a name is an `AbsentObjectError`, whatever the store calls it.
 */
export interface ObjectStore {
  readonly scheme: StoreScheme;
  /** Where an object lies, for people and records: `s3://bucket/prefix/name`, or a path. */
  addressOf(name: string): string;
  get(name: string, signal?: AbortSignal): Promise<Uint8Array>;
  /** Bytes from `start` to `end`, the end not included; fewer when the object ends before. */
  range(name: string, start: number, end: number, signal?: AbortSignal): Promise<Uint8Array>;
  /** The bytes in order, in pieces of the store's choice. A connection that breaks is resumed where it broke. */
  stream(name: string, signal?: AbortSignal): AsyncIterable<Uint8Array>;
  /** Replaces the object in one step: until the last byte has arrived, and when anything fails, the old content stays. */
  put(name: string, content: Bytes, signal?: AbortSignal): Promise<void>;
  /** Null when there is none. */
  head(name: string, signal?: AbortSignal): Promise<ObjectHead | null>;
  /** Every object whose name starts with `prefix`, in order of name. */
  list(prefix?: string, signal?: AbortSignal): AsyncIterable<ObjectHead>;
  /** No error when there is none. */
  delete(name: string, signal?: AbortSignal): Promise<void>;
  close(): Promise<void>;
}

/** There is no object of this name. */
export class AbsentObjectError extends Error {
  readonly address: string;

  constructor(address: string) {
    super(`there is nothing at ${address}`);
    this.name = "AbsentObjectError";
    this.address = address;
  }
}

/** One array of all pieces. `size`, where it is known, saves a copy. */
export async function collect(pieces: Iterable<Uint8Array> | AsyncIterable<Uint8Array>, size?: number): Promise<Uint8Array> {
  if (size === undefined) {
    const all: Uint8Array[] = [];
    for await (const piece of pieces) all.push(piece);
    return all.length === 1 ? (all[0] as Uint8Array) : Buffer.concat(all);
  }
  const whole = new Uint8Array(size);
  let at = 0;
  for await (const piece of pieces) {
    whole.set(piece, at);
    at += piece.length;
  }
  return at === size ? whole : whole.subarray(0, at);
}

/** Pieces small enough for one write call. */
export function* pieces(bytes: Uint8Array, size = 8 * 1024 * 1024): Generator<Uint8Array> {
  for (let at = 0; at < bytes.length; at += size) yield bytes.subarray(at, at + size);
}

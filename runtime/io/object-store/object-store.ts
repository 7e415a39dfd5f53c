// The interface of object stores: bytes under names. An object is replaced completely or not at all.

export type StoreScheme = "file" | "memory" | "s3" | "gs" | "az";

/** The bytes of a value: all at once, or in pieces. */
export type Bytes = Uint8Array | Iterable<Uint8Array> | AsyncIterable<Uint8Array>;

export interface ObjectHead {
  /** Relative to the store's root, with `/`. */
  readonly name: string;
  /** The size in bytes. */
  readonly size: number;
  /** It changes whenever the content changes. */
  readonly etag: string;
  readonly modified: Date;
}

/**
 * Bytes by name below one root. Names contain `/`. Every failure is an error with the address and the remedy, and without credentials. A
 * missing object is an `AbsentObjectError` in every store.
 */
export interface ObjectStore {
  readonly scheme: StoreScheme;
  /** The address of an object, for users and records: `s3://bucket/prefix/name`, or a path. */
  addressOf(name: string): string;
  get(name: string, signal?: AbortSignal): Promise<Uint8Array>;
  /** Bytes from `start` to `end` (exclusive); fewer when the object ends earlier. */
  range(name: string, start: number, end: number, signal?: AbortSignal): Promise<Uint8Array>;
  /** The bytes in order, in pieces of any size. After a broken connection, reading continues where it stopped. */
  stream(name: string, signal?: AbortSignal): AsyncIterable<Uint8Array>;
  /** Replaces the object in one step. The old content stays until the last byte has arrived, and after a failure. */
  put(name: string, content: Bytes, signal?: AbortSignal): Promise<void>;
  /** Null when the object does not exist. */
  head(name: string, signal?: AbortSignal): Promise<ObjectHead | null>;
  /** Every object whose name starts with `prefix`, sorted by name. */
  list(prefix?: string, signal?: AbortSignal): AsyncIterable<ObjectHead>;
  /** A missing object is not an error. */
  delete(name: string, signal?: AbortSignal): Promise<void>;
  close(): Promise<void>;
}

/** The object does not exist. */
export class AbsentObjectError extends Error {
  readonly address: string;

  constructor(address: string) {
    super(`there is nothing at ${address}`);
    this.name = "AbsentObjectError";
    this.address = address;
  }
}

/** One array of all pieces. A known `size` saves a copy. */
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

/** Pieces that are small enough for one write call. */
export function* pieces(bytes: Uint8Array, size = 8 * 1024 * 1024): Generator<Uint8Array> {
  for (let at = 0; at < bytes.length; at += size) yield bytes.subarray(at, at + size);
}

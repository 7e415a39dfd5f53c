// A cloud store: the same retries, multipart uploads and resumed downloads over the drivers of all vendors.
import { constants } from "node:buffer";
import pRetry from "p-retry";
import { AbsentObjectError, type Bytes, collect, type ObjectHead, type ObjectStore, type StoreScheme } from "./object-store.js";
import { explain, mayPass, meaningOf, StoreError, type Verb } from "./store-error.js";
import { type Upload, uploadInParts } from "./upload.js";
import { withDeadline } from "./with-deadline.js";

/** The calls of one vendor, each without retries; names include the prefix. They throw the errors of the vendor's library. */
export interface StoreDriver {
  readonly scheme: StoreScheme;
  /** `s3://bucket/`: the prefix of all full names. */
  readonly base: string;
  /** The credentials in use, so that messages do not repeat them. */
  readonly secrets: readonly string[];
  /** The maximum number of parts of one upload that are sent at the same time. */
  readonly partsAtOnce: number;
  /** From `start` to the end, or to `end` (exclusive). */
  read(name: string, start: number, end: number | null, signal: AbortSignal): Promise<ObjectBody>;
  put(name: string, bytes: Uint8Array, signal: AbortSignal): Promise<void>;
  upload(name: string, signal: AbortSignal): Promise<Upload>;
  /** Rejects when the object does not exist. */
  head(name: string, signal: AbortSignal): Promise<ObjectHead>;
  page(prefix: string, token: string | undefined, signal: AbortSignal): Promise<ObjectPage>;
  delete(name: string, signal: AbortSignal): Promise<void>;
  close?(): void;
}

export interface ObjectBody {
  /** The size of the whole object. */
  readonly size: number;
  readonly etag: string;
  readonly chunks: AsyncIterable<Uint8Array>;
  /** Closes the connection, even if not everything was read. */
  stop(): void;
}

export interface ObjectPage {
  readonly objects: readonly ObjectHead[];
  readonly next: string | undefined;
}

export interface RetryOptions {
  /** Retries of a request after a broken connection, throttling or an error of the server. Default: 5. */
  readonly retries?: number;
  /** Milliseconds before the first retry; doubled each time up to 10 s, with jitter. Default: 200. */
  readonly retryDelay?: number;
  /** Seconds without an answer, or without another byte, after which an attempt is canceled. Default: 60. */
  readonly timeout?: number;
}

/** Larger objects are sent in parts. */
export const PART_SIZE = 16 * 1024 * 1024;
const SLOWEST = 200_000 / 1000;
const never = new AbortController().signal;

/** The store below `prefix`, which is empty or ends with `/`. */
export function cloudStore(driver: StoreDriver, prefix: string, options: RetryOptions = {}): ObjectStore {
  const { retries = 5, retryDelay = 200, timeout = 60 } = options;
  const { scheme } = driver;
  const addressOf = (name: string) => driver.base + prefix + name;

  /** One request with retries. The number of transferred `bytes` extends the deadline. */
  async function attempt<T>(verb: Verb, name: string, signal: AbortSignal, bytes: number, work: (signal: AbortSignal) => Promise<T>) {
    let tries = 0;
    try {
      return await pRetry(
        () => {
          tries++;
          return withDeadline(timeout * 1000 + bytes / SLOWEST, signal, work);
        },
        {
          retries,
          factor: 2,
          minTimeout: retryDelay,
          maxTimeout: 10_000,
          randomize: true,
          signal,
          shouldRetry: ({ error }) => !signal.aborted && mayPass(meaningOf(error)),
        },
      );
    } catch (error) {
      if (signal.aborted) throw error;
      if (verb === "read" && meaningOf(error) === "absent") throw new AbsentObjectError(addressOf(name));
      throw explain(error, { scheme, verb, address: addressOf(name), tries, secrets: driver.secrets });
    }
  }

  async function* read(name: string, from: number, to: number | null, signal: AbortSignal, onSize?: (size: number) => void) {
    let at = from;
    let etag: string | null = null;
    for (let failures = 0; ; ) {
      const body = await attempt("read", name, signal, 0, (deadline) => driver.read(prefix + name, at, to, deadline));
      if (etag !== null && body.etag !== etag) throw changed(scheme, addressOf(name));
      etag = body.etag;
      onSize?.(body.size);
      const end = Math.min(to ?? body.size, body.size);
      try {
        const chunks = body.chunks[Symbol.asyncIterator]();
        for (;;) {
          const { done, value } = await withDeadline(timeout * 1000, signal, () => chunks.next());
          if (done) break;
          at += value.length;
          failures = 0;
          yield value;
        }
        if (at < end) throw Object.assign(new Error("the connection ended before the last byte"), { code: "ERR_SHORT_READ" });
        return;
      } catch (error) {
        if (signal.aborted) throw error;
        if (at >= end && mayPass(meaningOf(error))) return;
        if (!mayPass(meaningOf(error)) || ++failures > retries)
          throw explain(error, { scheme, verb: "read", address: addressOf(name), tries: failures, secrets: driver.secrets });
      } finally {
        body.stop();
      }
    }
  }

  async function get(name: string, signal: AbortSignal): Promise<Uint8Array> {
    for (let tries = 1; ; tries++) {
      try {
        return await getOnce(name, signal);
      } catch (error) {
        if (!(error instanceof ChangedError) || tries > 3) throw error;
      }
    }
  }

  async function getOnce(name: string, signal: AbortSignal): Promise<Uint8Array> {
    let whole: Uint8Array | null = null;
    let at = 0;
    const onSize = (size: number) => {
      if (whole !== null) return;
      if (size > constants.MAX_LENGTH) throw tooLarge(scheme, addressOf(name), size);
      whole = new Uint8Array(size);
    };
    for await (const chunk of read(name, 0, null, signal, onSize)) {
      (whole as unknown as Uint8Array).set(chunk, at);
      at += chunk.length;
    }
    return whole as unknown as Uint8Array;
  }

  return {
    scheme,
    addressOf,
    get: (name, signal = never) => get(name, signal),
    async range(name, start, end, signal = never) {
      if (end <= start) return new Uint8Array(0);
      try {
        return await collect(read(name, start, end, signal));
      } catch (error) {
        if (error instanceof StoreError && error.meaning === "past the end") return new Uint8Array(0);
        throw error;
      }
    },
    stream: (name, signal = never) => read(name, 0, null, signal),
    async put(name, content, signal = never) {
      const write = <T>(bytes: number, work: (signal: AbortSignal) => Promise<T>) => attempt("write", name, signal, bytes, work);
      await uploadInParts(content as Bytes, {
        partSize: PART_SIZE,
        atOnce: driver.partsAtOnce,
        single: (bytes) => write(bytes.length, (deadline) => driver.put(prefix + name, bytes, deadline)),
        begin: () => write(0, (deadline) => driver.upload(prefix + name, deadline)),
        attempt: write,
      });
    },
    async head(name, signal = never) {
      try {
        const found = await attempt("look up", name, signal, 0, (deadline) => driver.head(prefix + name, deadline));
        return { ...found, name };
      } catch (error) {
        if (error instanceof StoreError && error.meaning === "absent") return null;
        throw error;
      }
    },
    async *list(below = "", signal = never) {
      for (let token: string | undefined, first = true; first || token !== undefined; first = false) {
        const page: ObjectPage = await attempt("list", below, signal, 0, (deadline) => driver.page(prefix + below, token, deadline));
        for (const object of page.objects) yield { ...object, name: object.name.slice(prefix.length) };
        token = page.next;
      }
    },
    async delete(name, signal = never) {
      try {
        await attempt("delete", name, signal, 0, (deadline) => driver.delete(prefix + name, deadline));
      } catch (error) {
        if (!(error instanceof StoreError) || error.meaning !== "absent") throw error;
      }
    },
    close: async () => driver.close?.(),
  };
}

class ChangedError extends StoreError {}

function changed(scheme: StoreScheme, address: string): StoreError {
  return new ChangedError(`[${scheme}] cannot read ${address}: it was replaced while it was read. Run again.`, "other");
}

/** An object that is too large for an array in Node. */
export function tooLarge(scheme: string, address: string, size: number): StoreError {
  const gigabytes = (bytes: number) => (bytes / 2 ** 30).toFixed(1);
  return new StoreError(
    `[${scheme}] cannot read ${address}: it has ${gigabytes(size)} GB, and an array in Node ${process.version} has at most ${gigabytes(constants.MAX_LENGTH)} GB. Store it in smaller parts (batches, partitions).`,
    "other",
  );
}

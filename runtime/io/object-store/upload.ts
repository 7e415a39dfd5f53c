// Uploads content of unknown length: one request if it is small, several parts if it is large. A failed upload leaves nothing behind.
import { type Bytes, pieces } from "./object-store.js";

/** An upload that becomes visible only with `complete`. */
export interface Upload {
  /** `number` from 1. */
  part(number: number, bytes: Uint8Array, signal: AbortSignal): Promise<void>;
  complete(signal: AbortSignal): Promise<void>;
  abort(): Promise<void>;
}

export interface UploadRule {
  readonly partSize: number;
  readonly atOnce: number;
  single(bytes: Uint8Array): Promise<void>;
  begin(): Promise<Upload>;
  /** One request with the store's retries. */
  attempt<T>(bytes: number, work: (signal: AbortSignal) => Promise<T>): Promise<T>;
}

/** Sends all of `content`. On an error, it aborts the upload and rejects with the error of the source or the store. */
export async function uploadInParts(content: Bytes, rule: UploadRule): Promise<void> {
  if (content instanceof Uint8Array && content.length <= rule.partSize) return rule.single(content);
  const parts = inParts(content instanceof Uint8Array ? pieces(content, rule.partSize) : content, rule.partSize)[Symbol.asyncIterator]();
  const first = await parts.next();
  const second = first.done ? first : await parts.next();
  if (second.done) return rule.single(first.done ? new Uint8Array(0) : first.value);
  const upload = await rule.begin().catch(async (error) => {
    await parts.return?.(undefined);
    throw error;
  });
  const travelling = new Set<Promise<void>>();
  const state: { failure?: unknown } = {};
  try {
    let number = 0;
    let length = 0;
    for (let next: IteratorResult<Uint8Array> = first; !next.done; next = number === 1 ? second : await parts.next()) {
      const at = ++number;
      const bytes = next.value;
      length += bytes.length;
      const sent: Promise<void> = rule
        .attempt(bytes.length, (signal) => upload.part(at, bytes, signal))
        .catch((error) => {
          state.failure ??= error;
        })
        .finally(() => travelling.delete(sent));
      travelling.add(sent);
      if (travelling.size >= rule.atOnce) await Promise.race(travelling);
      if (state.failure !== undefined) throw state.failure;
    }
    await Promise.all(travelling);
    if (state.failure !== undefined) throw state.failure;
    // The store joins the parts, which takes longer for larger objects.
    await rule.attempt(length, (signal) => upload.complete(signal));
  } catch (error) {
    await Promise.all(travelling);
    await parts.return?.(undefined);
    await upload.abort().catch(() => undefined);
    throw error;
  }
}

/** Parts of growing size, so that the maximum of 10,000 parts is enough for more than a terabyte. */
async function* inParts(source: Iterable<Uint8Array> | AsyncIterable<Uint8Array>, partSize: number): AsyncGenerator<Uint8Array> {
  let waiting: Uint8Array[] = [];
  let length = 0;
  let made = 0;
  for await (const piece of source) {
    let rest = piece;
    for (;;) {
      const wanted = partSize * (1 + Math.floor(made / 500));
      if (length + rest.length < wanted) break;
      waiting.push(rest.subarray(0, wanted - length));
      rest = rest.subarray(wanted - length);
      yield waiting.length === 1 ? (waiting[0] as Uint8Array) : Buffer.concat(waiting);
      waiting = [];
      length = 0;
      made++;
    }
    if (rest.length > 0) waiting.push(rest);
    length += rest.length;
  }
  if (length > 0) yield waiting.length === 1 ? (waiting[0] as Uint8Array) : Buffer.concat(waiting);
}

// Writes and reads long arrays as JSON piece by piece, so that the whole text is never in memory.
import { parseJson } from "../values/exact-json.js";
import { reasonAgainstJson } from "../values/json-safe.js";

export interface JsonChunks {
  readonly chunks: Iterable<Uint8Array> | AsyncIterable<Uint8Array>;
  /** The text is an array with some of its elements in each line. */
  readonly inPieces: boolean;
  /** Available after the chunks have been read. */
  readonly rows?: () => number;
}

const PIECE = 10_000;

/**
 * Small values are formatted for users, with line breaks. Large arrays and batches are written in pieces, because a string has a maximum
 * length.
 */
export function jsonChunks(value: unknown): JsonChunks {
  if (typeof value === "object" && value !== null && Symbol.asyncIterator in value) return ofBatches(value as AsyncIterable<unknown>);
  if (!Array.isArray(value) || value.length <= PIECE) {
    const text = written(value);
    if (text !== null) return { chunks: [Buffer.from(text.length < 100_000 ? JSON.stringify(value, null, 2) : text)], inPieces: false };
    if (!Array.isArray(value)) throw tooLong();
  }
  return { chunks: arrayChunks(value), inPieces: true };
}

function* arrayChunks(rows: unknown[]): Generator<Uint8Array> {
  let isFirst = true;
  for (let at = 0; at < rows.length; at += PIECE) {
    for (const text of texts(rows.slice(at, at + PIECE))) {
      yield Buffer.from(`${isFirst ? "[" : ",\n"}${text}`);
      isFirst = false;
    }
  }
  yield Buffer.from(isFirst ? "[]" : "]");
}

function ofBatches(batches: AsyncIterable<unknown>): JsonChunks {
  let rows = 0;
  async function* chunks(): AsyncGenerator<Uint8Array> {
    yield Buffer.from("[");
    for await (const batch of batches) {
      if (!Array.isArray(batch))
        throw new TypeError(`a batch is ${batch === null ? "null" : typeof batch}, not an array of rows. Yield arrays.`);
      const reason = reasonAgainstJson(batch);
      if (reason !== null)
        throw new TypeError(
          `batches are stored as JSON, which cannot represent this: ${reason}. Return an array instead, or use DuckDBIOManager.`,
        );
      for (let at = 0; at < batch.length; at += PIECE) {
        const piece = batch.slice(at, at + PIECE);
        for (const text of texts(piece)) {
          yield Buffer.from(`${rows === 0 ? "" : ",\n"}${text}`);
          rows++;
        }
        rows += piece.length - 1;
      }
    }
    yield Buffer.from("]");
  }
  return { chunks: chunks(), inPieces: true, rows: () => rows };
}

/** The elements without the brackets, in as few strings as possible. */
function* texts(elements: unknown[]): Generator<string> {
  if (elements.length === 0) return;
  const text = written(elements);
  if (text !== null) return void (yield text.slice(1, -1));
  if (elements.length === 1) throw tooLong();
  const half = elements.length >> 1;
  yield* texts(elements.slice(0, half));
  yield* texts(elements.slice(half));
}

/** Null when the text would exceed the maximum length. */
function written(value: unknown): string | null {
  try {
    return JSON.stringify(value);
  } catch (error) {
    if (error instanceof RangeError) return null;
    throw error;
  }
}

function tooLong(): TypeError {
  return new TypeError(
    "a part of the value is longer as JSON than a string in Node can be (512 MB). Return batches of smaller rows, bytes or a typed array.",
  );
}

/** The elements of an array that was written in pieces, in batches. The text of an element contains no line break. */
export async function* readPieces(bytes: AsyncIterable<Uint8Array>): AsyncGenerator<unknown[]> {
  let isFirst = true;
  let waiting: Uint8Array[] = [];
  const parsed = (line: Buffer, isLast: boolean): unknown[] => {
    const start = isFirst ? 1 : 0;
    isFirst = false;
    if (isLast && line.at(-1) !== 0x5d) throw new SyntaxError("the JSON ends before its array does");
    return parseJson(`[${line.toString("utf8", start, line.length - 1)}]`) as unknown[];
  };
  for await (const chunk of bytes) {
    let from = 0;
    for (let at = chunk.indexOf(0x0a); at !== -1; at = chunk.indexOf(0x0a, from)) {
      waiting.push(chunk.subarray(from, at));
      const elements = parsed(Buffer.concat(waiting), false);
      waiting = [];
      from = at + 1;
      if (elements.length > 0) yield elements;
    }
    if (from < chunk.length) waiting.push(chunk.slice(from));
  }
  const elements = parsed(Buffer.concat(waiting), true);
  if (elements.length > 0) yield elements;
}

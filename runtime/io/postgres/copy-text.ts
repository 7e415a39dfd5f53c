// Converts values to the text format of COPY (PostgreSQL documentation, "COPY", section "Text Format"), and splits that text into fields.

import type { Row } from "../tables/rows.js";
import { cellReader, exactDouble } from "../values/cells.js";
import { pathText, reasonAgainstJson } from "../values/json-safe.js";
import type { ServerKind } from "./column-types.js";

type Path = readonly (string | number)[];
type Encode = (value: unknown, path: Path) => string;

export interface EncodedColumn {
  readonly name: string;
  readonly kind: ServerKind;
}

/** A function that writes one row as one line. Throws a TypeError with the path of a value that the server cannot store. */
export function lineWriter(columns: readonly EncodedColumn[]): (row: Row, at: number) => string {
  const encoders = columns.map(({ kind }) => encoderOf(kind));
  const names = columns.map(({ name }) => name);
  const readers = names.map(cellReader);
  return (row, at) => {
    let line = "";
    for (let column = 0; column < names.length; column++) {
      const name = names[column] as string;
      const value = (readers[column] as (row: Row) => unknown)(row);
      if (column > 0) line += "\t";
      line += value === null || value === undefined ? "\\N" : (encoders[column] as Encode)(value, [at, name]);
    }
    return `${line}\n`;
  };
}

function encoderOf(kind: ServerKind): Encode {
  switch (kind) {
    case "bigint":
      return (value) => String(value);
    case "numeric":
      return (value, path) => numericText(value as number | bigint, path);
    case "double":
      return (value, path) => doubleText(value as number | bigint, path);
    case "boolean":
      return (value) => (value === true ? "t" : "f");
    case "timestamptz":
      return (value, path) => timestampText(value as Date, path);
    case "bytea":
      return (value) =>
        `\\\\x${Buffer.from((value as Uint8Array).buffer, (value as Uint8Array).byteOffset, (value as Uint8Array).byteLength).toString("hex")}`;
    case "json":
    case "unknown":
      return (value, path) => escaped(jsonText(value, path));
    default:
      return (value, path) => escaped(plainText(value as string, path));
  }
}

/** A number as text that is parsed to the same double. */
export function doubleText(value: number | bigint, path: Path): string {
  return Object.is(value, -0) ? "-0" : String(exactDouble(value, path));
}

/** The exact digits of a number; a numeric stores all of them. */
function numericText(value: number | bigint, path: Path): string {
  if (Object.is(value, -0))
    throw new TypeError(`${pathText(path)} is -0, and its column is numeric, which does not store the sign of 0. Return 0.`);
  return String(value);
}

/** Text without U+0000, which no column of the server can store. */
export function plainText(value: unknown, path: Path): string {
  const text = String(value);
  if (text.includes("\0"))
    throw new TypeError(`${pathText(path)} is text with U+0000, which PostgreSQL cannot store. Remove it, or store bytes (Uint8Array).`);
  return text;
}

/** The JSON of a value that JSON represents exactly. */
export function jsonText(value: unknown, path: Path): string {
  const reason = reasonAgainstJson(value);
  if (reason !== null)
    throw new TypeError(
      `${pathText(path)}${reason.slice(1)}. Lists, objects and columns of mixed kinds are stored as JSON, which cannot represent this. Give it a separate column, or store a value that JSON can represent.`,
    );
  const text = JSON.stringify(value);
  if (text.includes("\\u0000")) refuseZero(value, path);
  return text;
}

function refuseZero(value: unknown, path: Path): void {
  if (typeof value === "string") plainText(value, path);
  if (typeof value !== "object" || value === null) return;
  for (const [key, member] of Object.entries(value)) {
    plainText(key, [...path, key]);
    refuseZero(member, [...path, Array.isArray(value) ? Number(key) : key]);
  }
}

/** Julian day 0, 4714-11-24 BC, the first date of PostgreSQL's timestamps. */
const EARLIEST = -210_866_803_200_000;
/** JavaScript's Date ends before PostgreSQL's timestamps. */
const LATEST = 8.64e15;

/** `2026-01-02 03:04:05.678+00`, and `… BC` before the year 1. */
export function timestampText(value: Date, path: Path): string {
  const time = value.getTime();
  if (!(time >= EARLIEST && time <= LATEST))
    throw new TypeError(`${pathText(path)} is the date ${value.toISOString()}; PostgreSQL's begin with 4714-11-24 BC. Use null, or text.`);
  const year = value.getUTCFullYear();
  if (year >= 1 && year <= 9999) {
    const iso = value.toISOString();
    return `${iso.slice(0, 10)} ${iso.slice(11, 23)}+00`;
  }
  const rest = value
    .toISOString()
    .replace(/^[+-]?\d+-/, "")
    .replace("T", " ")
    .replace("Z", "+00");
  if (year >= 1) return `${String(year).padStart(4, "0")}-${rest}`;
  return `${String(1 - year).padStart(4, "0")}-${rest} BC`;
}

const SPECIAL = /[\\\t\n\r]/;
const ESCAPES: Readonly<Record<string, string>> = { "\\": "\\\\", "\t": "\\t", "\n": "\\n", "\r": "\\r" };

function escaped(text: string): string {
  return SPECIAL.test(text) ? text.replace(/[\\\t\n\r]/g, (character) => ESCAPES[character] as string) : text;
}

const UNESCAPES: Readonly<Record<string, string>> = { b: "\b", f: "\f", n: "\n", r: "\r", t: "\t", v: "\v" };

/** The fields of one line; null for `\N`. */
export function fieldsOfLine(line: string): (string | null)[] {
  const fields: (string | null)[] = line.split("\t");
  if (!line.includes("\\")) return fields;
  return fields.map((field) => (field === "\\N" ? null : unescaped(field as string)));
}

function unescaped(field: string): string {
  if (!field.includes("\\")) return field;
  return field.replace(/\\(.)/gs, (_, character: string) => UNESCAPES[character] ?? character);
}

/** The lines of a stream of bytes; a chunk may end anywhere. A newline within a value is written as `\n`, so every byte 10 ends a line. */
export async function* linesOf(chunks: AsyncIterable<Uint8Array>): AsyncGenerator<string[]> {
  let rest: Buffer[] = [];
  for await (const chunk of chunks) {
    const bytes = Buffer.from(chunk.buffer, chunk.byteOffset, chunk.byteLength);
    const end = bytes.lastIndexOf(10);
    if (end === -1) {
      rest.push(bytes);
      continue;
    }
    const text = Buffer.concat([...rest, bytes.subarray(0, end)]).toString("utf8");
    rest = end + 1 < bytes.length ? [bytes.subarray(end + 1)] : [];
    yield text.split("\n");
  }
}

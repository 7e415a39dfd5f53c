// Columns of rows in text formats: the kind of each column, and the conversion of its cells to text or JSON and back.
import type { DeclaredColumn } from "../../contract/asset.js";
import { halfPair, isWellFormed, refuseWhatIsLost } from "./cells.js";
import { parseJson } from "./exact-json.js";
import { nounOf, pathText, reasonAgainstJson, withArticle } from "./json-safe.js";

/** `json`: lists, objects, and columns that mix kinds. */
export type CellKind = "number" | "bigint" | "string" | "boolean" | "date" | "bytes" | "json";

/** Kinds by column. A column with only nulls has no kind. */
export type CellKinds = Record<string, CellKind>;

type Row = Readonly<Record<string, unknown>>;
type Path = readonly (string | number)[];

/** The names of the columns: those of the rows in order of appearance, then declared ones that no row has. */
export function columnNames(rows: readonly Row[], declared: readonly DeclaredColumn[]): string[] {
  const names = new Set<string>();
  for (const row of rows) for (const name of Object.keys(row)) names.add(name);
  for (const { name } of declared) names.add(name);
  return [...names];
}

/** Adds the kinds of the rows to `kinds`. With `fixed`, a column with a known kind must not get another one. */
export function noteKinds(kinds: CellKinds, rows: readonly Row[], fixed = false): void {
  for (const [at, row] of rows.entries()) {
    for (const name of Object.keys(row)) {
      const value = row[name];
      if (value === null || value === undefined) continue;
      const now = kindOfCell(value, [at, name]);
      // Records are read without keys that set an object's prototype, so the kind would be lost.
      if (name === "__proto__" && now !== "string")
        throw new TypeError(
          `the column "__proto__" contains a ${now}, and the record of a file cannot store a kind for that name. Rename the column.`,
        );
      const known = Object.hasOwn(kinds, name) ? kinds[name] : undefined;
      if (known === now || known === "json") continue;
      if (known !== undefined && fixed)
        throw new TypeError(
          `the column "${name}" contains ${known}s in the first batches and a ${now} in a later one. Give it one kind of value.`,
        );
      Object.defineProperty(kinds, name, {
        value: known === undefined ? now : "json",
        enumerable: true,
        configurable: true,
        writable: true,
      });
    }
  }
}

/** The declared kinds of columns of batches, whose values are not all known at once: columns with several possible kinds are JSON. */
export function mixedKinds(declared: readonly DeclaredColumn[]): CellKinds {
  const mixed = declared.filter(({ kind }) => kind === "unknown" || kind === "list" || kind === "struct");
  return Object.fromEntries(mixed.map(({ name }) => [name, "json"]));
}

function kindOfCell(value: unknown, path: Path): CellKind {
  switch (typeof value) {
    case "number":
    case "bigint":
    case "string":
    case "boolean":
      return typeof value as CellKind;
    case "object":
      return value instanceof Date ? "date" : value instanceof Uint8Array ? "bytes" : "json";
    default:
      throw new TypeError(`${pathText(path)} is a ${typeof value}, which no column can store. Return data only.`);
  }
}

/** A cell as text; null for null. Throws a TypeError with the path of a value that cannot be stored. */
export function textOfCell(value: unknown, kind: CellKind, path: Path): string | null {
  if (value === null || value === undefined) return null;
  if (kind === "json") return jsonText(value, path);
  if (typeof value === "string") return wellFormed(value, path);
  if (value instanceof Date) return isoOf(value, path);
  if (value instanceof Uint8Array) return base64Of(value, path);
  return Object.is(value, -0) ? "-0" : String(value);
}

/** A cell as a JSON value; values that JSON does not support become text. */
export function jsonOfCell(value: unknown, kind: CellKind, path: Path): unknown {
  if (value === null || value === undefined) return value;
  if (kind === "json") return JSON.parse(jsonText(value, path));
  const isPlain = kind === "boolean" || (kind === "number" && Number.isFinite(value) && !Object.is(value, -0));
  return isPlain ? value : textOfCell(value, kind, path);
}

function jsonText(value: unknown, path: Path): string {
  const reason = reasonAgainstJson(value);
  if (reason === null) return JSON.stringify(value);
  throw new TypeError(
    `${pathText(path)}${reason.slice(1)}, and the column is stored as JSON, which cannot represent this. Give the column one kind of value, or leave metadata.format out.`,
  );
}

function wellFormed(text: string, path: Path): string {
  if (isWellFormed(text)) return text;
  throw new TypeError(halfPair(path, "text"));
}

function isoOf(date: Date, path: Path): string {
  refuseWhatIsLost(date, path);
  if (!Number.isNaN(date.getTime())) return date.toISOString();
  throw new TypeError(`${pathText(path)} is an invalid Date, which no column can store. Use null.`);
}

function base64Of(bytes: Uint8Array, path: Path): string {
  refuseWhatIsLost(bytes, path);
  return Buffer.from(bytes.buffer, bytes.byteOffset, bytes.byteLength).toString("base64");
}

/** How the cells of one column are read: by the kind in the record, else by the declared kind, else unchanged. */
export interface CellReader {
  readonly kind: CellKind | null;
  readonly nullIsUndefined: boolean;
  /** Empty text stays text instead of null: the file is from another program, and the column is not nullable. */
  readonly emptyIsText: boolean;
}

export function readerOf(name: string, recorded: unknown, declared: readonly DeclaredColumn[]): CellReader {
  const column = declared.find((each) => each.name === name);
  const stored = kindIn(recorded, name);
  const wanted = column === undefined || column.kind === "unknown" ? null : column.kind;
  const asDeclared = wanted === "list" || wanted === "struct" ? "json" : wanted;
  return {
    kind: stored === "number" && wanted === "bigint" ? "bigint" : (stored ?? asDeclared),
    nullIsUndefined: column?.nullIsUndefined === true,
    emptyIsText: stored === null && column?.nullable === false && wanted === "string",
  };
}

function kindIn(recorded: unknown, name: string): CellKind | null {
  if (typeof recorded !== "object" || recorded === null || !Object.hasOwn(recorded, name)) return null;
  return (recorded as CellKinds)[name] ?? null;
}

/** The inverse of `textOfCell` and `jsonOfCell`. Throws an error with the value and the expected kind. */
export function cellOf(value: unknown, kind: CellKind | null, isText: boolean): unknown {
  if (value === null || value === undefined || kind === null) return value;
  if (kind === "json") return isText ? parseJson(value as string) : value;
  if (typeof value === kind) return value;
  const text = String(value);
  const read = READ[kind](text);
  if (read !== undefined) return read;
  throw new TypeError(`${JSON.stringify(text)} is not ${withArticle(kind)}`);
}

const READ: Readonly<Record<Exclude<CellKind, "json">, (text: string) => unknown>> = {
  number: (text) => (text === "NaN" ? Number.NaN : text.trim() === "" || Number.isNaN(Number(text)) ? undefined : Number(text)),
  bigint: (text) => (/^\s*[+-]?\d+\s*$/.test(text) ? BigInt(text) : undefined),
  string: (text) => text,
  boolean: (text) => (/^true$/i.test(text) ? true : /^false$/i.test(text) ? false : undefined),
  date: (text) => (Number.isNaN(Date.parse(text)) ? undefined : new Date(text)),
  bytes: (text) => new Uint8Array(Buffer.from(text, "base64")),
};

/** Throws unless the value is rows with valid names. The error says what the value is. */
export function refuseNoRows(value: unknown, format: string): asserts value is readonly Row[] {
  const remedy = `Return rows, or leave metadata.format out.`;
  if (!Array.isArray(value)) throw new TypeError(`the format ${format} is for rows, but the value is ${nounOf(value)}. ${remedy}`);
  for (let at = 0; at < value.length; at++) {
    const row: unknown = value[at];
    const prototype = typeof row === "object" && row !== null ? Object.getPrototypeOf(row) : undefined;
    if (prototype !== Object.prototype && prototype !== null)
      throw new TypeError(`the format ${format} is for rows, but $[${at}] is ${nounOf(row)}. ${remedy}`);
    for (const name of Object.keys(row as Row)) if (!isWellFormed(name)) throw new TypeError(halfPair([at, name], "a name"));
  }
}

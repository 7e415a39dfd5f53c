// Converts the server's texts to JavaScript values, according to the column's type and the declared kind.
import type { ColumnKind, DeclaredColumn } from "../../contract/asset.js";
import { toDeclaredKind } from "../values/column-kinds.js";
import { jsonOfColumn } from "../values/exact-json.js";
import { decimalAs, orText } from "../values/exact-numbers.js";

export interface ResultColumn {
  readonly name: string;
  /** The type's number (`pg_type.oid`), which is the same on every server for built-in types. */
  readonly oid: number;
}

export const OID = {
  bool: 16,
  bytea: 17,
  int8: 20,
  int2: 21,
  int4: 23,
  oid: 26,
  json: 114,
  float4: 700,
  float8: 701,
  date: 1082,
  timestamp: 1114,
  timestamptz: 1184,
  numeric: 1700,
  jsonb: 3802,
  /** Redshift's semi-structured type, sent as JSON text. */
  super: 4000,
  /** Redshift's bytes, sent as hexadecimal digits. */
  varbyte: 6551,
} as const;

type Decode = (text: string) => unknown;
export type MakeRow = (fields: readonly (string | null)[]) => Record<string, unknown>;

interface RowOptions {
  /** Returns the elements of an array's text; null when it is not a plain array. Without this function, arrays stay text. */
  readonly elementsOf?: (text: string) => readonly unknown[] | null;
  /** The rows are only displayed: values without an exact JavaScript value are returned as the server writes them. */
  readonly isShown?: boolean;
}

/**
 * A function that converts the texts of a row to a row object. A null is left out if the column's declared type allows undefined but not
 * null. A type without a JavaScript value stays text.
 */
export function rowMaker(
  columns: readonly ResultColumn[],
  declared: readonly DeclaredColumn[],
  { elementsOf, isShown = false }: RowOptions = {},
): MakeRow {
  const known = new Map(declared.map((column) => [column.name, column]));
  const decoders = columns.map(({ name, oid }) => {
    const decode = decoderOf(oid, known.get(name)?.kind, name) ?? (elementsOf === undefined ? null : arrayDecoder(oid, name, elementsOf));
    return decode !== null && isShown ? orText(decode) : decode;
  });
  const leftOut = columns.map(({ name }) => known.get(name)?.nullIsUndefined === true);
  const names = columns.map(({ name }) => name);
  const twin = names.find((name, at) => names.indexOf(name) !== at);
  if (twin !== undefined)
    throw new Error(`the query returns two columns named ${twin}, but a row has one value for each name. Rename one of them with "as".`);
  return (fields) => {
    const row: Record<string, unknown> = {};
    for (let at = 0; at < names.length; at++) {
      const text = fields[at] ?? null;
      if (text === null && leftOut[at] === true) continue;
      const decode = decoders[at] as Decode | null;
      const value = text === null || decode === null ? text : decode(text);
      const name = names[at] as string;
      if (name === "__proto__") Object.defineProperty(row, name, { value, writable: true, enumerable: true, configurable: true });
      else row[name] = value;
    }
    return row;
  };
}

/** The types of arrays (`pg_type.typarray`) whose elements are not text, with the types of their elements. */
const ELEMENTS: ReadonlyMap<number, number> = new Map([
  [1000, OID.bool],
  [1001, OID.bytea],
  [1005, OID.int2],
  [1007, OID.int4],
  [1016, OID.int8],
  [199, OID.json],
  [1021, OID.float4],
  [1022, OID.float8],
  [1115, OID.timestamp],
  [1182, OID.date],
  [1185, OID.timestamptz],
  [1231, OID.numeric],
  [3807, OID.jsonb],
]);
/** The arrays of `text`, `varchar`, `bpchar`, `uuid`, `time`, `timetz`, `interval`, `inet` and `cidr`. */
const ARRAYS_OF_TEXT: readonly number[] = [1009, 1015, 1014, 2951, 1183, 1270, 1187, 1041, 651];

function arrayDecoder(oid: number, name: string, elementsOf: (text: string) => readonly unknown[] | null): Decode | null {
  const element = ELEMENTS.get(oid);
  if (element === undefined && !ARRAYS_OF_TEXT.includes(oid)) return null;
  const decode = element === undefined ? null : decoderOf(element, undefined, name);
  const decoded = (value: unknown): unknown => {
    if (Array.isArray(value)) return value.map(decoded);
    return value === null || decode === null ? value : decode(value as string);
  };
  return (text) => elementsOf(text)?.map(decoded) ?? text;
}

function decoderOf(oid: number, kind: ColumnKind | undefined, name: string): Decode | null {
  switch (oid) {
    case OID.bool:
      return (text) => text === "t" || text === "true";
    case OID.int2:
    case OID.int4:
    case OID.oid:
    case OID.int8:
      if (kind === "string") return null;
      if (kind === "bigint") return (text) => BigInt(text);
      return (text) => (text.length < 16 ? Number(text) : toDeclaredKind(BigInt(text), kind, name));
    case OID.numeric:
      return (text) => numericValue(text, kind, name);
    case OID.float4:
    case OID.float8:
      if (kind === "string") return null;
      return kind === "bigint" ? (text) => toDeclaredKind(Number(text), kind, name) : Number;
    case OID.timestamptz:
    case OID.timestamp:
    case OID.date:
      return (text) => dateValue(text, name);
    case OID.bytea:
      return (text) => bytesOf(text.startsWith("\\x") ? text.slice(2) : Buffer.from(text, "latin1").toString("hex"));
    case OID.varbyte:
      return bytesOf;
    case OID.json:
    case OID.jsonb:
    case OID.super:
      return (text) => jsonOfColumn(text, name);
    default:
      return null;
  }
}

function bytesOf(hex: string): Uint8Array {
  return new Uint8Array(Buffer.from(hex, "hex"));
}

function numericValue(text: string, kind: ColumnKind | undefined, name: string): unknown {
  if (kind === "string") return text;
  if (/^-?\d+$/.test(text)) return toDeclaredKind(BigInt(text), kind, name);
  // NaN and the infinities, which numeric and JavaScript numbers both have.
  return /\d/.test(text) ? decimalAs(text, kind, name) : toDeclaredKind(Number(text), kind, name);
}

const TIMESTAMP = /^(\d{4,6})-(\d\d)-(\d\d)(?: (\d\d):(\d\d):(\d\d)(?:\.(\d{1,6}))?)?(?:([+-])(\d\d)(?::(\d\d))?(?::(\d\d))?)?( BC)?$/;

/** A date in the session's ISO style. A time without a zone is UTC. Fractions of a millisecond are cut off. */
function dateValue(text: string, name: string): Date {
  // Almost every date has this shape, which the JavaScript engine parses fast.
  if (text.length >= 22 && text[4] === "-" && text[10] === " " && text.endsWith("+00"))
    return new Date(`${text.slice(0, 10)}T${text.slice(11, -3)}Z`);
  const match = TIMESTAMP.exec(text);
  if (match === null) throw noDate(text, name);
  const [
    ,
    year,
    month,
    day,
    hour = 0,
    minute = 0,
    second = 0,
    fraction = "",
    sign,
    offsetHour = 0,
    offsetMinute = 0,
    offsetSecond = 0,
    bc,
  ] = match;
  const date = new Date(0);
  date.setUTCFullYear(bc === undefined ? Number(year) : 1 - Number(year), Number(month) - 1, Number(day));
  date.setUTCHours(Number(hour), Number(minute), Number(second), Number(fraction.padEnd(3, "0").slice(0, 3)));
  const offset = (Number(offsetHour) * 3600 + Number(offsetMinute) * 60 + Number(offsetSecond)) * 1000;
  const instant = new Date(date.getTime() - (sign === "-" ? -offset : offset));
  if (Number.isNaN(instant.getTime())) throw noDate(text, name);
  return instant;
}

function noDate(text: string, name: string): Error {
  return new Error(
    `the column ${name} holds the time "${text}", which a JavaScript Date cannot represent. Select it as text, or store null there.`,
  );
}

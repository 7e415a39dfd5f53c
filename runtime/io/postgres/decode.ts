// The server's texts as JavaScript values, by the type of the column and the kind that is declared.
import type { ColumnKind, DeclaredColumn } from "../../contract/asset.js";
import { toDeclaredKind } from "../column-kinds.js";

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

/**
 * A function that makes a row object of a row's texts. A null of a column whose declared type allows undefined alone is left out. `arrays`
 * gives the reader of an array type, where the library knows one; any other type stays text.
 */
export function rowMaker(
  columns: readonly ResultColumn[],
  declared: readonly DeclaredColumn[],
  arrays: (oid: number) => Decode | null = () => null,
): MakeRow {
  const known = new Map(declared.map((column) => [column.name, column]));
  const decoders = columns.map(({ name, oid }) => decoderOf(oid, known.get(name)?.kind, name) ?? arrays(oid));
  const leftOut = columns.map(({ name }) => known.get(name)?.nullIsUndefined === true);
  const names = columns.map(({ name }) => name);
  const twin = names.find((name, at) => names.indexOf(name) !== at);
  if (twin !== undefined)
    throw new Error(`the query gives two columns named ${twin}, of which a row can hold one. Name one of them with "as".`);
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

function decoderOf(oid: number, kind: ColumnKind | undefined, name: string): Decode | null {
  switch (oid) {
    case OID.bool:
      return (text) => text === "t" || text === "true";
    case OID.int2:
    case OID.int4:
    case OID.oid:
      return kind === "bigint" ? (text) => BigInt(text) : Number;
    case OID.int8:
      return kind === "bigint"
        ? (text) => BigInt(text)
        : (text) => (text.length < 16 ? Number(text) : toDeclaredKind(BigInt(text), kind, name));
    case OID.numeric:
      return (text) => numericValue(text, kind, name);
    case OID.float4:
    case OID.float8:
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
      return (text) => JSON.parse(text) as unknown;
    default:
      return null;
  }
}

function bytesOf(hex: string): Uint8Array {
  return new Uint8Array(Buffer.from(hex, "hex"));
}

function numericValue(text: string, kind: ColumnKind | undefined, name: string): unknown {
  const isWhole = /^-?\d+$/.test(text);
  if (isWhole) return toDeclaredKind(BigInt(text), kind, name);
  if (kind === "bigint" && /^-?\d+\.0*$/.test(text)) return BigInt(text.slice(0, text.indexOf(".")));
  if (kind !== "bigint") return Number(text);
  throw new Error(`the column ${name} holds ${text}, which is no bigint. Declare the column as number.`);
}

const TIMESTAMP = /^(\d{4,6})-(\d\d)-(\d\d)(?: (\d\d):(\d\d):(\d\d)(?:\.(\d{1,6}))?)?(?:([+-])(\d\d)(?::(\d\d))?(?::(\d\d))?)?( BC)?$/;

/** A date in the session's ISO style; a time without zone is UTC; what is smaller than a millisecond is cut off. */
function dateValue(text: string, name: string): Date {
  // Almost every one is of this shape, which the engine reads by itself.
  if (text.length >= 22 && text[4] === "-" && text[10] === " " && text.endsWith("+00"))
    return new Date(`${text.slice(0, 10)}T${text.slice(11, -3)}Z`);
  const match = TIMESTAMP.exec(text);
  if (match === null)
    throw new Error(
      `the column ${name} holds the time "${text}", which is no JavaScript Date. Select another column, or store null there.`,
    );
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
  if (sign === undefined) return date;
  const offset = (Number(offsetHour) * 3600 + Number(offsetMinute) * 60 + Number(offsetSecond)) * 1000;
  return new Date(date.getTime() - (sign === "-" ? -offset : offset));
}

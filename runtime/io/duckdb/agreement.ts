// Finds a common type for two types of one column, so that no value of another partition changes when a partition is stored.
import type { DuckDBListType, DuckDBStructType, DuckDBType } from "@duckdb/node-api";
import { quoted } from "../tables/quoted.js";
import { exactSql } from "./schema.js";

/**
 * The SQL type that represents every value of both types exactly; null when there is none. Undefined for types that JavaScript values get
 * (whole numbers of 64 bits and more with DOUBLE, JSON): there the values decide.
 */
export function agreedType(a: DuckDBType, b: DuckDBType): string | null | undefined {
  const [first, second] = [a.toString(), b.toString()];
  if (exactSql(a) === exactSql(b) && a.alias === b.alias) return a.alias ?? exactSql(a);
  if (a.alias === "JSON" || b.alias === "JSON") return undefined;
  if (isList(a) && isList(b)) {
    const element = agreedType(a.valueType, b.valueType);
    return typeof element === "string" ? `${element}[]` : element;
  }
  if (isStruct(a) && isStruct(b)) return agreedStruct(a, b);
  return agreedScalar(first, second);
}

const isList = (type: DuckDBType): type is DuckDBListType => type.toString().endsWith("[]");
const isStruct = (type: DuckDBType): type is DuckDBStructType => type.toString().startsWith("STRUCT(");

function agreedStruct(a: DuckDBStructType, b: DuckDBStructType): string | null | undefined {
  const others = new Map(b.entryNames.map((name, at) => [name, b.entryTypes[at] as DuckDBType]));
  const own = new Set(a.entryNames);
  const fields = a.entryNames.map((name, at) => {
    const [type, other] = [a.entryTypes[at] as DuckDBType, others.get(name)];
    return other === undefined ? exactSql(type) : agreedType(type, other);
  });
  if (fields.includes(null)) return null;
  if (fields.includes(undefined)) return a.entryTypes.every((type, at) => isOurs(fields[at], type)) ? undefined : null;
  const added = [...others].filter(([name]) => !own.has(name)).map(([name, type]) => `${quoted(name)} ${exactSql(type)}`);
  return `STRUCT(${[...a.entryNames.map((name, at) => `${quoted(name)} ${fields[at]}`), ...added].join(", ")})`;
}

/** When the values of a struct decide, every other field must keep its type. */
function isOurs(agreed: string | null | undefined, type: DuckDBType): boolean {
  return agreed === undefined || agreed === exactSql(type) || agreed === type.alias;
}

function agreedScalar(a: string, b: string): string | null | undefined {
  const both = [a, b];
  const has = (...names: readonly string[]) => names.every((name) => both.includes(name));
  if (both.every((name) => WHOLE.has(name))) return whole(a, b);
  if (both.every((name) => WHOLE.has(name) || isDecimal(name))) return decimal(a, b);
  if (has("FLOAT", "DOUBLE")) return "DOUBLE";
  const fractions = both.find((name) => name === "FLOAT" || name === "DOUBLE");
  const number = both.find((name) => WHOLE.has(name));
  if (fractions !== undefined && number !== undefined) return withFractions(number, fractions);
  if (both.every((name) => TIMES.includes(name)))
    return TIMES[Math.max(TIMES.indexOf("TIMESTAMP_S"), ...both.map((name) => TIMES.indexOf(name)))];
  if (both.every((name) => name === "VARCHAR" || name === "UUID" || /^ENUM\(.*\)$/.test(name))) return "VARCHAR";
  return both.every((name) => OURS.has(name)) ? undefined : null;
}

/** The types that JavaScript values get, besides whole numbers. */
const OURS: ReadonlySet<string> = new Set(["DOUBLE", "VARCHAR", "BOOLEAN", "TIMESTAMP", "BLOB", "BIGINT", "HUGEINT"]);

/** Each type contains the previous ones; a date is its midnight. The range of nanoseconds is smaller than that of the others. */
const TIMES: readonly string[] = ["DATE", "TIMESTAMP_S", "TIMESTAMP_MS", "TIMESTAMP"];

interface Whole {
  readonly bits: number;
  readonly signed: boolean;
}

/** Whole numbers: the number of bits, and whether they are signed; the smaller type before the larger. */
const WHOLE: ReadonlyMap<string, Whole> = new Map<string, Whole>(
  [8, 16, 32, 64, 128].flatMap((bits, at) => {
    const name = ["TINYINT", "SMALLINT", "INTEGER", "BIGINT", "HUGEINT"][at] as string;
    return [
      [name, { bits, signed: true }],
      [`U${name}`, { bits, signed: false }],
    ] as const;
  }),
);

const wholeOf = (name: string): Whole => WHOLE.get(name) as Whole;

function holds(one: Whole, other: Whole): boolean {
  if (one.signed) return other.signed ? one.bits >= other.bits : one.bits > other.bits;
  return !other.signed && one.bits >= other.bits;
}

function whole(a: string, b: string): string | null {
  return [...WHOLE].find(([, type]) => holds(type, wholeOf(a)) && holds(type, wholeOf(b)))?.[0] ?? null;
}

/** The mantissa of FLOAT has 24 bits, of DOUBLE 53. */
function withFractions(number: string, fractions: string): string | undefined {
  const { bits } = wholeOf(number);
  if (bits <= 16) return fractions;
  return bits <= 32 ? "DOUBLE" : undefined;
}

const isDecimal = (name: string): boolean => /^DECIMAL\(\d+,\d+\)$/.test(name);

/** The maximum number of digits of DuckDB's decimals. */
const MOST_DIGITS = 38;

function decimal(a: string, b: string): string | null {
  const parts = [a, b].map(digitsOf);
  const before = Math.max(...parts.map((part) => part.before));
  const after = Math.max(...parts.map((part) => part.after));
  return before + after > MOST_DIGITS ? null : `DECIMAL(${before + after},${after})`;
}

/** The number of digits before and after the decimal point. */
function digitsOf(name: string): { readonly before: number; readonly after: number } {
  const [, width, scale] = /^DECIMAL\((\d+),(\d+)\)$/.exec(name) ?? [];
  if (width !== undefined) return { before: Number(width) - Number(scale), after: Number(scale) };
  const { bits, signed } = wholeOf(name);
  return { before: String(2n ** BigInt(signed ? bits - 1 : bits)).length, after: 0 };
}

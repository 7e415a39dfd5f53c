// Converts the columns of an Arrow table for DuckDB: the SQL type of each Arrow type, and the values without a conversion to JavaScript values.
import type { DuckDBValue } from "@duckdb/node-api";
import type { Table } from "../../sdk/relation.js";
import { quoted } from "../tables/quoted.js";

type DuckDB = typeof import("@duckdb/node-api");

export interface ExactColumn {
  readonly name: string;
  /** The type in DuckDB's notation. */
  readonly sql: string;
  values(duckdb: DuckDB): DuckDBValue[];
}

/**
 * The metadata key of a field's extension type, and the extension type of JSON:
 * https://arrow.apache.org/docs/format/CanonicalExtensions.html
 */
export const EXTENSION = "ARROW:extension:name";
export const ARROW_JSON = "arrow.json";

interface ArrowField {
  readonly name: string;
  readonly type: ArrowType;
  readonly metadata?: ReadonlyMap<string, string>;
}

/** The used part of Arrow's types; `typeId` as in the Arrow format's own Schema.fbs. */
interface ArrowType {
  readonly typeId: number;
  readonly bitWidth?: number;
  readonly isSigned?: boolean;
  readonly precision?: number;
  readonly scale?: number;
  readonly unit?: number;
  readonly timezone?: string | null;
  readonly children?: readonly ArrowField[] | null;
}

interface ArrowData {
  readonly type: ArrowType;
  readonly length: number;
  readonly values: { readonly [at: number]: unknown };
  readonly valueOffsets: { readonly [at: number]: number | bigint };
  readonly children: readonly ArrowData[];
  readonly stride: number;
  getValid(at: number): boolean;
}

const INT = 2;
const FLOAT = 3;
const BINARY = 4;
const UTF8 = 5;
const BOOL = 6;
const DECIMAL = 7;
const DATE = 8;
const TIMESTAMP = 10;
const LIST = 12;
const STRUCT = 13;
const FIXED_SIZE_BINARY = 15;
const LARGE_BINARY = 19;
const LARGE_UTF8 = 20;
const DICTIONARY = -1;

/**
 * The columns of an apache-arrow table; null for a table with a type that has no counterpart in DuckDB, and for a table of another library.
 */
export function exactColumns(table: Table): readonly (ExactColumn | null)[] {
  return table.schema.fields.map((field) => {
    const type = (field as Partial<ArrowField>).type;
    const chunks = (table.getChild(field.name) as { data?: readonly ArrowData[] } | null | undefined)?.data;
    const sql = type === undefined ? null : sqlOf(field as ArrowField);
    if (sql === null && type !== undefined) refuseChanged(field as ArrowField);
    if (type === undefined || sql === null || !Array.isArray(chunks)) return null;
    const column = table.getChild(field.name) as Iterable<unknown>;
    const values = (duckdb: DuckDB) =>
      type.typeId === DICTIONARY ? ([...column] as DuckDBValue[]) : chunks.flatMap((chunk) => valuesOf(chunk, duckdb));
    return { name: field.name, sql, values };
  });
}

/** Types whose values would change: a map would become a list of its values, a time a number. The ids are those of the Arrow format. */
const CHANGED: Readonly<Record<number, string>> = {
  9: "times of day",
  10: "instants with a zone that are not counted in microseconds",
  11: "intervals",
  14: "unions",
  16: "lists of fixed length",
  17: "maps",
  18: "durations",
};

function refuseChanged({ name, type }: ArrowField, path = name): void {
  const what = sqlOf({ name, type }) === null ? CHANGED[type.typeId] : undefined;
  if (what !== undefined)
    throw new TypeError(
      `the Arrow column ${path} holds ${what}, which change when a DuckDB table stores them. Convert the column, or store the table in a file.`,
    );
  for (const child of type.children ?? []) refuseChanged(child, `${path}.${child.name}`);
}

/** Null when there is no counterpart. */
function sqlOf({ type, metadata }: ArrowField): string | null {
  switch (type.typeId) {
    case BOOL:
      return "BOOLEAN";
    case INT:
      return INTEGERS[`${type.isSigned === false ? "u" : ""}${type.bitWidth}`] ?? null;
    case FLOAT:
      return type.precision === 2 ? "DOUBLE" : type.precision === 1 ? "FLOAT" : null;
    case UTF8:
    case LARGE_UTF8:
      return metadata?.get(EXTENSION) === ARROW_JSON ? "JSON" : "VARCHAR";
    case BINARY:
    case LARGE_BINARY:
    case FIXED_SIZE_BINARY:
      return "BLOB";
    case DECIMAL:
      return type.bitWidth === 128 ? `DECIMAL(${type.precision},${type.scale})` : null;
    case DATE:
      return type.unit === 0 ? "DATE" : null;
    case TIMESTAMP:
      return type.timezone ? (type.unit === 2 ? "TIMESTAMP WITH TIME ZONE" : null) : (TIMESTAMPS[type.unit ?? -1] ?? null);
    case LIST: {
      const element = type.children?.[0] === undefined ? null : sqlOf(type.children[0]);
      return element === null ? null : `${element}[]`;
    }
    case STRUCT: {
      const fields = (type.children ?? []).map((field) => [field.name, sqlOf(field)] as const);
      if (fields.length === 0 || fields.some(([, sql]) => sql === null)) return null;
      return `STRUCT(${fields.map(([name, sql]) => `${quoted(name)} ${sql}`).join(", ")})`;
    }
    case DICTIONARY: {
      const { dictionary } = type as unknown as { readonly dictionary: ArrowType };
      return dictionary.typeId === UTF8 ? "VARCHAR" : null;
    }
    default:
      return null;
  }
}

const INTEGERS: Readonly<Record<string, string>> = {
  "8": "TINYINT",
  "16": "SMALLINT",
  "32": "INTEGER",
  "64": "BIGINT",
  u8: "UTINYINT",
  u16: "USMALLINT",
  u32: "UINTEGER",
  u64: "UBIGINT",
};

/** By Arrow's unit: seconds, milliseconds, microseconds, nanoseconds. */
const TIMESTAMPS = ["TIMESTAMP_S", "TIMESTAMP_MS", "TIMESTAMP", "TIMESTAMP_NS"];

function valuesOf(data: ArrowData, duckdb: DuckDB): DuckDBValue[] {
  const value = reader(data, duckdb);
  return Array.from({ length: data.length }, (_, at) => (data.getValid(at) ? value(at) : null));
}

function reader(data: ArrowData, duckdb: DuckDB): (at: number) => DuckDBValue {
  const { type, values, valueOffsets } = data;
  const start = (at: number) => Number(valueOffsets[at]);
  const slice = (at: number) => (values as unknown as Uint8Array).subarray(start(at), start(at + 1));
  switch (type.typeId) {
    case BOOL: {
      // A slice of a chunk may start within a byte.
      const { offset } = data as unknown as { readonly offset: number };
      return (at) => ((values[(offset + at) >> 3] as number) & (1 << ((offset + at) & 7))) !== 0;
    }
    case UTF8:
    case LARGE_UTF8:
      return (at) => Buffer.from(slice(at)).toString("utf8");
    case BINARY:
    case LARGE_BINARY:
      return (at) => new duckdb.DuckDBBlobValue(slice(at));
    case FIXED_SIZE_BINARY:
      return (at) => new duckdb.DuckDBBlobValue((values as unknown as Uint8Array).subarray(at * data.stride, (at + 1) * data.stride));
    case DECIMAL:
      return (at) => new duckdb.DuckDBDecimalValue(unscaled(values, at), type.precision ?? 38, type.scale ?? 0);
    case DATE:
      return (at) => new duckdb.DuckDBDateValue(values[at] as number);
    case TIMESTAMP: {
      const classes = [
        duckdb.DuckDBTimestampSecondsValue,
        duckdb.DuckDBTimestampMillisecondsValue,
        duckdb.DuckDBTimestampValue,
        duckdb.DuckDBTimestampNanosecondsValue,
      ];
      const Class = type.timezone ? duckdb.DuckDBTimestampTZValue : (classes[type.unit ?? 2] as new (count: bigint) => DuckDBValue);
      return (at) => new Class(values[at] as bigint) as DuckDBValue;
    }
    case LIST: {
      const elements = data.children[0] === undefined ? [] : valuesOf(data.children[0], duckdb);
      return (at) => new duckdb.DuckDBListValue(elements.slice(start(at), start(at + 1)));
    }
    case STRUCT: {
      const fields = data.children.map((child, at) => [type.children?.[at]?.name ?? "", valuesOf(child, duckdb)] as const);
      return (at) => new duckdb.DuckDBStructValue(Object.fromEntries(fields.map(([name, members]) => [name, members[at] ?? null])));
    }
    default:
      return (at) => values[at] as DuckDBValue;
  }
}

/** 128 bits in four words, least significant first, two's complement. */
function unscaled(words: { readonly [at: number]: unknown }, at: number): bigint {
  let value = 0n;
  for (let word = 3; word >= 0; word--) value = (value << 32n) | BigInt((words[at * 4 + word] as number) >>> 0);
  return BigInt.asIntN(128, value);
}

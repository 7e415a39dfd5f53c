// Reads a query's rows: converts the columns of each chunk to JavaScript values, then to rows, in bounded memory.
import type { DuckDBDataChunk, DuckDBResult, DuckDBType, DuckDBValue } from "@duckdb/node-api";
import type { ColumnKind, DeclaredColumn } from "../../contract/asset.js";
import { toDeclaredKind } from "../values/column-kinds.js";
import { jsonOfColumn } from "../values/exact-json.js";
import { decimalAs, floored, orText, scaled } from "../values/exact-numbers.js";
import type { Shape, Shapes } from "./absent.js";
import { readColumn } from "./vectors.js";

interface ReadOptions {
  /** Disconnects; for a consumer that may stop early, because a result that is not read completely keeps the file open. */
  readonly interrupt?: () => void;
  /** The rows are only displayed: values without an exact JavaScript value are returned as DuckDB writes them. */
  readonly isShown?: boolean;
  /** The fields that objects leave out, by column. */
  readonly shapes?: Shapes;
}

/**
 * Batches of row objects, one for each chunk (at most 2,048 rows). A null is left out if the type of its column allows undefined but not
 * null. Throws an error with the column for a value that no JavaScript value of the declared kind can represent exactly.
 */
export async function* rowBatches(
  result: DuckDBResult,
  declared: readonly DeclaredColumn[],
  { interrupt, isShown = false, shapes }: ReadOptions = {},
): AsyncGenerator<Record<string, unknown>[]> {
  const duckdb = await import("@duckdb/node-api");
  const names = result.deduplicatedColumnNames();
  const kinds = new Map(declared.map((column) => [column.name, column.kind]));
  const columns = result.columnTypes().map((type, at): Column => {
    const name = names[at] as string;
    const kind = kinds.get(name);
    const exact = converterOf(duckdb, type, kind, name, shapes?.get(name));
    return {
      type: type.toString(),
      convert: exact !== null && isShown ? orText(exact) : exact,
      hasFastLane: kind !== "bigint" && kind !== "string" && !isShown,
      wide: (value) => toDeclaredKind(value, kind, name),
    };
  });
  const leftOut = new Set(declared.filter((column) => column.nullIsUndefined === true).map((column) => column.name));
  const make = rowMaker(names, leftOut);
  let isWhole = false;
  try {
    for (let chunk = await result.fetchChunk(); chunk !== null && chunk.rowCount > 0; chunk = await result.fetchChunk()) {
      yield rowsOf(chunk, columns, make);
    }
    isWhole = true;
  } finally {
    if (!isWhole) await readToEnd(result, interrupt);
  }
}

async function readToEnd(result: DuckDBResult, interrupt: (() => void) | undefined): Promise<void> {
  interrupt?.();
  const next = () => result.fetchChunk().catch(() => null);
  for (let chunk = await next(); chunk !== null && chunk.rowCount > 0; ) chunk = await next();
}

type Convert = (value: DuckDBValue) => unknown;

interface Column {
  readonly type: string;
  /** Null when DuckDB already returns JavaScript values. */
  readonly convert: Convert | null;
  /** Its numbers and times may be read without an object for each. */
  readonly hasFastLane: boolean;
  /** Converts a 64-bit integer that a number cannot represent exactly. */
  readonly wide: (value: bigint) => unknown;
}

function rowsOf(chunk: DuckDBDataChunk, columns: readonly Column[], make: MakeRow): Record<string, unknown>[] {
  const count = chunk.rowCount;
  const values = columns.map((column, at) => valuesOf(chunk, column, at, count));
  const rows = new Array<Record<string, unknown>>(count);
  for (let at = 0; at < count; at++) rows[at] = make(values, at);
  return rows;
}

function valuesOf(chunk: DuckDBDataChunk, { type, convert, hasFastLane, wide }: Column, at: number, count: number): unknown[] {
  const fast = hasFastLane ? readColumn(chunk.getColumnVector(at), type, count, wide) : null;
  if (fast !== null) return fast;
  const values: unknown[] = chunk.getColumnValues(at);
  if (convert === null) return values;
  for (let row = 0; row < count; row++) if (values[row] !== null) values[row] = convert(values[row] as DuckDBValue);
  return values;
}

type MakeRow = (values: readonly unknown[][], at: number) => Record<string, unknown>;

/**
 * Creates a function that makes row objects of one shape. It uses an object literal, which is twice as fast as setting keys in a loop. From
 * the first column whose nulls are left out, it sets keys one by one, so that they keep the table's order.
 */
function rowMaker(names: readonly string[], leftOut: ReadonlySet<string>): MakeRow {
  const canWriteOut = names.length <= 200 && names.every((name) => name !== "__proto__");
  if (!canWriteOut) return (values, at) => rowInLoop(names, leftOut, values, at);
  const first = names.findIndex((name) => leftOut.has(name));
  const always = first === -1 ? names.length : first;
  const entries = names.slice(0, always).map((name, column) => `${JSON.stringify(name)}: v[${column}][at]`);
  const literal = `{ ${entries.join(", ")} }`;
  if (first === -1) return new Function("v", "at", `return ${literal};`) as MakeRow;
  const rest = names.slice(first).map((name, nth) => {
    const cell = `v[${first + nth}][at]`;
    const set = `row[${JSON.stringify(name)}] = ${cell};`;
    return leftOut.has(name) ? `if (${cell} !== null) ${set}` : set;
  });
  return new Function("v", "at", `const row = ${literal}; ${rest.join(" ")} return row;`) as MakeRow;
}

function rowInLoop(
  names: readonly string[],
  leftOut: ReadonlySet<string>,
  values: readonly unknown[][],
  at: number,
): Record<string, unknown> {
  const row: Record<string, unknown> = {};
  for (let column = 0; column < names.length; column++) {
    const name = names[column] as string;
    const value = values[column]?.[at];
    if (value !== null || !leftOut.has(name)) setOwn(row, name, value);
  }
  return row;
}

function setOwn(row: Record<string, unknown>, name: string, value: unknown): void {
  if (name === "__proto__") Object.defineProperty(row, name, { value, writable: true, enumerable: true, configurable: true });
  else row[name] = value;
}

function converterOf(
  duckdb: typeof import("@duckdb/node-api"),
  type: DuckDBType,
  kind: ColumnKind | undefined,
  name: string,
  shape: Shape = {},
): Convert | null {
  const { DuckDBTypeId: Id } = duckdb;
  switch (type.typeId) {
    case Id.BOOLEAN:
    case Id.ENUM:
      return null;
    case Id.FLOAT:
    case Id.DOUBLE:
    case Id.TINYINT:
    case Id.SMALLINT:
    case Id.INTEGER:
    case Id.UTINYINT:
    case Id.USMALLINT:
    case Id.UINTEGER:
      return kind === "bigint" || kind === "string" ? (value) => toDeclaredKind(value, kind, name) : null;
    case Id.VARCHAR:
      return type.alias === "JSON" ? (value) => jsonOfColumn(value as string, name) : null;
    case Id.BIGINT:
    case Id.UBIGINT:
    case Id.HUGEINT:
    case Id.UHUGEINT:
      return (value) => toDeclaredKind(value, kind, name);
    case Id.DECIMAL:
      return (value) => decimal(value as InstanceType<typeof duckdb.DuckDBDecimalValue>, kind, name);
    case Id.DATE:
    case Id.TIMESTAMP:
    case Id.TIMESTAMP_TZ:
    case Id.TIMESTAMP_S:
    case Id.TIMESTAMP_MS:
    case Id.TIMESTAMP_NS:
      return (value) => dateOf(value as Time, name);
    // JavaScript has no values for these types; text represents all of them.
    case Id.TIME:
    case Id.TIME_TZ:
    case Id.TIME_NS:
    case Id.INTERVAL:
    case Id.BIT:
      return String;
    case Id.BLOB:
      return (value) => new Uint8Array((value as InstanceType<typeof duckdb.DuckDBBlobValue>).bytes);
    case Id.LIST:
    case Id.ARRAY: {
      const element = partConverter(duckdb, (type as InstanceType<typeof duckdb.DuckDBListType>).valueType, name, shape.element);
      return (value) => (value as InstanceType<typeof duckdb.DuckDBListValue>).items.map(element);
    }
    case Id.MAP: {
      const { keyType, valueType } = type as InstanceType<typeof duckdb.DuckDBMapType>;
      const [key, member] = [partConverter(duckdb, keyType, name), partConverter(duckdb, valueType, name)];
      return (value) =>
        (value as InstanceType<typeof duckdb.DuckDBMapValue>).entries.map((entry) => ({ key: key(entry.key), value: member(entry.value) }));
    }
    case Id.UNION: {
      const { memberTags, memberTypes } = type as InstanceType<typeof duckdb.DuckDBUnionType>;
      const members = new Map(memberTags.map((tag, at) => [tag, partConverter(duckdb, memberTypes[at] as DuckDBType, name)]));
      return (value) => {
        const { tag, value: member } = value as InstanceType<typeof duckdb.DuckDBUnionValue>;
        return { tag, value: members.get(tag)?.(member) };
      };
    }
    case Id.STRUCT:
      return structConverter(duckdb, type as InstanceType<typeof duckdb.DuckDBStructType>, name, shape);
    default:
      return (value) => duckdb.JSDuckDBValueConverter(value, type, duckdb.JSDuckDBValueConverter);
  }
}

/** For an element, a key or a field, which have no declaration; it may be null. */
function partConverter(
  duckdb: typeof import("@duckdb/node-api"),
  type: DuckDBType,
  name: string,
  shape?: Shape,
): (value: DuckDBValue) => unknown {
  const convert = converterOf(duckdb, type, undefined, name, shape);
  return (value) => (value === null || convert === null ? value : convert(value));
}

function structConverter(
  duckdb: typeof import("@duckdb/node-api"),
  type: InstanceType<typeof import("@duckdb/node-api").DuckDBStructType>,
  name: string,
  shape: Shape,
): Convert {
  const shapes = new Map(shape.fields);
  const lacking = new Set(shape.lacking);
  const fields = type.entryNames.map(
    (entry, at) => [entry, partConverter(duckdb, type.entryTypes[at] as DuckDBType, `${name}.${entry}`, shapes.get(entry))] as const,
  );
  return (value) => {
    const { entries } = value as InstanceType<typeof duckdb.DuckDBStructValue>;
    const object: Record<string, unknown> = {};
    for (const [entry, convert] of fields) {
      const member = entries[entry] ?? null;
      if (member !== null || !lacking.has(entry)) setOwn(object, entry, convert(member));
    }
    return object;
  };
}

function decimal(value: { readonly scale: number; readonly value: bigint }, kind: ColumnKind | undefined, name: string): unknown {
  if (value.scale === 0) return toDeclaredKind(value.value, kind, name);
  return decimalAs(scaled(value.value, value.scale), kind, name);
}

/** DuckDB's times: whole days, seconds, milliseconds, microseconds or nanoseconds since 1970 (one of them). */
interface Time {
  readonly days?: number;
  readonly seconds?: bigint;
  readonly millis?: bigint;
  readonly micros?: bigint;
  readonly nanos?: bigint;
}

/** Fractions of a millisecond are rounded towards the past, for negative times too. */
function dateOf(time: Time, name: string): Date {
  const date = new Date(millisecondsOf(time));
  if (!Number.isNaN(date.getTime())) return date;
  throw new Error(
    `the column ${name} holds the time ${time}, which a JavaScript Date cannot represent. Select it as text (cast to VARCHAR), or store null there.`,
  );
}

function millisecondsOf({ days, seconds, millis, micros, nanos }: Time): number {
  if (days !== undefined) return days * 86_400_000;
  if (seconds !== undefined) return Number(seconds) * 1000;
  return Number(millis ?? (micros === undefined ? floored(nanos as bigint, 1_000_000n) : floored(micros, 1000n)));
}

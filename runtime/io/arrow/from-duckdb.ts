// Converts a query's result to an Arrow table. Every column gets the Arrow type of its DuckDB type, also without rows.
import type { DuckDBResult, DuckDBType, DuckDBValue } from "@duckdb/node-api";
import type { Data, DataType } from "apache-arrow";
import type { Table } from "../../sdk/relation.js";
import { importArrow } from "../parquet/table.js";
import { ARROW_JSON, EXTENSION } from "./to-duckdb.js";

type Arrow = typeof import("apache-arrow");
type DuckDB = typeof import("@duckdb/node-api");
type Values = readonly DuckDBValue[];

/** How a column of DuckDB is converted to a column of Arrow. */
interface Mapped {
  readonly type: DataType;
  /** Additional metadata of the field. */
  readonly metadata?: Map<string, string>;
  readonly build: (values: Values) => Data;
}

/** The number of DuckDB chunks (2,048 rows each) in one record batch. */
const CHUNKS_PER_BATCH = 64;

/**
 * Maps DuckDB's types to Arrow's: integers and floats of the same width, DECIMAL and HUGEINT (38 digits, as in DuckDB's own Arrow export)
 * as Decimal, BLOB as Binary, TIMESTAMP with its unit, LIST and ARRAY as List, STRUCT as Struct, JSON as text of the extension type
 * `arrow.json` (https://arrow.apache.org/docs/format/CanonicalExtensions.html). Types that Arrow's JavaScript library does not support
 * (UUID, TIME, INTERVAL, ENUM, MAP, …) become text as DuckDB writes it.
 */
export async function tableOfResult(result: DuckDBResult): Promise<Table> {
  const [arrow, duckdb] = await Promise.all([importArrow(), import("@duckdb/node-api")]);
  const names = result.deduplicatedColumnNames();
  const columns = result.columnTypes().map((type, at) => mapped(arrow, duckdb, type, names[at] as string));
  const schema = new arrow.Schema(names.map((name, at) => fieldOf(arrow, name, columns[at] as Mapped)));
  const struct = new arrow.Struct(schema.fields);
  const batches: InstanceType<Arrow["RecordBatch"]>[] = [];
  let pending: DuckDBValue[][] = columns.map(() => []);
  let chunks = 0;
  const flush = () => {
    const length = pending[0]?.length ?? 0;
    if (length === 0) return;
    const children = columns.map(({ build }, at) => build(pending[at] as Values));
    batches.push(new arrow.RecordBatch(schema, arrow.makeData({ type: struct, length, nullCount: 0, children })));
    pending = columns.map(() => []);
  };
  for (let chunk = await result.fetchChunk(); chunk !== null && chunk.rowCount > 0; chunk = await result.fetchChunk()) {
    for (let at = 0; at < columns.length; at++) for (const value of chunk.getColumnValues(at)) (pending[at] as DuckDBValue[]).push(value);
    if (++chunks % CHUNKS_PER_BATCH === 0) flush();
  }
  flush();
  return new arrow.Table(schema, batches) as unknown as Table;
}

function mapped(arrow: Arrow, duckdb: DuckDB, type: DuckDBType, name: string): Mapped {
  const { DuckDBTypeId: Id } = duckdb;
  const numbers = (of: DataType, Items: new (length: number) => NumberItems, value: (value: never) => number = (value) => value) =>
    fixed(arrow, of, Items, value);
  const wide = (of: DataType, value: (value: never) => bigint = (value) => value) =>
    fixed(arrow, of, of instanceof arrow.Uint64 ? BigUint64Array : BigInt64Array, value);
  switch (type.typeId) {
    case Id.BOOLEAN:
      return booleans(arrow);
    case Id.TINYINT:
      return numbers(new arrow.Int8(), Int8Array);
    case Id.SMALLINT:
      return numbers(new arrow.Int16(), Int16Array);
    case Id.INTEGER:
      return numbers(new arrow.Int32(), Int32Array);
    case Id.UTINYINT:
      return numbers(new arrow.Uint8(), Uint8Array);
    case Id.USMALLINT:
      return numbers(new arrow.Uint16(), Uint16Array);
    case Id.UINTEGER:
      return numbers(new arrow.Uint32(), Uint32Array);
    case Id.FLOAT:
      return numbers(new arrow.Float32(), Float32Array);
    case Id.DOUBLE:
      return numbers(new arrow.Float64(), Float64Array);
    case Id.DATE:
      return numbers(new arrow.DateDay(), Int32Array, (value: { readonly days: number }) => value.days);
    case Id.BIGINT:
      return wide(new arrow.Int64());
    case Id.UBIGINT:
      return wide(new arrow.Uint64());
    case Id.TIMESTAMP:
      return wide(new arrow.TimestampMicrosecond(), (value: { readonly micros: bigint }) => value.micros);
    case Id.TIMESTAMP_TZ:
      return wide(new arrow.Timestamp(arrow.TimeUnit.MICROSECOND, "UTC"), (value: { readonly micros: bigint }) => value.micros);
    case Id.TIMESTAMP_S:
      return wide(new arrow.TimestampSecond(), (value: { readonly seconds: bigint }) => value.seconds);
    case Id.TIMESTAMP_MS:
      return wide(new arrow.TimestampMillisecond(), (value: { readonly millis: bigint }) => value.millis);
    case Id.TIMESTAMP_NS:
      return wide(new arrow.TimestampNanosecond(), (value: { readonly nanos: bigint }) => value.nanos);
    case Id.HUGEINT:
    case Id.UHUGEINT:
      return decimals(arrow, new arrow.Decimal(0, 38), (value: bigint) => within38Digits(value, name));
    case Id.DECIMAL: {
      const { scale, width } = type as InstanceType<DuckDB["DuckDBDecimalType"]>;
      return decimals(arrow, new arrow.Decimal(scale, width), (value: { readonly value: bigint }) => value.value);
    }
    case Id.BLOB:
      return bytes(arrow, new arrow.Binary(), (value) => (value as { readonly bytes: Uint8Array }).bytes);
    case Id.LIST:
    case Id.ARRAY:
      return lists(arrow, mapped(arrow, duckdb, (type as InstanceType<DuckDB["DuckDBListType"]>).valueType, name));
    case Id.STRUCT: {
      const { entryNames, entryTypes } = type as InstanceType<DuckDB["DuckDBStructType"]>;
      const fields = entryTypes.map((entry, at) => mapped(arrow, duckdb, entry, `${name}.${entryNames[at]}`));
      return structs(arrow, entryNames, fields);
    }
    default: {
      const text = bytes(arrow, new arrow.Utf8(), (value) => Buffer.from(String(value), "utf8"));
      return type.alias === "JSON" ? { ...text, metadata: new Map([[EXTENSION, ARROW_JSON]]) } : text;
    }
  }
}

function fieldOf(arrow: Arrow, name: string, { type, metadata }: Mapped) {
  return new arrow.Field(name, type, true, metadata);
}

type NumberItems = { [at: number]: number; readonly length: number };

function fixed<Item extends number | bigint>(
  arrow: Arrow,
  type: DataType,
  Items: new (length: number) => { [at: number]: Item; readonly length: number },
  itemOf: (value: never) => Item,
): Mapped {
  return {
    type,
    build(values) {
      const data = new Items(values.length);
      for (let at = 0; at < values.length; at++) {
        const value = values[at];
        if (value !== null) data[at] = itemOf(value as never);
      }
      return make(arrow, type, values, { data });
    },
  };
}

function booleans(arrow: Arrow): Mapped {
  const type = new arrow.Bool();
  return { type, build: (values) => make(arrow, type, values, { data: bitmap(values, (value) => value === true) }) };
}

/** Two's complement of 128 bits, least significant word first. */
function decimals(arrow: Arrow, type: DataType, unscaled: (value: never) => bigint): Mapped {
  return {
    type,
    build(values) {
      const data = new Uint32Array(values.length * 4);
      const words = new BigUint64Array(data.buffer);
      for (let at = 0; at < values.length; at++) {
        if (values[at] === null) continue;
        const value = BigInt.asUintN(128, unscaled(values[at] as never));
        words[at * 2] = value & 0xffff_ffff_ffff_ffffn;
        words[at * 2 + 1] = value >> 64n;
      }
      return make(arrow, type, values, { data });
    },
  };
}

function within38Digits(value: bigint, name: string): bigint {
  if (value < 10n ** 38n && value > -(10n ** 38n)) return value;
  throw new Error(
    `the column ${name} holds ${value}, which has more than the 38 digits of an Arrow decimal. Cast it in SQL, or load rows instead of a Table.`,
  );
}

/** Text and bytes: one buffer, and the offset at which each value starts. */
function bytes(arrow: Arrow, type: DataType, bytesOf: (value: DuckDBValue) => Uint8Array): Mapped {
  return {
    type,
    build(values) {
      const parts = values.map((value) => (value === null ? EMPTY : bytesOf(value)));
      return make(arrow, type, values, { valueOffsets: offsets(parts), data: Buffer.concat(parts) });
    },
  };
}

const EMPTY = new Uint8Array();

function lists(arrow: Arrow, element: Mapped): Mapped {
  const type = new arrow.List(fieldOf(arrow, "item", element));
  return {
    type,
    build(values) {
      const items = values.map((value) => (value === null ? [] : (value as unknown as { readonly items: Values }).items));
      return make(arrow, type, values, { valueOffsets: offsets(items), child: element.build(items.flat()) });
    },
  };
}

function structs(arrow: Arrow, names: readonly string[], fields: readonly Mapped[]): Mapped {
  const type = new arrow.Struct(names.map((name, at) => fieldOf(arrow, name, fields[at] as Mapped)));
  return {
    type,
    build(values) {
      const entries = values.map((value) => (value as unknown as { readonly entries: Record<string, DuckDBValue> } | null)?.entries);
      const children = fields.map(({ build }, at) => build(entries.map((entry) => entry?.[names[at] as string] ?? null)));
      return make(arrow, type, values, { children });
    },
  };
}

function make(arrow: Arrow, type: DataType, values: Values, buffers: object): Data {
  const nullCount = values.reduce<number>((count, value) => (value === null ? count + 1 : count), 0);
  const nullBitmap = nullCount === 0 ? null : bitmap(values, (value) => value !== null);
  return arrow.makeData({ type, length: values.length, nullCount, nullBitmap, ...buffers } as never);
}

function bitmap(values: Values, isSet: (value: DuckDBValue) => boolean): Uint8Array {
  const bits = new Uint8Array((values.length + 7) >> 3);
  for (let at = 0; at < values.length; at++) {
    if (isSet(values[at] as DuckDBValue)) bits[at >> 3] = (bits[at >> 3] as number) | (1 << (at & 7));
  }
  return bits;
}

function offsets(parts: readonly { readonly length: number }[]): Int32Array {
  const starts = new Int32Array(parts.length + 1);
  for (let at = 0; at < parts.length; at++) starts[at + 1] = (starts[at] as number) + (parts[at] as { readonly length: number }).length;
  return starts;
}

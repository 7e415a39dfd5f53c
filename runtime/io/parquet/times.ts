// Times of Arrow tables in Parquet files, with their unit and time zone. The libraries by themselves convert through milliseconds.
import type { Data, DataType } from "apache-arrow";
import type { ParquetParsers, SchemaElement } from "hyparquet";

/** The numbers of Arrow's types (its `Schema.fbs`), and of its units of time: seconds, milliseconds, microseconds, nanoseconds. */
const DATE = 8;
const TIMESTAMP = 10;
const UNITS = ["MILLIS", "MILLIS", "MICROS", "NANOS"] as const;

interface TimeType {
  readonly typeId: number;
  readonly unit: number;
  readonly timezone?: string | null;
}

interface Chunk {
  readonly length: number;
  readonly values: { readonly [at: number]: bigint | number };
  getValid(at: number): boolean;
}

export interface TimeColumn {
  readonly element: SchemaElement;
  /** Counts of the unit since 1970. */
  readonly data: (bigint | number | null)[];
}

/** A column of days or instants for Parquet; null for a column of another type, or for a table of another library. */
export function timeColumn(name: string, type: unknown, chunks: unknown): TimeColumn | null {
  const { typeId, unit, timezone } = type as TimeType;
  if ((typeId !== DATE && typeId !== TIMESTAMP) || !Array.isArray(chunks)) return null;
  const nullable = { name, repetition_type: "OPTIONAL" } as const;
  if (typeId === DATE && unit === 0) return { element: { ...nullable, type: "INT32", converted_type: "DATE" }, data: counts(chunks) };
  const isAdjustedToUTC = typeId === TIMESTAMP && typeof timezone === "string" && timezone !== "";
  const logical_type = { type: "TIMESTAMP", isAdjustedToUTC, unit: UNITS[typeId === DATE ? 1 : unit] ?? "MILLIS" } as const;
  // Parquet has no unit of seconds.
  const factor = typeId === TIMESTAMP && unit === 0 ? 1000n : 1n;
  return { element: { ...nullable, type: "INT64", logical_type }, data: counts(chunks, factor) };
}

function counts(chunks: readonly Chunk[], factor?: bigint): (bigint | number | null)[] {
  return chunks.flatMap((chunk) =>
    Array.from({ length: chunk.length }, (_, at) => {
      if (!chunk.getValid(at)) return null;
      const count = chunk.values[at] as bigint | number;
      return factor === undefined ? count : BigInt(count) * factor;
    }),
  );
}

/** Returns the counts in the file unchanged, for tables. */
export const countsOfTime = {
  timestampFromMilliseconds: (count: bigint) => count,
  timestampFromMicroseconds: (count: bigint) => count,
  timestampFromNanoseconds: (count: bigint) => count,
  dateFromDays: (count: number) => count,
} as unknown as Partial<ParquetParsers>;

type Arrow = typeof import("apache-arrow");

/** The Arrow type of a column of times: the original one, else the one in the file; null for a column of another type. */
export function timeTypeOf(arrow: Arrow, element: SchemaElement, stored: string | undefined): DataType | null {
  if (element.converted_type === "DATE" || element.logical_type?.type === "DATE") return new arrow.DateDay();
  const unit = unitOf(element);
  if (unit === null) return null;
  const [, name, zone] = /^Timestamp<(SECOND|MILLISECOND|MICROSECOND|NANOSECOND)(?:, (.*))?>$/.exec(stored ?? "") ?? [];
  if (stored?.startsWith("Date64")) return new arrow.DateMillisecond();
  const isUtc = element.logical_type?.type === "TIMESTAMP" && element.logical_type.isAdjustedToUTC;
  const told = name === undefined ? unit : arrow.TimeUnit[name as keyof typeof arrow.TimeUnit];
  return new arrow.Timestamp(told, name === undefined ? (isUtc ? "UTC" : null) : (zone ?? null));
}

function unitOf({ type, converted_type, logical_type }: SchemaElement): number | null {
  if (logical_type?.type === "TIMESTAMP") return UNITS.lastIndexOf(logical_type.unit);
  if (converted_type === "TIMESTAMP_MILLIS") return 1;
  if (converted_type === "TIMESTAMP_MICROS") return 2;
  // The old type of Impala and Spark counts nanoseconds.
  return type === "INT96" ? 3 : null;
}

/** A column of an Arrow table from the counts in the file. */
export function timeData(arrow: Arrow, type: DataType, counted: readonly unknown[]): Data {
  const isDays = String(type).startsWith("Date32");
  const isSeconds = String(type).startsWith("Timestamp<SECOND");
  const data = isDays ? new Int32Array(counted.length) : new BigInt64Array(counted.length);
  const nullBitmap = new Uint8Array((counted.length + 7) >> 3);
  let nullCount = 0;
  counted.forEach((count, at) => {
    if (count === null || count === undefined) {
      nullCount++;
      return;
    }
    nullBitmap[at >> 3] = (nullBitmap[at >> 3] as number) | (1 << (at & 7));
    data[at] = isDays ? Number(count) : isSeconds ? BigInt(count as bigint) / 1000n : BigInt(count as bigint);
  });
  return arrow.makeData({ type, length: counted.length, nullCount, nullBitmap, data } as never) as Data;
}

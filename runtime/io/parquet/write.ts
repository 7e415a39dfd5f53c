// Writes a Parquet file a row group at a time, each handed on before the next is made.
import type { SchemaElement } from "hyparquet";
import type { ColumnSource } from "hyparquet-writer";

/** Columns of the rows of one row group, all of the same length. */
export type RowGroup = readonly ColumnSource[];

/** The rows of a row group are at most so many, so that a reader's memory is bounded, too. */
export const GROUP_ROWS = 100_000;
/** A first row group that is small can be previewed without reading much. */
const FIRST_ROWS = 1_000;

/**
 * The bytes of the file. The first row group names the columns and their types for all, also where it has
 * no rows. `overrides` gives schema elements to columns that carry no type of their own.
 */
export async function* parquetBytes(
  groups: AsyncIterable<RowGroup> | Iterable<RowGroup>,
  overrides: Record<string, SchemaElement> = Object.create(null),
): AsyncGenerator<Uint8Array> {
  const { ByteWriter, ParquetWriter, schemaFromColumnData } = await import("hyparquet-writer");
  const sink = new ByteWriter();
  const drained = () => {
    const bytes = sink.getBytes().slice();
    sink.index = 0;
    return bytes;
  };
  let writer: InstanceType<typeof ParquetWriter> | null = null;
  for await (const group of groups) {
    const rowGroupSize = writer === null ? [FIRST_ROWS, GROUP_ROWS] : GROUP_ROWS;
    writer ??= new ParquetWriter({
      writer: sink,
      schema: schemaFromColumnData({ columnData: [...group], schemaOverrides: overrides }),
    });
    writer.write({ columnData: group.map(plainWhereZerosDiffer), rowGroupSize });
    yield drained();
  }
  writer?.finish();
  yield drained();
}

/** The writer's dictionary of a column takes 0 and -0 for one value. */
function plainWhereZerosDiffer({ name, data }: ColumnSource): ColumnSource {
  return { name, data, ...(holdsMinusZero(data) ? { encoding: "PLAIN" as const } : {}) };
}

function holdsMinusZero(value: unknown): boolean {
  if (typeof value === "number") return Object.is(value, -0);
  if (typeof value !== "object" || value === null || value instanceof Date) return false;
  if (value instanceof Float64Array || value instanceof Float32Array || Array.isArray(value)) {
    for (let at = 0; at < value.length; at++) if (holdsMinusZero(value[at])) return true;
    return false;
  }
  return !ArrayBuffer.isView(value) && Object.values(value).some(holdsMinusZero);
}

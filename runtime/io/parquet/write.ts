// Writes a Parquet file one row group at a time; each is passed on before the next one is created.
import type { SchemaElement } from "hyparquet";
import type { ColumnSource } from "hyparquet-writer";

/** The columns of one row group, all with the same length. */
export type RowGroup = readonly ColumnSource[];

/** The maximum number of rows in a row group, which also bounds a reader's memory. */
export const GROUP_ROWS = 100_000;
/** The first row group is small, so that a preview reads little. */
const FIRST_ROWS = 1_000;

/**
 * The bytes of the file. The first row group determines the columns and their types, even without rows. `overrides` contains schema
 * elements for columns without a type of their own.
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

/** The writer's dictionary of a column treats 0 and -0 as equal. */
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

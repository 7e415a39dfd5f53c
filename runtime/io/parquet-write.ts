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
    writer.write({ columnData: group.map(({ name, data }) => ({ name, data })), rowGroupSize });
    yield drained();
  }
  writer?.finish();
  yield drained();
}

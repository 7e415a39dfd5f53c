// The formats of `metadata: { format: "csv" }`: rows as files that other programs can read.
import type { DeclaredColumn } from "../../contract/asset.js";
import { isFormat, ROW_FORMATS, type RowFormat } from "../../contract/row-formats.js";
import { nearest } from "../../sdk/nearest.js";
import { isTable, type Table } from "../../sdk/relation.js";
import { rowsOfTable } from "../arrow/rows.js";
import { parquetOfRows } from "../parquet/rows.js";
import { type CellKinds, columnNames, mixedKinds, noteKinds, refuseNoRows } from "../values/column-cells.js";
import { csvOf } from "./csv.js";
import { type EncodedValue, encodeValue, inBatches } from "./file-formats.js";
import { jsonLinesOf } from "./json-lines.js";

type Row = Readonly<Record<string, unknown>>;

/** The requested format; null without one. Throws for an unknown format, with the list of known ones. */
export function formatAsked(metadata: Readonly<Record<string, unknown>>): RowFormat | null {
  const { format } = metadata;
  if (format === undefined) return null;
  if (isFormat(format)) return format;
  const near = typeof format === "string" ? nearest(format, ROW_FORMATS) : null;
  const hint = near === null ? "" : ` Did you mean "${near}"?`;
  throw new TypeError(
    `metadata.format is ${JSON.stringify(format)}, which is not a file format.${hint} Known: ${ROW_FORMATS.join(", ")}. Leave it out, and the value determines the format.`,
  );
}

/** Throws a TypeError with the path of a value that the format does not support. */
export async function encodeAs(format: RowFormat, value: unknown, declared: readonly DeclaredColumn[]): Promise<EncodedValue> {
  // A table keeps its types.
  if (format === "parquet" && isTable(value)) return encodeValue(value);
  if (typeof value === "object" && value !== null && Symbol.asyncIterator in value)
    return encodeBatches(format, value as AsyncIterable<unknown>, declared);
  const rows: unknown = isTable(value) ? rowsOf(value) : value;
  refuseNoRows(rows, format);
  const kinds: CellKinds = {};
  noteKinds(kinds, rows);
  const names = columnNames(rows, declared);
  const base = { extension: `.${format}` as const, rows: () => rows.length, details: { kinds } };
  return { ...base, chunks: chunksOf(format, inBatches(rows), kinds, declared, names) };
}

/** Memory holds one batch, or for Parquet one row group. */
function encodeBatches(format: RowFormat, batches: AsyncIterable<unknown>, declared: readonly DeclaredColumn[]): EncodedValue {
  let rows = 0;
  const kinds = mixedKinds(declared);
  async function* checked(): AsyncGenerator<readonly Row[]> {
    for await (const batch of batches) {
      refuseNoRows(batch, format);
      noteKinds(kinds, batch, true);
      rows += batch.length;
      if (batch.length > 0) yield batch;
    }
  }
  return { extension: `.${format}`, chunks: chunksOf(format, checked(), kinds, declared), rows: () => rows, details: { kinds } };
}

/** `names`: the columns, if they are known before the first batch. */
function chunksOf(
  format: RowFormat,
  batches: AsyncIterable<readonly Row[]>,
  kinds: CellKinds,
  declared: readonly DeclaredColumn[],
  names?: readonly string[],
): AsyncIterable<Uint8Array> {
  switch (format) {
    case "csv":
      return csvOf(batches, (first) => names ?? columnNames(first, declared), kinds);
    case "jsonl":
      return jsonLinesOf(batches, kinds);
    case "parquet":
      return parquetOfRows(batches, kinds, declared, names);
  }
}

function rowsOf(table: Table): Row[] {
  return rowsOfTable(
    table,
    table.schema.fields.map(({ name }) => name),
  );
}

// Writes rows, an Arrow table or batches to staged files.
import type { DeclaredColumn } from "../../contract/asset.js";
import { isTable } from "../../sdk/relation.js";
import { rowsAndColumns } from "../postgres/arrow.js";
import { refuseNoColumns } from "../postgres/store.js";
import { type Columns, checkRows, type Row, typesOfRows } from "../tables/rows.js";
import { redshiftDialect as dialect } from "./dialect.js";
import type { Stage } from "./stage-files.js";

/** Writes the value to staged files, and returns all columns. */
export async function stageValue(stage: Stage, value: unknown, declared: readonly DeclaredColumn[], assetKey: string): Promise<Columns> {
  if (isTable(value)) {
    const { rows, columns } = rowsAndColumns(value, declared);
    await stage.write(rows, columns);
    return columns;
  }
  const isBatches = typeof value === "object" && value !== null && Symbol.asyncIterator in value;
  let seen: Columns = typesOfRows([], declared);
  for await (const batch of isBatches ? (value as AsyncIterable<unknown>) : [value]) {
    checkRows(batch, assetKey, dialect.label);
    const rows: readonly Row[] = batch;
    seen = typesOfRows(rows, declared, seen);
    refuseNoColumns(seen, rows, assetKey, dialect.label);
    await stage.write(rows, seen);
  }
  return seen;
}

// Reads a table of Redshift: through a cursor, or in one statement with bound values.
import type { DeclaredColumn } from "../../contract/asset.js";
import type { ServerKind } from "../postgres/column-types.js";
import { OID, type ResultColumn, rowMaker } from "../postgres/decode.js";
import type { ServerColumns } from "../postgres/schema-plan.js";
import { boundValues } from "../postgres/store.js";
import type { PartitionCondition } from "../tables/partition-sql.js";
import { selectedText } from "./dialect.js";
import type { RedshiftSession } from "./session-types.js";
import { statements } from "./statements.js";

export interface TableRead {
  /** As SQL. */
  readonly table: string;
  readonly columns: ServerColumns;
  readonly slice: PartitionCondition | null;
  readonly limit: number | null;
}

type LoadedRow = Record<string, unknown>;

/** A single-node cluster allows no more rows in one fetch. */
const FETCH = 1000;
const CURSOR = "millrace_rows";

/** The reader for a column: every value arrives as a text that represents it exactly. */
const OIDS: Readonly<Record<ServerKind, number>> = {
  bigint: OID.int8,
  numeric: OID.numeric,
  double: OID.float8,
  text: 25,
  boolean: OID.bool,
  timestamptz: OID.timestamptz,
  bytea: OID.varbyte,
  json: OID.super,
  unknown: OID.super,
  other: 25,
};

export function resultColumns(columns: ServerColumns): ResultColumn[] {
  return [...columns].map(([name, { kind }]) => ({ name, oid: OIDS[kind] }));
}

/**
 * The rows in batches. A whole table is read through a cursor, in bounded memory. Partitions are read by one SELECT with bound values,
 * because the query of a cursor does not accept them: all their rows are in memory.
 */
export async function* readTable(
  session: RedshiftSession,
  { table, columns, slice, limit }: TableRead,
  declared: readonly DeclaredColumn[],
): AsyncGenerator<LoadedRow[]> {
  if (columns.size === 0) return;
  const make = rowMaker(resultColumns(columns), declared);
  const texts = [...columns].map(([name, { kind }]) => selectedText(name, kind));
  const select = statements.select(table, texts, slice?.text ?? null, limit);
  if (slice !== null || limit !== null) {
    const { rows } = await session.query(select, slice === null ? [] : boundValues(slice));
    for (let at = 0; at < rows.length; at += FETCH) yield rows.slice(at, at + FETCH).map(make);
    return;
  }
  await session.query(statements.begin);
  await session.query(statements.declare(CURSOR, select));
  for (;;) {
    const { rows } = await session.query(statements.fetch(CURSOR, FETCH));
    if (rows.length > 0) yield rows.map(make);
    if (rows.length < FETCH) break;
  }
  await session.query(statements.commit);
}

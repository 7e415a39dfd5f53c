// Makes the in-memory rows of a relation available as tables of the connection that runs it.
import type { DeclaredColumn } from "../../contract/asset.js";
import type { Relation } from "../../sdk/relation.js";
import { sqlType } from "../tables/column-types.js";
import { checkRows } from "../tables/rows.js";
import type { OpenDatabase } from "./database.js";
import { givenRows, queryOf, type WrittenQuery } from "./sql.js";
import { createTable, tableSql } from "./transaction.js";
import { appendRows, columnsOfRows } from "./write.js";

const NO_COLUMNS: readonly DeclaredColumn[] = [];

/** The query of a relation for a connection. Its in-memory rows are in tables that are removed with the connection. */
export async function queryIn(relation: Relation, { connection, catalogOf }: OpenDatabase): Promise<WrittenQuery> {
  const tables = new Map<unknown, string>();
  for (const rows of givenRows(relation)) {
    checkRows(rows, "the relation");
    const types = columnsOfRows(rows, NO_COLUMNS);
    const name = `millrace_given_${tables.size + 1}`;
    const address = { catalog: "temp", schema: "main", table: name };
    await createTable(connection, address, new Map([...types].map(([column, type]) => [column, { type, sql: sqlType(type) }])));
    await appendRows(connection, { catalog: "temp", schema: "main", name }, types, rows);
    tables.set(rows, tableSql(address));
  }
  return queryOf(relation, { catalogOf, tables });
}

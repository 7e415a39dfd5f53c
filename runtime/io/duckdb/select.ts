// A stored table, or some of its partitions: whether it exists, and the query that reads it.
import type { DuckDBResult } from "@duckdb/node-api";
import { tableAddress } from "../../contract/address.js";
import type { DeclaredType } from "../../contract/asset.js";
import { type InputContext, MissingValueError } from "../../sdk/io-manager.js";
import { Relation } from "../../sdk/relation.js";
import { derived } from "../derived-context.js";
import { emptyArrow } from "../parquet/table.js";
import { sqlType, typeOfKind } from "../tables/column-types.js";
import { type PartitionCondition, type Placeholder, partitionCondition } from "../tables/partition-sql.js";
import { quoted } from "../tables/quoted.js";
import { type Shapes, shapesIn } from "./absent.js";
import type { OpenDatabase } from "./database.js";
import { duckdbEngine, toDuckDB } from "./engine.js";
import { isNamed } from "./names.js";
import { rowBatches } from "./read.js";
import { NO_COLUMNS } from "./schema.js";
import { PLACEHOLDER } from "./sql.js";

/** The address of a table. */
export interface Place {
  readonly path: string;
  readonly database: string;
  readonly schema: string;
  readonly table: string;
}

/** A query and its bound values. */
export interface SelectText {
  readonly text: string;
  readonly values: readonly (string | Date)[];
}

interface Selected {
  readonly columns?: string;
  readonly as?: string;
  /** The column name under which a row's position in its table is also selected. */
  readonly position?: string;
}

/**
 * The query for the requested rows. It always contains the catalog, because a schema with the same name as the database file is ambiguous
 * without it.
 */
export function selectText(
  { catalogOf }: OpenDatabase,
  place: Place,
  context: InputContext,
  { columns, as, position }: Selected = {},
): SelectText {
  const table = [catalogOf(place.path), place.schema, place.table].map(quoted).join(".");
  const where = conditionOf(context, (position) => `$${position}`);
  const chosen = columns ?? context.columns?.map(quoted).join(", ") ?? "*";
  const text = `select ${chosen}${position === undefined ? "" : `, rowid as ${quoted(position)}`} from ${table}${as === undefined ? "" : ` as ${quoted(as)}`}`;
  return where === null ? { text, values: [] } : { text: `${text} where ${where.text}`, values: where.values };
}

/** The requested rows, in the order in which they are read. */
export async function select(
  database: OpenDatabase,
  place: Place,
  context: InputContext,
  { end = "", ...selected }: Selected & { readonly end?: string } = {},
): Promise<DuckDBResult> {
  const { text, values } = selectText(database, place, context, selected);
  if (values.length === 0) return database.connection.stream(`${text} ${end}`);
  return database.connection.stream(`${text} ${end}`, await toDuckDB(values));
}

/** The condition for the partitions of a load; null when the whole table is requested. */
export function conditionOf(context: InputContext, placeholder: Placeholder): PartitionCondition | null {
  if (!context.hasPartitions) return null;
  return partitionCondition(
    context.partitions,
    context.upstreamOutput.metadata.partitionExpr,
    context.assetKey.toString(),
    placeholder,
    quoted,
  );
}

/** The first bound values are the schema and the name. */
const isInPlace = (name: string) => `database_name = current_database() and ${isNamed("schema_name", "$1")} and ${isNamed(name, "$2")}`;

export async function isThere({ connection }: OpenDatabase, place: Place): Promise<boolean> {
  const found = await connection.runAndReadAll(
    `select 1 from duckdb_tables() where ${isInPlace("table_name")} union all select 1 from duckdb_views() where ${isInPlace("view_name")}`,
    [place.schema, place.table],
  );
  return found.currentRowCount > 0;
}

/** Whether it is a table, whose rows have a position, and not a view. */
export async function isTableThere({ connection }: OpenDatabase, place: Place): Promise<boolean> {
  const found = await connection.runAndReadAll(`select 1 from duckdb_tables() where ${isInPlace("table_name")}`, [
    place.schema,
    place.table,
  ]);
  return found.currentRowCount > 0;
}

/**
 * The context for reading the table; throws when the table does not exist. A table without columns yet cannot be queried for partitions.
 */
export async function whatIsThere(database: OpenDatabase, place: Place, context: InputContext): Promise<InputContext> {
  if (!(await isThere(database, place))) throw missing(context, place);
  const isWhole = !context.hasPartitions || !(await hasNoColumns(database, place));
  return isWhole ? context : derived<InputContext>(context, { hasPartitions: false });
}

/** Only rows without columns were stored. */
export async function hasNoColumns({ connection }: OpenDatabase, place: Place): Promise<boolean> {
  const found = await connection.runAndReadAll(`select 1 from duckdb_columns() where ${isInPlace("table_name")} and column_name = $3`, [
    place.schema,
    place.table,
    NO_COLUMNS,
  ]);
  return found.currentRowCount > 0;
}

/** The fields that objects in the table's columns leave out. */
export function shapesOf({ connection, catalogOf }: OpenDatabase, place: Place): Promise<Shapes> {
  return shapesIn(connection, { catalog: catalogOf(place.path), schema: place.schema, table: place.table });
}

/** The requested rows, as objects. */
export async function rowsOf(
  database: OpenDatabase,
  place: Place,
  context: InputContext,
  { end, ...options }: { readonly end?: string; readonly interrupt?: () => void; readonly isShown?: boolean } = {},
): Promise<AsyncGenerator<Record<string, unknown>[]>> {
  // Queried first: a later query would end a result whose rows are still being read.
  const shapes = await shapesOf(database, place);
  const result = await select(database, place, context, end === undefined ? {} : { end });
  return rowBatches(result, context.declared.columns ?? [], { ...options, shapes });
}

/** The requested rows, as a query that has not run yet. */
export function relationOf(place: Place, context: InputContext): Relation<Record<string, unknown>> {
  const where = conditionOf(context, () => PLACEHOLDER);
  const source = {
    database: place.path,
    schema: place.schema,
    table: place.table,
    ...(context.columns === undefined ? {} : { columns: context.columns }),
    ...(where === null ? {} : { where }),
  };
  return Relation.table<Record<string, unknown>>(source, duckdbEngine);
}

export function missing(context: InputContext, place: Place): MissingValueError {
  const partition = context.hasPartitions && context.partitionKeys.length === 1 ? context.partitionKey : undefined;
  const address = tableAddress(place.database, place.schema, place.table);
  const error = new MissingValueError(context.assetKey, address, context.upstreamOutput.external, partition);
  error.nothing = () => nothingOf(context.declared);
  return error;
}

/** No rows, with the declared columns. */
function nothingOf({ form, columns = [] }: DeclaredType): unknown {
  if (form === "table") return emptyArrow();
  if (form !== "relation") return undefined;
  const typed = columns.map(({ name, kind }) => `null::${kind === "list" ? "JSON[]" : sqlType(typeOfKind(kind))} as ${quoted(name)}`);
  return Relation.query([`select ${typed.length === 0 ? `null as ${NO_COLUMNS}` : typed.join(", ")} where false`], [], duckdbEngine);
}

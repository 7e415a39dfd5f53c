// What an input reads from a database: its query with bound values, or the table of its asset.
import { tableName, tableSchema } from "../../../contract/address.js";
import { dimensionsOf, partsOfMultiKey } from "../../../partitions/index.js";
import type { InputContext } from "../../../sdk/io-manager.js";
import { type Placeholder, partitionCondition } from "../../tables/partition-sql.js";
import { quoted } from "../../tables/quoted.js";
import { oneStatement } from "../../tables/sql-statement.js";
import { type NumberedQuery, namesIn, numbered } from "./named-parameters.js";

export interface QuerySettings {
  readonly query?: string;
  readonly schema?: string;
  readonly parameters?: Readonly<Record<string, unknown>>;
  /** The default schema. */
  readonly defaultSchema: string;
  readonly placeholder: Placeholder;
}

export interface InputQuery extends NumberedQuery {
  /** The table that is read, for messages; null for a query. */
  readonly table: string | null;
}

/** The first of `ins` entry, asset and manager that has a `query` counts. Without a query, the table is read. */
export function queryOfInput(context: InputContext, settings: QuerySettings): InputQuery {
  const { metadata, upstreamOutput } = context;
  const query = [metadata.query, upstreamOutput.metadata.query, settings.query].find(
    (text) => typeof text === "string" && text.trim() !== "",
  );
  const found = query === undefined ? tableQuery(context, settings) : ownQuery(context, query as string, settings);
  return context.columns === undefined || query === undefined
    ? found
    : { ...found, text: `select ${list(context.columns)} from (${found.text}\n) as millrace_input` };
}

function tableQuery(context: InputContext, settings: QuerySettings): InputQuery {
  const key = context.assetKey.toString();
  const [own, asset] = [context.metadata, context.upstreamOutput.metadata];
  const text = (name: "schema" | "table") => [own[name], asset[name]].find((value): value is string => typeof value === "string");
  const schema = tableSchema(key, text("schema"), settings.schema, settings.defaultSchema);
  const table = text("table") ?? tableName(key);
  const name = `${quoted(schema)}.${quoted(table)}`;
  const select = `select ${context.columns === undefined ? "*" : list(context.columns)} from ${name}`;
  if (context.partitions === null) return { text: select, values: [], table: `${schema}.${table}` };
  const condition = partitionCondition(context.partitions, own.partitionExpr ?? asset.partitionExpr, key, settings.placeholder);
  return { text: `${select} where ${condition.text}`, values: condition.values, table: `${schema}.${table}` };
}

function ownQuery(context: InputContext, query: string, settings: QuerySettings): InputQuery {
  const own = typeof context.metadata.parameters === "object" && context.metadata.parameters !== null ? context.metadata.parameters : {};
  const given = Object.entries({ ...settings.parameters, ...own }).map(([name, value]) => [name, () => value] as const);
  const ofPartition = partitionParameters(context);
  const what = context.assetKey.toString();
  const used = namesIn(query).some((name) => Object.hasOwn(ofPartition, name));
  if (context.partitions !== null && !used)
    throw new Error(
      `[database] ${what} has partitions, but its query selects all rows. Use one of ${Object.keys(ofPartition)
        .map((name) => `:${name}`)
        .join(", ")} in it.`,
    );
  return {
    ...numbered(oneStatement(query, `[database] the query of ${what}`), { ...Object.fromEntries(given), ...ofPartition }, what),
    table: null,
  };
}

/** Computed only if the query uses the names: some exist only for a single partition. */
function partitionParameters(context: InputContext): Record<string, () => unknown> {
  if (!context.hasPartitions) return {};
  const dimensions = dimensionsOf(context.partitions.definition);
  const window = (side: "start" | "end") => () => windowOf(context, side)[side];
  const ofDimensions =
    dimensions.length === 1
      ? []
      : dimensions.map(({ name }, at) => [`partition_${name}`, () => partsOfMultiKey(context.partitionKey)[at]] as const);
  return {
    partition_key: () => context.partitionKey,
    partition_keys: () => [...context.partitionKeys],
    window_start: window("start"),
    window_end: window("end"),
    ...Object.fromEntries(ofDimensions),
  };
}

/** The single window of all partitions together. With gaps between partitions, it would select rows that were not requested. */
function windowOf({ assetKey, partitions }: InputContext, side: string): { start: Date; end: Date } {
  const windows = (partitions?.clauses ?? []).flat().filter((clause) => clause.kind === "window");
  const [first] = windows;
  if (first === undefined)
    throw new Error(`[database] the partitions of ${assetKey} are not time windows: use :partition_key instead of :window_${side}.`);
  if (windows.every(({ start, end }) => start === first.start && end === first.end))
    return { start: new Date(first.start), end: new Date(first.end) };
  throw new Error(
    `[database] the partitions of ${assetKey} that are loaded are not a contiguous range, so there is not a single :window_${side}. Load a range, or use :partition_keys.`,
  );
}

function list(columns: readonly string[]): string {
  return columns.map(quoted).join(", ");
}

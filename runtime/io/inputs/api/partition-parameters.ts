// How one partition is requested from an API: its key or its time window as parameters, or as parts of the path.
import { dimensionsOf, partsOfMultiKey } from "../../../partitions/index.js";
import type { InputContext } from "../../../sdk/io-manager.js";

export interface PartitionParameters {
  /** The parameter for the key; with several dimensions, one parameter for each. */
  readonly key?: string | Readonly<Record<string, string>>;
  /** The parameter for the start of the time window. */
  readonly start?: string;
  /** The parameter for its end, which is exclusive. */
  readonly end?: string;
  /** The format of times. Default `"iso"`: `2026-01-02T00:00:00.000Z`; `"date"`: `2026-01-02`, in UTC. */
  readonly format?: "iso" | "date" | "epoch-seconds" | "epoch-milliseconds";
}

/** The query parameters, and the values of `{partitionKey}`, `{start}`, `{end}` and `{<dimension>}` in the path. */
export interface PartitionValues {
  readonly query: Readonly<Record<string, string>>;
  readonly path: Readonly<Record<string, string>>;
}

/** Throws when the asset has partitions but no option says how to request one: each partition would get all of the data. */
export function partitionValues(context: InputContext, parameters: PartitionParameters | undefined, path: string): PartitionValues {
  if (context.partitions === null) return { query: {}, path: {} };
  const inPath = pathValues(context, parameters?.format);
  const query = queryValues(context, parameters, inPath);
  const isNamed = Object.keys(query).length > 0 || Object.keys(inPath).some((name) => path.includes(`{${name}}`));
  if (isNamed) return { query, path: inPath };
  throw new Error(
    `[api] ${context.assetKey} has partitions, but no option says how to request a partition from the API. Give partition: { key: "…" } or { start: "…", end: "…" }, or put {partitionKey} into the path.`,
  );
}

function pathValues(
  context: Extract<InputContext, { hasPartitions: true }>,
  format: PartitionParameters["format"],
): Record<string, string> {
  const window = context.partitionTimeWindow;
  const dimensions = dimensionsOf(context.partitions.definition);
  const parts = dimensions.length === 1 ? [context.partitionKey] : partsOfMultiKey(context.partitionKey);
  const times = window === null ? {} : { start: written(window.start, format), end: written(window.end, format) };
  return { ...Object.fromEntries(dimensions.map(({ name }, at) => [name, parts[at] ?? ""])), partitionKey: context.partitionKey, ...times };
}

function queryValues(
  context: Extract<InputContext, { hasPartitions: true }>,
  parameters: PartitionParameters | undefined,
  values: Readonly<Record<string, string>>,
): Record<string, string> {
  const { key, start, end } = parameters ?? {};
  const query: Record<string, string> = {};
  if (typeof key === "string") query[key] = context.partitionKey;
  for (const [dimension, parameter] of typeof key === "object" ? Object.entries(key) : []) {
    const value = values[dimension];
    if (value === undefined) throw new Error(`[api] ${context.assetKey} has no dimension "${dimension}". Correct partition.key.`);
    query[parameter] = value;
  }
  if ((start !== undefined || end !== undefined) && values.start === undefined)
    throw new Error(
      `[api] the partitions of ${context.assetKey} are not time windows, so they have no start and end. Give partition: { key: "…" }.`,
    );
  if (start !== undefined) query[start] = values.start as string;
  if (end !== undefined) query[end] = values.end as string;
  return query;
}

function written(time: Date, format: PartitionParameters["format"]): string {
  if (format === "epoch-seconds") return String(time.getTime() / 1000);
  if (format === "epoch-milliseconds") return String(time.getTime());
  return format === "date" ? time.toISOString().slice(0, 10) : time.toISOString();
}

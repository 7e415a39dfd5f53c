// Shows a stored value: the first rows of what is row-like, else the value, as far as JSON carries it.
import { inspect } from "node:util";
import pLimit from "p-limit";
import type { Materialization } from "../contract/run.js";
import type { PartitionsShown, ShownValue, WorkerRequest } from "../contract/worker.js";
import { reasonAgainstJson } from "../io/json-safe.js";
import { dimensionsOf, type KeySpace, partitionSegments, sliceOf } from "../partitions/index.js";
import { isTable } from "../sdk/relation.js";
import { describeContext } from "../sdk/run/describe-context.js";
import { inputContext, type LoadRequest } from "../sdk/run/load.js";
import { loadProject } from "./load.js";
import type { Report } from "./report.js";
import { keysOf, openStorage } from "./stored-values.js";

export async function show(request: Extract<WorkerRequest, { kind: "show" }>, report: Report): Promise<ShownValue> {
  const { projectDir, assetKey, rows, partitionKey } = request;
  const storage = openStorage(await loadProject(projectDir, request.configFile, report), projectDir);
  try {
    const upstream = storage.asset(assetKey);
    const { manager, key: ioManagerKey } = await storage.manager(upstream);
    const load = storage.request(upstream, manager);
    const space = keysOf(upstream, load);
    checkPartition(assetKey, space, partitionKey);
    const one = space === null || partitionKey === undefined ? null : [partitionKey];
    const isListed = space !== null && one === null;
    const segments = space === null || one === null ? undefined : partitionSegments(space.spec, one[0] as string);
    const materialization = upstream.external || isListed ? null : await load.records.latest(assetKey, segments);
    const slice = space === null || one === null ? null : sliceOf(space.spec, one, load.moment);
    const described = manager.describe?.(describeContext(upstream, projectDir, materialization, slice));
    const base = {
      key: assetKey,
      storedAt: materialization?.stored?.storedAt ?? described?.storedAt ?? null,
      ioManagerKey,
      materialization,
    };
    if (isListed) return { ...base, partitions: await listPartitions(assetKey, space, load, rows), rows: null, value: null };
    if (materialization !== null && materialization.stored === null)
      return { ...base, storedAt: null, ioManagerKey: null, rows: null, value: null };
    const context = await inputContext(load, one);
    const seen =
      manager.preview === undefined
        ? { kind: "value" as const, value: await manager.loadInput(context) }
        : await manager.preview(context, rows);
    if (seen.kind === "rows") return { ...base, rows: seen.rows.slice(0, rows).map((row) => jsonRow(row)), value: null };
    return { ...base, rows: null, value: jsonOrPreview(seen.value, materialization?.stored?.format ?? "value") };
  } finally {
    await storage.close();
  }
}

function checkPartition(assetKey: string, space: KeySpace | null, partitionKey: string | undefined): void {
  if (partitionKey === undefined) return;
  if (space === null) throw new Error(`${assetKey} has no partitions. Leave --partition out.`);
  if (space.indexOf(partitionKey) !== -1) return;
  const known = space.length === 0 ? "There are none yet." : `They go from ${space.at(0)} to ${space.at(-1)}.`;
  throw new Error(`${assetKey} has no partition "${partitionKey}". ${known}`);
}

/** What lies outside the definition, since it was changed, is none of its partitions any more. */
async function listPartitions(assetKey: string, space: KeySpace, { records }: LoadRequest, most: number): Promise<PartitionsShown> {
  const recorded = await records.partitions(assetKey, dimensionsOf(space.spec).length);
  const paths = Array.from(space, (key) => partitionSegments(space.spec, key)).filter((path) => recorded.has(path.join("/")));
  const limit = pLimit(32);
  const last = paths.slice(Math.max(0, paths.length - most));
  const found = await Promise.all(last.map((path) => limit(() => records.latest(assetKey, path))));
  const materializations = found.filter((record): record is Materialization => record !== null);
  return { total: space.length, materialized: paths.length, materializations };
}

function jsonRow(row: Readonly<Record<string, unknown>>): Record<string, unknown> {
  return Object.fromEntries(Object.entries(row).map(([name, value]) => [name, jsonCell(value)]));
}

/** Dates as ISO text, big integers as text, bytes by their length; what else JSON does not carry as it is printed. */
function jsonCell(value: unknown): unknown {
  if (reasonAgainstJson(value) === null) return value;
  if (value instanceof Date) return Number.isNaN(value.getTime()) ? null : value.toISOString();
  if (typeof value === "bigint") return value.toString();
  if (value === undefined) return null;
  if (value instanceof Uint8Array) return `${value.length} bytes`;
  if (typeof value === "object" && value !== null && !isCyclic(value)) {
    if (Array.isArray(value)) return value.map(jsonCell);
    if (Object.getPrototypeOf(value) === Object.prototype) return jsonRow(value as Record<string, unknown>);
  }
  return inspect(value, { depth: 3, breakLength: 100 });
}

function isCyclic(value: object, above: ReadonlySet<object> = new Set()): boolean {
  if (above.has(value)) return true;
  const path = new Set(above).add(value);
  return Object.values(value).some((member) => typeof member === "object" && member !== null && isCyclic(member, path));
}

function jsonOrPreview(value: unknown, format: string): unknown {
  if (reasonAgainstJson(value) === null) return value;
  if (isTable(value)) return { format, preview: `a table of ${value.numRows} rows` };
  return { format, preview: inspect(value, { depth: 4, maxArrayLength: 50, maxStringLength: 2000, breakLength: 100 }) };
}

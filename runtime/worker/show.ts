// Shows a stored value: the first rows of what is row-like, else the value, as far as JSON carries it.
import { inspect } from "node:util";
import type { ShownValue, WorkerRequest } from "../contract/worker.js";
import { reasonAgainstJson } from "../io/json-safe.js";
import { defaultManager } from "../sdk/default-manager.js";
import { createLog } from "../sdk/log.js";
import { nearest } from "../sdk/nearest.js";
import { fileRecordStore } from "../sdk/record-store.js";
import { isTable } from "../sdk/relation.js";
import { readResources } from "../sdk/run/execute.js";
import { inputContext, type LoadRequest } from "../sdk/run/load.js";
import { createManagerPool } from "../sdk/run/managers.js";
import { loadProject } from "./load.js";
import type { Report } from "./report.js";

export async function show(request: Extract<WorkerRequest, { kind: "show" }>, report: Report): Promise<ShownValue> {
  const { projectDir, assetKey, rows } = request;
  const project = await loadProject(projectDir, request.configFile, report);
  const upstream = project.assets.get(assetKey);
  if (upstream === undefined) {
    const near = nearest(assetKey, project.assets.keys());
    throw new Error(
      `there is no asset ${assetKey}. ${near === null ? `Known: ${[...project.assets.keys()].join(", ")}.` : `Did you mean ${near}?`}`,
    );
  }
  const pool = createManagerPool(project, defaultManager());
  try {
    const { manager, key } = pool.storing(upstream);
    await pool.ready(manager);
    const records = fileRecordStore(projectDir);
    const load: LoadRequest = {
      upstream,
      manager,
      declared: { form: "value" },
      entry: undefined,
      records,
      projectDir,
      runId: null,
      log: createLog(() => undefined),
      resources: readResources(project),
      signal: new AbortController().signal,
    };
    const materialization = upstream.external ? null : await records.latest(assetKey);
    const described = manager.describe?.({
      assetKey: upstream.key,
      projectDir,
      metadata: upstream.definition.options.metadata ?? {},
      declared: { form: "value" },
      materialization,
    });
    const base = {
      key: assetKey,
      storedAt: materialization?.stored?.storedAt ?? described?.storedAt ?? null,
      ioManagerKey: key,
      materialization,
    };
    if (materialization !== null && materialization.stored === null)
      return { ...base, storedAt: null, ioManagerKey: null, rows: null, value: null };
    const context = await inputContext(load);
    const seen =
      manager.preview === undefined
        ? { kind: "value" as const, value: await manager.loadInput(context) }
        : await manager.preview(context, rows);
    if (seen.kind === "rows") return { ...base, rows: seen.rows.slice(0, rows).map((row) => jsonRow(row)), value: null };
    return { ...base, rows: null, value: jsonOrPreview(seen.value, materialization?.stored?.format ?? "value") };
  } finally {
    await pool.close();
  }
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

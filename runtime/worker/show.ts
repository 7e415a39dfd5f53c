// Shows a stored value: the first rows of a row-like value, otherwise the value as JSON where possible.
import { inspect } from "node:util";
import type { ShownValue, WorkerRequest } from "../contract/worker.js";
import { isRows } from "../io/values/cells.js";
import { reasonAgainstJson } from "../io/values/json-safe.js";
import type { Preview } from "../sdk/io-manager.js";
import { isTable } from "../sdk/relation.js";
import { jsonRow } from "./json-cell.js";
import { loadProject } from "./load.js";
import type { Report } from "./report.js";
import { listPartitions, locate, openStorage } from "./stored-values.js";

export async function show(request: Extract<WorkerRequest, { kind: "show" }>, report: Report): Promise<ShownValue> {
  const { projectDir, assetKey, rows } = request;
  const storage = await openStorage(await loadProject(projectDir, request.configFile, report), projectDir);
  try {
    const located = await locate(storage, projectDir, request);
    const { manager, ioManagerKey, materialization, storedAt, listed, load } = located;
    const base = { key: assetKey, storedAt, ioManagerKey, materialization };
    if (listed !== null) return { ...base, partitions: await listPartitions(assetKey, listed, load, rows), rows: null, value: null };
    if (materialization !== null && materialization.stored === null)
      return { ...base, storedAt: null, ioManagerKey: null, rows: null, value: null };
    const context = await located.context();
    // A value without a record may be stored under a name of former versions.
    const found = { ...base, storedAt: context.upstreamOutput.materialization?.stored?.storedAt ?? storedAt };
    const seen = manager.preview === undefined ? wholeValue(await manager.loadInput(context)) : await manager.preview(context, rows);
    if (seen.kind === "rows") {
      const total = manager.preview === undefined ? { total: seen.rows.length } : {};
      return { ...found, ...total, rows: seen.rows.slice(0, rows).map((row) => jsonRow(row)), value: null };
    }
    return { ...found, rows: null, value: jsonOrPreview(seen.value, materialization?.stored?.format ?? "value") };
  } finally {
    await storage.close();
  }
}

/** For a manager without its own preview. Rows are marked as rows, so that they can be truncated. */
function wholeValue(value: unknown): Preview {
  return isRows(value) && value.length > 0 ? { kind: "rows", rows: value } : { kind: "value", value };
}

function jsonOrPreview(value: unknown, format: string): unknown {
  if (reasonAgainstJson(value) === null) return value;
  if (isTable(value)) return { format, preview: `a table of ${value.numRows} rows` };
  return { format, preview: inspect(value, { depth: 4, maxArrayLength: 50, maxStringLength: 2000, breakLength: 100 }) };
}

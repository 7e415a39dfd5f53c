// Converts cells of rows to JSON.
import { inspect } from "node:util";
import { reasonAgainstJson } from "../io/values/json-safe.js";

export function jsonRow(row: Readonly<Record<string, unknown>>): Record<string, unknown> {
  return Object.fromEntries(Object.entries(row).map(([name, value]) => [name, jsonCell(value)]));
}

/** Dates become ISO text, bigints text, and bytes their length. Other values that JSON does not support become their printed text. */
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

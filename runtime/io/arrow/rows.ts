// Converts the rows of an Arrow table to JavaScript values.
import type { Table } from "../../sdk/relation.js";

/** Row objects of the named columns. Timestamps and dates, which apache-arrow returns as numbers, become Dates; vectors become arrays. */
export function rowsOfTable(table: Table, names: readonly string[]): Record<string, unknown>[] {
  const fields = table.schema.fields.filter(({ name }) => names.includes(name));
  const columns = fields.map((field) => {
    const type = String((field as { type?: unknown }).type);
    const isTime = /^Timestamp|^Date/.test(type);
    return { name: field.name, values: [...(table.getChild(field.name) ?? [])], isTime };
  });
  return Array.from({ length: table.numRows }, (_, at) => {
    const entries = columns.map(({ name, values, isTime }) => [name, plain(values[at], isTime)]);
    return Object.fromEntries(entries) as Record<string, unknown>;
  });
}

function plain(value: unknown, isTime: boolean): unknown {
  if (value === null || value === undefined) return null;
  if (isTime) return value instanceof Date ? value : new Date(Number(value));
  if (typeof value !== "object" || value instanceof Date || value instanceof Uint8Array) return value;
  if (ArrayBuffer.isView(value)) return Array.from(value as unknown as Iterable<unknown>);
  if (typeof (value as { toArray?: unknown }).toArray === "function")
    return Array.from((value as { toArray(): Iterable<unknown> }).toArray(), (member) => plain(member, false));
  if (typeof (value as { toJSON?: unknown }).toJSON === "function") return (value as { toJSON(): unknown }).toJSON();
  return value;
}

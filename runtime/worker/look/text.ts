// A value as text for a comparison line by line: one line for each row, other values as JSON or as printed.
import { inspect } from "node:util";
import { reasonAgainstJson } from "../../io/values/json-safe.js";
import { jsonRow } from "../json-cell.js";
import type { Located } from "../stored-values.js";
import type { MemoryRows } from "./memory-rows.js";
import { bytesOf, LONGEST_TEXT } from "./shape.js";

/** The maximum number of compared lines. */
const ROWS = 10_000;

export interface ValueText {
  readonly text: string;
  readonly more: boolean;
}

export async function textOf(
  { manager, context, materialization }: Located,
  load: () => Promise<{ value: unknown; rows: MemoryRows | null }>,
): Promise<ValueText> {
  const question = { offset: 0, limit: ROWS, sort: [], filters: [], counted: true };
  const page = (await manager.page?.(await context(materialization ?? undefined), question)) ?? null;
  if (page !== null) return ofRows(page.rows, page.total ?? 0);
  const { value, rows } = await load();
  if (rows !== null) return ofRows(rows.page(question).rows, rows.total);
  const bytes = bytesOf(value);
  const text =
    typeof value === "string"
      ? value
      : bytes !== null
        ? hexLines(bytes.subarray(0, ROWS * 16))
        : reasonAgainstJson(value) === null
          ? JSON.stringify(value, null, 2)
          : inspect(value, { depth: 20, maxArrayLength: ROWS, maxStringLength: LONGEST_TEXT, sorted: true, breakLength: 100 });
  return { text: text.slice(0, LONGEST_TEXT), more: text.length > LONGEST_TEXT };
}

function ofRows(rows: readonly Readonly<Record<string, unknown>>[], total: number): ValueText {
  return { text: rows.map((row) => `${JSON.stringify(jsonRow(row))}\n`).join(""), more: total > rows.length };
}

function hexLines(bytes: Uint8Array): string {
  const lines: string[] = [];
  for (let at = 0; at < bytes.length; at += 16) lines.push(Buffer.from(bytes.subarray(at, at + 16)).toString("hex"));
  return lines.join("\n");
}

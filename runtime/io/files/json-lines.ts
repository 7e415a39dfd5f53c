// Rows as JSON Lines (https://jsonlines.org): one object in each line, in UTF-8. Values that JSON does not support are text.
import type { DeclaredColumn } from "../../contract/asset.js";
import { type CellKinds, type CellReader, cellOf, jsonOfCell, readerOf } from "../values/column-cells.js";
import { asWritten, exactCell, parseExactly } from "../values/exact-json.js";

type Row = Readonly<Record<string, unknown>>;

/** Batches as text, as they arrive. */
export async function* jsonLinesOf(
  batches: AsyncIterable<readonly Row[]> | Iterable<readonly Row[]>,
  kinds: CellKinds,
): AsyncGenerator<Uint8Array> {
  let rows = 0;
  for await (const batch of batches) {
    const lines = batch.map((row, at) => `${JSON.stringify(jsonOfRow(row, kinds, rows + at))}\n`);
    if (lines.length > 0) yield Buffer.from(lines.join(""));
    rows += batch.length;
  }
}

function jsonOfRow(row: Row, kinds: CellKinds, at: number): Record<string, unknown> {
  return Object.fromEntries(Object.keys(row).map((name) => [name, jsonOfCell(row[name], kinds[name] ?? "string", [at, name])]));
}

const BATCH = 10_000;

/** The rows in batches; `kinds` contains the kinds of columns from the record. Throws an error with the line. */
export async function* rowsOfJsonLines(
  bytes: AsyncIterable<Uint8Array>,
  kinds: unknown,
  declared: readonly DeclaredColumn[],
): AsyncGenerator<Record<string, unknown>[]> {
  const readers = new Map<string, CellReader>();
  let rows: Record<string, unknown>[] = [];
  let number = 0;
  for await (const line of linesOf(bytes)) {
    number++;
    if (line.trim() === "") continue;
    try {
      rows.push(rowOf(parseExactly(line), readers, kinds, declared));
    } catch (error) {
      throw new Error(`line ${number}: ${(error as Error).message}`);
    }
    if (rows.length < BATCH) continue;
    yield rows;
    rows = [];
  }
  if (rows.length > 0) yield rows;
}

function rowOf(
  value: unknown,
  readers: Map<string, CellReader>,
  kinds: unknown,
  declared: readonly DeclaredColumn[],
): Record<string, unknown> {
  if (typeof value !== "object" || value === null || Array.isArray(value))
    throw new Error("it is not an object. Write one row on each line.");
  const entries: [string, unknown][] = [];
  for (const [name, given] of Object.entries(value)) {
    // Only an object may be, or contain, a number that a JavaScript number cannot represent exactly.
    const cell = typeof given === "object" ? exactCellOf(given, columnOf(declared, name), name) : given;
    const reader = readers.get(name) ?? readerOf(name, kinds, declared);
    readers.set(name, reader);
    if (cell === null && reader.nullIsUndefined) continue;
    try {
      entries.push([name, cellOf(cell, reader.kind, false)]);
    } catch (error) {
      throw new Error(`"${name}": ${(error as Error).message}`);
    }
  }
  return Object.fromEntries(entries);
}

function exactCellOf(value: unknown, column: DeclaredColumn | undefined, name: string): unknown {
  const keepsDigits = column?.kind === "bigint" || column?.kind === "string";
  return exactCell(keepsDigits ? value : asWritten(value), column, name);
}

function columnOf(declared: readonly DeclaredColumn[], name: string): DeclaredColumn | undefined {
  return declared.find((column) => column.name === name);
}

async function* linesOf(bytes: AsyncIterable<Uint8Array>): AsyncGenerator<string> {
  const decoder = new TextDecoder();
  let rest = "";
  for await (const chunk of bytes) {
    const lines = (rest + decoder.decode(chunk, { stream: true })).split("\n");
    rest = lines.pop() ?? "";
    yield* lines;
  }
  rest += decoder.decode();
  if (rest !== "") yield rest;
}

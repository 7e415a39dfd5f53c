// Rows as CSV (RFC 4180): a header, UTF-8, quotes where they are needed. Null is an empty cell, and empty text is a pair of quotes.
import { Readable } from "node:stream";
import type { DeclaredColumn } from "../../contract/asset.js";
import { type CellKinds, type CellReader, cellOf, readerOf, textOfCell } from "../values/column-cells.js";

type Row = Readonly<Record<string, unknown>>;

/** Batches as text, as they arrive. `namesOf` is called with the first one; later batches must not add columns. */
export async function* csvOf(
  batches: AsyncIterable<readonly Row[]> | Iterable<readonly Row[]>,
  namesOf: (first: readonly Row[]) => readonly string[],
  kinds: CellKinds,
): AsyncGenerator<Uint8Array> {
  const { stringify } = await import("csv-stringify/sync");
  const cast = { string: (text: string) => (text === "" ? { value: "", quoted_empty: true } : text) };
  let names: readonly string[] | null = null;
  let rows = 0;
  for await (const batch of batches) {
    if (names === null) {
      names = namesOf(batch);
      if (names.length === 0 && batch.length > 0)
        throw new TypeError("the rows have no keys, so there are no columns. Return rows with keys.");
      if (names[0]?.startsWith("\ufeff") === true)
        throw new TypeError(`the first column's name begins with a byte order mark, which is lost in a CSV file. Rename the column.`);
      if (names.length > 0) yield Buffer.from(stringify([[...names]], { cast }));
    }
    const known = new Set(names);
    const stranger = batch.flatMap((row) => Object.keys(row)).find((name) => !known.has(name));
    if (stranger !== undefined)
      throw new TypeError(
        `the column "${stranger}" is not in the first batch, whose columns are the file's. Give every row the same keys.`,
      );
    const cells = batch.map((row, at) =>
      (names ?? []).map((name) => (Object.hasOwn(row, name) ? textOfCell(row[name], kinds[name] ?? "string", [rows + at, name]) : null)),
    );
    if (cells.length > 0) yield Buffer.from(stringify(cells, { cast }));
    rows += batch.length;
  }
  if (names === null) {
    const declared = namesOf([]);
    if (declared.length > 0) yield Buffer.from(stringify([[...declared]], { cast }));
  }
}

const BATCH = 10_000;

/**
 * The rows in batches; `kinds` contains the kinds of columns from the record. Throws an error with the row and the column of an invalid
 * cell.
 */
export async function* rowsOfCsv(
  bytes: AsyncIterable<Uint8Array>,
  kinds: unknown,
  declared: readonly DeclaredColumn[],
): AsyncGenerator<Record<string, unknown>[]> {
  const { parse } = await import("csv-parse");
  const source = Readable.from(bytes, { objectMode: false });
  const parser = parse({ bom: true, cast: (text, { quoting }) => (text === "" && !quoting ? null : text) });
  source.on("error", (error) => parser.destroy(error));
  let columns: { readonly name: string; readonly reader: CellReader }[] | null = null;
  let rows: Record<string, unknown>[] = [];
  let count = 0;
  try {
    for await (const cells of source.pipe(parser) as AsyncIterable<(string | null)[]>) {
      if (columns === null) {
        columns = cells.map((cell) => ({ name: cell ?? "", reader: readerOf(cell ?? "", kinds, declared) }));
        refuseTwins(columns.map(({ name }) => name));
        continue;
      }
      rows.push(rowOf(cells, columns, ++count));
      if (rows.length < BATCH) continue;
      yield rows;
      rows = [];
    }
    if (rows.length > 0) yield rows;
  } finally {
    source.destroy();
    parser.destroy();
  }
}

function rowOf(
  cells: readonly (string | null)[],
  columns: readonly { readonly name: string; readonly reader: CellReader }[],
  row: number,
): Record<string, unknown> {
  const entries: [string, unknown][] = [];
  for (const [at, { name, reader }] of columns.entries()) {
    const cell = cells[at] ?? (reader.emptyIsText ? "" : null);
    if (cell === null && reader.nullIsUndefined) continue;
    try {
      entries.push([name, cellOf(cell, reader.kind, true)]);
    } catch (error) {
      throw new Error(`row ${row}, column "${name}": ${(error as Error).message}`);
    }
  }
  return Object.fromEntries(entries);
}

function refuseTwins(names: readonly string[]): void {
  const twin = names.find((name, at) => names.indexOf(name) !== at);
  if (twin !== undefined) throw new Error(`two columns are named "${twin}". Rename one.`);
}

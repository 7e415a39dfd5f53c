// Rows as .parquet files: each column has the type of its values, or of its declaration if all values are null.
import type { DeclaredColumn } from "../../contract/asset.js";
import { type CellKind, type CellKinds, textOfCell } from "../values/column-cells.js";
import { pathText } from "../values/json-safe.js";
import { GROUP_ROWS, parquetBytes, type RowGroup } from "./write.js";

type Row = Readonly<Record<string, unknown>>;

/** Numbers are DOUBLE, which represents every JavaScript number exactly. */
const TYPES = {
  number: "DOUBLE",
  bigint: "INT64",
  string: "STRING",
  boolean: "BOOLEAN",
  date: "TIMESTAMP",
  bytes: "BYTE_ARRAY",
  json: "JSON",
} as const satisfies Record<CellKind, string>;

/** The Parquet type of a kind of cell. */
export const parquetTypeOf = (kind: CellKind): string => TYPES[kind];

/** The approximate number of bytes of cells in a row group before it is written. */
const GROUP_BYTES = 64 * 1024 * 1024;

/**
 * The bytes of a file with these rows. Memory holds a batch and a row group. `kinds` contains the kind of each column of the batches so
 * far, and `names` the columns that are known beforehand. The first row group determines the columns and their types. Throws a TypeError
 * with the path of a value that Parquet cannot store.
 */
export function parquetOfRows(
  batches: AsyncIterable<readonly Row[]> | Iterable<readonly Row[]>,
  kinds: CellKinds,
  declared: readonly DeclaredColumn[],
  names: readonly string[] = [],
): AsyncGenerator<Uint8Array> {
  return parquetBytes(rowGroups(batches, new Columns(names, kinds, declared)));
}

async function* rowGroups(batches: AsyncIterable<readonly Row[]> | Iterable<readonly Row[]>, columns: Columns): AsyncGenerator<RowGroup> {
  for await (const batch of batches)
    for (const row of batch) {
      columns.add(row);
      if (columns.isFull()) yield columns.take();
    }
  if (columns.isFirst || columns.rows > 0) yield columns.take();
}

/** Rows as columns: the columns of the current row group. */
class Columns {
  rows = 0;
  /** No row group was written yet, so columns can still be added. */
  isFirst = true;
  readonly #cells = new Map<string, unknown[]>();
  /** The kinds of the written columns. */
  readonly #written = new Map<string, CellKind>();
  readonly #kinds: CellKinds;
  readonly #declared: readonly DeclaredColumn[];
  #bytes = 0;
  #before = 0;

  constructor(names: readonly string[], kinds: CellKinds, declared: readonly DeclaredColumn[]) {
    for (const name of names) this.#cells.set(name, []);
    this.#kinds = kinds;
    this.#declared = declared;
  }

  isFull(): boolean {
    return this.rows >= GROUP_ROWS || this.#bytes >= GROUP_BYTES;
  }

  add(row: Row): void {
    for (const name of Object.keys(row)) {
      const isNothing = row[name] === null || row[name] === undefined;
      if (!this.#cells.has(name) && (this.isFirst || !isNothing)) this.#begin(name);
    }
    for (const [name, cells] of this.#cells) {
      const cell = cellOf(Object.hasOwn(row, name) ? row[name] : null, this.#kindOf(name), [this.#before + this.rows, name]);
      this.#bytes += cell.bytes;
      cells.push(cell.value);
    }
    this.rows++;
  }

  take(): RowGroup {
    if (this.isFirst) for (const { name } of this.#declared) if (!this.#cells.has(name)) this.#begin(name);
    if (this.#cells.size === 0 && this.rows > 0)
      throw new TypeError("the rows have no keys, so there are no columns. Return rows with keys.");
    const group = [...this.#cells].map(([name, data]) => {
      const kind = this.#kindOf(name);
      this.#written.set(name, kind);
      this.#cells.set(name, []);
      return { name, data, type: TYPES[kind], nullable: true };
    });
    this.#before += this.rows;
    [this.rows, this.#bytes, this.isFirst] = [0, 0, false];
    return group;
  }

  /** A column that no earlier row had. */
  #begin(name: string): void {
    if (!this.isFirst)
      throw new TypeError(
        `the column "${name}" is not in the first ${this.#before} rows, whose columns are the file's. Give every row the same keys, or declare the rows' type.`,
      );
    this.#cells.set(name, new Array(this.rows).fill(null));
  }

  #kindOf(name: string): CellKind {
    const written = this.#written.get(name);
    const held = Object.hasOwn(this.#kinds, name) ? this.#kinds[name] : undefined;
    if (written !== undefined && held !== undefined && held !== written)
      throw new TypeError(
        `the column "${name}" contains a ${held}, but was written as ${written} because it was null in the first rows. Declare the rows' type, or give the first batch a value.`,
      );
    return written ?? held ?? declaredKind(name, this.#declared);
  }
}

function declaredKind(name: string, declared: readonly DeclaredColumn[]): CellKind {
  const kind = declared.find((column) => column.name === name)?.kind ?? "string";
  return kind === "list" || kind === "struct" || kind === "unknown" ? "json" : kind;
}

/** A value for the writer, and its approximate size in bytes. */
interface Cell {
  readonly value: unknown;
  readonly bytes: number;
}

const NOTHING: Cell = { value: null, bytes: 1 };

function cellOf(value: unknown, kind: CellKind, path: readonly (string | number)[]): Cell {
  if (value === null || value === undefined) return NOTHING;
  // Throws for values that no column can store.
  const text = textOfCell(value, kind, path);
  if (kind === "json") {
    if (/"__proto__":/.test(text as string))
      throw new TypeError(`${pathText(path)} has a key __proto__, which is lost when the Parquet file is read. Rename it.`);
    return { value: JSON.parse(text as string), bytes: (text as string).length };
  }
  if (kind === "bigint" && BigInt.asIntN(64, value as bigint) !== value)
    throw new TypeError(`${pathText(path)} is a bigint of more than 64 bits, which Parquet cannot store. Store it as a string.`);
  if (kind === "string" && (value as string).startsWith("\ufeff"))
    throw new TypeError(`${pathText(path)} begins with a byte order mark, which is lost when the Parquet file is read. Remove it.`);
  return { value, bytes: (text as string).length };
}

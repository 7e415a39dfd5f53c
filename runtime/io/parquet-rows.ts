// Rows as .parquet files: each column has the type of its values, or of its declaration where all are null.
import type { DeclaredColumn } from "../contract/asset.js";
import { type CellKind, type CellKinds, textOfCell } from "./column-cells.js";
import { written } from "./json-safe.js";

type Row = Readonly<Record<string, unknown>>;

/** Numbers are DOUBLE, which holds every one of them exactly. */
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

export async function parquetOfRows(
  rows: readonly Row[],
  names: readonly string[],
  kinds: CellKinds,
  declared: readonly DeclaredColumn[],
): Promise<Uint8Array> {
  if (names.length === 0 && rows.length > 0) throw new TypeError("the rows have no keys, so there are no columns. Return rows with keys.");
  const { parquetWriteBuffer } = await import("hyparquet-writer");
  const columnData = names.map((name) => {
    const kind = (Object.hasOwn(kinds, name) ? kinds[name] : undefined) ?? declaredKind(name, declared);
    const data = rows.map((row, at) => cell(Object.hasOwn(row, name) ? row[name] : null, kind, [at, name]));
    return { name, data, type: TYPES[kind], nullable: true };
  });
  return new Uint8Array(parquetWriteBuffer({ columnData }));
}

function declaredKind(name: string, declared: readonly DeclaredColumn[]): CellKind {
  const kind = declared.find((column) => column.name === name)?.kind ?? "string";
  return kind === "list" || kind === "struct" || kind === "unknown" ? "json" : kind;
}

function cell(value: unknown, kind: CellKind, path: readonly (string | number)[]): unknown {
  if (value === null || value === undefined) return null;
  // What text could not hold, no column holds.
  const text = textOfCell(value, kind, path);
  if (kind === "json") return JSON.parse(text as string);
  if (kind === "bigint" && BigInt.asIntN(64, value as bigint) !== value)
    throw new TypeError(`${written(path)} is a bigint of more than 64 bits, which Parquet does not hold. Store it as a string.`);
  if (kind === "string" && (value as string).startsWith("\ufeff"))
    throw new TypeError(`${written(path)} begins with a byte order mark, which is lost when Parquet is read. Take it away.`);
  return value;
}

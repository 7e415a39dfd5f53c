// Reads a whole table by UNLOAD: Redshift's nodes write Parquet files to S3 in parallel, which are read row group by row group.
import { randomUUID } from "node:crypto";
import { encodeSegment } from "../../contract/address.js";
import type { DeclaredColumn } from "../../contract/asset.js";
import type { ObjectStore } from "../object-store/object-store.js";
import type { ServerKind } from "../postgres/column-types.js";
import { doubleText, timestampText } from "../postgres/copy-text.js";
import { rowMaker } from "../postgres/decode.js";
import { quoted } from "../tables/quoted.js";
import { resultColumns, type TableRead } from "./load.js";
import type { RedshiftSession } from "./session-types.js";
import { statements } from "./statements.js";

export interface UnloadOptions {
  readonly store: ObjectStore;
  readonly iamRole: string;
  readonly assetKey: string;
  readonly signal: AbortSignal;
}

type LoadedRow = Record<string, unknown>;

/** The rows in batches; memory holds one file. The files are removed, even when the consumer stops early. */
export async function* unloadTable(
  session: RedshiftSession,
  { table, columns }: TableRead,
  declared: readonly DeclaredColumn[],
  { store, iamRole, assetKey, signal }: UnloadOptions,
): AsyncGenerator<LoadedRow[]> {
  if (columns.size === 0) return;
  const folder = `${assetKey.split("/").map(encodeSegment).join("/")}/${randomUUID()}/0/`;
  const fields = [...columns].map(([name, { kind }], at) => ({ kind, field: `c${at}`, text: unloaded(name, kind, `c${at}`) }));
  const make = rowMaker(resultColumns(columns), declared);
  try {
    const texts = fields.map(({ text }) => text);
    await session.query(statements.unload(statements.select(table, texts, null, null), store.addressOf(folder), iamRole));
    for await (const { name } of store.list(folder, signal)) {
      for await (const rows of rowsOfFile(await store.get(name, signal)))
        yield rows.map((row) => make(fields.map(({ field, kind }) => textOf(row[field], kind))));
    }
  } finally {
    const written: string[] = [];
    for await (const { name } of store.list(folder)) written.push(name);
    for (const name of written) await store.delete(name);
  }
}

/** Cast to a type that Parquet has and that UNLOAD documents, under a name that needs no quoting. */
function unloaded(column: string, kind: ServerKind, field: string): string {
  const name = quoted(column);
  switch (kind) {
    case "timestamptz":
      return `${name} AT TIME ZONE 'UTC' AS ${quoted(field)}`;
    case "json":
    case "unknown":
      return `JSON_SERIALIZE(${name}) AS ${quoted(field)}`;
    case "bytea":
      return `TO_HEX(${name}) AS ${quoted(field)}`;
    case "numeric":
    case "other":
      return `CAST(${name} AS VARCHAR(65535)) AS ${quoted(field)}`;
    default:
      return `${name} AS ${quoted(field)}`;
  }
}

/** The text that the connection would return, so that values are decoded in only one way. */
function textOf(value: unknown, kind: ServerKind): string | null {
  if (value === null || value === undefined) return null;
  if (kind === "double") return doubleText(value as number, []);
  if (value instanceof Date) return timestampText(value, []);
  return String(value);
}

async function* rowsOfFile(bytes: Uint8Array): AsyncGenerator<LoadedRow[]> {
  const [{ parquetMetadata, parquetReadObjects }, { compressors }] = await Promise.all([
    import("hyparquet"),
    import("hyparquet-compressors"),
  ]);
  const file = bytes.slice().buffer;
  const metadata = parquetMetadata(file);
  let rowStart = 0;
  for (const { num_rows } of metadata.row_groups) {
    const rowEnd = rowStart + Number(num_rows);
    yield await parquetReadObjects({ file, metadata, compressors, rowStart, rowEnd });
    rowStart = rowEnd;
  }
}

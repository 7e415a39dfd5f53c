// Reads tables and queries in bounded memory: COPY TO STDOUT without bound values, a cursor with bound values.
import type { DeclaredColumn } from "../../contract/asset.js";
import { quoted } from "../tables/quoted.js";
import { destroy, importPg, type Session } from "./connection.js";
import { importCopyStreams } from "./copy-in.js";
import { fieldsOfLine, linesOf } from "./copy-text.js";
import { type MakeRow, type ResultColumn, rowMaker } from "./decode.js";

export type LoadedRow = Record<string, unknown>;

export interface Query {
  readonly text: string;
  /** The values of `$1`, `$2`, …, in the form that `pg` accepts. */
  readonly values: readonly unknown[];
}

/** All statements read one snapshot. */
const READ = "begin isolation level repeatable read read only";
/** The number of rows in a batch. */
const FETCH = 5000;

/** `select` of a table or some of its columns, followed by additional columns. */
export function selectOf(table: string, columns: readonly string[] | undefined, more = ""): string {
  return `select ${columns === undefined ? "*" : columns.map(quoted).join(", ")}${more} from ${table}`;
}

/**
 * The rows in batches, as they arrive. When the consumer stops early, the connection is cut. `isShown`: values without an exact JavaScript
 * value are text; otherwise they are an error.
 */
export async function* readQuery(
  session: Session,
  query: Query,
  declared: readonly DeclaredColumn[],
  isShown = false,
): AsyncGenerator<LoadedRow[]> {
  const { client } = session;
  const makerFor = (columns: readonly ResultColumn[]) => makerOf(session, columns, declared, isShown);
  await client.query(READ);
  if (query.values.length === 0) yield* readCopy(session, query, makerFor);
  else yield* readCursor(session, query, makerFor);
  await client.query("commit");
}

type MakerFor = (columns: readonly ResultColumn[]) => Promise<MakeRow>;

/** The columns that a query returns, without running it. */
export async function columnsOf({ client }: Session, { text, values }: Query): Promise<ResultColumn[]> {
  const described = await client.query({
    text: `select * from (${text}\n) as millrace_query limit 0`,
    values: [...values],
    rowMode: "array",
  });
  return described.fields.map(({ name, dataTypeID }) => ({ name, oid: dataTypeID }));
}

async function* readCopy(session: Session, query: Query, makerFor: MakerFor): AsyncGenerator<LoadedRow[]> {
  const { client } = session;
  const columns = await columnsOf(session, query);
  const make = await makerFor(columns);
  const { to } = await importCopyStreams(session.label);
  const stream = client.query(to(`copy (${query.text}\n) to stdout`));
  let whole = false;
  try {
    // For a table without columns, COPY returns an empty line for each row.
    for await (const lines of linesOf(stream)) yield lines.map((line) => make(columns.length === 0 ? [] : fieldsOfLine(line)));
    whole = true;
  } finally {
    if (!whole) destroy(client);
  }
}

async function* readCursor(session: Session, { text, values }: Query, makerFor: MakerFor): AsyncGenerator<LoadedRow[]> {
  const { client } = session;
  const asText = { types: { getTypeParser: () => (value: string) => value }, rowMode: "array" as const };
  await client.query(`declare millrace_rows no scroll cursor for ${text}`, [...values]);
  let make: MakeRow | null = null;
  for (;;) {
    const { rows, fields } = await client.query<(string | null)[]>({
      text: `fetch forward ${FETCH} from millrace_rows`,
      ...asText,
    } as never);
    make ??= await makerFor(fields.map(({ name, dataTypeID }) => ({ name, oid: dataTypeID })));
    if (rows.length > 0) yield rows.map(make);
    if (rows.length < FETCH) return;
  }
}

/** An array of texts (`pg_type.oid`); the library splits it independent of the type of its elements. */
const TEXTS = 1009;

async function makerOf(
  session: Session,
  columns: readonly ResultColumn[],
  declared: readonly DeclaredColumn[],
  isShown: boolean,
): Promise<MakeRow> {
  const { types } = await importPg(session.label);
  const parser = types.getTypeParser(TEXTS as never, "text") as (text: string) => unknown[];
  // An array with explicit bounds, `[0:1]={a,b}`, has no equivalent in JavaScript.
  const elementsOf = (text: string) => (text.startsWith("{") && text.endsWith("}") ? parser(text) : null);
  return rowMaker(columns, declared, { elementsOf, isShown });
}

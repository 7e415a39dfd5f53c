// A page of a table's rows, sorted and filtered by Redshift.
import type { DeclaredColumn } from "../../contract/asset.js";
import type { RowPage, RowQuestion } from "../../contract/value.js";
import type { ServerKind } from "../postgres/column-types.js";
import { rowMaker } from "../postgres/decode.js";
import { boundValues } from "../postgres/store.js";
import { type PageColumn, pageQueries } from "../tables/page-sql.js";
import { quoted } from "../tables/quoted.js";
import { exactText, selectedText } from "./dialect.js";
import { resultColumns, type TableRead } from "./load.js";
import type { RedshiftSession } from "./session-types.js";
import { statements } from "./statements.js";

/** Without a length, Redshift casts to 256 bytes. */
const TEXT = "VARCHAR(65535)";

/** The type to which a user's text is cast. Without its size, a DECIMAL has no fraction digits. */
const CASTS: Readonly<Partial<Record<ServerKind, string>>> = {
  bigint: "BIGINT",
  numeric: "DECIMAL(38,18)",
  double: "DOUBLE PRECISION",
  boolean: "BOOLEAN",
  timestamptz: "TIMESTAMPTZ",
};

export async function pageOf(
  session: RedshiftSession,
  { table, columns, slice }: TableRead,
  question: RowQuestion,
  declared: readonly DeclaredColumn[] = [],
): Promise<RowPage> {
  const byName = new Map([...columns].map(([name, { kind }]) => [name, pageColumn(quoted(name), kind)]));
  const named = [...columns].map(([name, { type }]) => ({ name, type }));
  if (columns.size === 0) return { columns: named, rows: [], total: question.counted ? 0 : null };
  const bound = slice === null ? [] : boundValues(slice);
  const all = statements.select(table, ["*"], slice?.text ?? null, null);
  const select = [...columns].map(([name, { kind }]) => selectedText(name, kind)).join(", ");
  const page = pageQueries(all, bound.length, byName, question, {
    text: TEXT,
    select,
    // Rows have no order in Redshift, unless a column is sorted by.
    ties: [...columns].map(([name, { kind }]) => exactText(name, kind)),
    unordered: true,
  });
  const values = [...bound, ...page.values];
  const { rows } = await session.query(page.rows, values);
  const made = rows.map(rowMaker(resultColumns(columns), declared, { isShown: true }));
  if (page.count === null) return { columns: named, rows: made, total: null };
  const counted = await session.query(page.count, values);
  return { columns: named, rows: made, total: Number(counted.rows[0]?.[0] ?? 0) };
}

const LONG = 2n ** 63n;

/** `name` is quoted. */
function pageColumn(name: string, kind: ServerKind): PageColumn {
  const column = { compared: name, type: CASTS[kind] ?? TEXT, shown: `cast(${name} as ${TEXT})` };
  return kind === "bigint" ? { ...column, steps: { scale: 0, least: -LONG, most: LONG - 1n } } : column;
}

// The text of table cells, on the page and on the clipboard.
import type { RowColumn } from "../../runtime/contract/value.js";

export type Row = Readonly<Record<string, unknown>>;
export type CopyFormat = "tsv" | "csv" | "json" | "markdown";

/** The value in one line. Empty for null, which is drawn differently. */
export function cellText(value: unknown): string {
  if (value === null || value === undefined) return "";
  return typeof value === "object" ? JSON.stringify(value) : String(value);
}

/** The complete value, for reading. */
export function wholeText(value: unknown): string {
  return typeof value === "object" && value !== null ? JSON.stringify(value, null, 2) : cellText(value);
}

/** Numbers are aligned right. The types have the names of their store: DuckDB, PostgreSQL, Redshift, Arrow or JavaScript. */
export function isNumeric({ type }: RowColumn): boolean {
  return /^(u?(tiny|small|big|huge)?int(eger)?\d*|serial|decimal|numeric|double( precision)?|float\d*|real|number|bigint)(\(|<|$)/i.test(
    type,
  );
}

/** Rows as text. `tsv` can be pasted into spreadsheets: characters that would break its lines are replaced. */
export function copied(rows: readonly Row[], columns: readonly RowColumn[], format: CopyFormat): string {
  const names = columns.map(({ name }) => name);
  if (format === "json") return JSON.stringify(rows, null, 2);
  const lines = rows.map((row) => names.map((name) => cellText(row[name])));
  if (format === "markdown") {
    const line = (cells: readonly string[]) => `| ${cells.map(markdownCell).join(" | ")} |`;
    const rule = `|${columns.map((column) => (isNumeric(column) ? " ---: |" : " --- |")).join("")}`;
    return [line(names), rule, ...lines.map(line)].join("\n");
  }
  const [separator, cell] = format === "csv" ? [",", csvCell] : ["\t", tsvCell];
  return [names, ...lines].map((cells) => cells.map(cell).join(separator)).join("\n");
}

/** RFC 4180. */
function csvCell(text: string): string {
  return /[",\r\n]/.test(text) ? `"${text.replaceAll('"', '""')}"` : text;
}

function tsvCell(text: string): string {
  return text.replace(/[\t\r\n]+/g, " ");
}

function markdownCell(text: string): string {
  return text
    .replaceAll("\\", "\\\\")
    .replaceAll("|", "\\|")
    .replace(/\s*\n\s*/g, " ");
}

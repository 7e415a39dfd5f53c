// A shown value as the text of a read-only document: rows as a Markdown table, all else as JSON.
import * as l10n from "@vscode/l10n";
import { counted } from "../runtime/contract/count-words.js";
import type { PartitionsShown, ShownValue } from "../runtime/contract/worker.js";

/** `limit` is how many rows were asked for, so that a cut is said. */
export function shownText(shown: ShownValue, limit: number): { text: string; extension: ".md" | ".jsonc" } {
  if (shown.partitions !== undefined) return { text: partitionsText(shown.key, shown.partitions), extension: ".md" };
  if (shown.rows === null) return { text: `${valueHeader(shown)}\n${JSON.stringify(shown.value, null, 2)}\n`, extension: ".jsonc" };
  const total = shown.materialization?.stored?.rows;
  const count =
    total !== undefined && total > shown.rows.length
      ? l10n.t`first ${shown.rows.length} of ${total} rows`
      : counted(shown.rows.length, "row");
  const cut = total === undefined && shown.rows.length === limit;
  const rows = cut ? l10n.t`${count} (no more than ${limit} are shown)` : count;
  const header = [`**${shown.key}**`, rows, l10n.t`stored at \`${place(shown)}\``, ...when(shown)].join(" · ");
  return { text: `${header}\n\n${table(shown.rows)}`, extension: ".md" };
}

/** Where nobody could ask which partition was meant. */
function partitionsText(key: string, { total, materialized, materializations }: PartitionsShown): string {
  const rows = materializations.map(({ partitionKey, timestamp, stored }) => ({
    [l10n.t("partition")]: partitionKey,
    [l10n.t("materialized")]: timestamp,
    [l10n.t("stored at")]: stored?.storedAt ?? null,
  }));
  return `${l10n.t`**${key}** · ${materialized} of ${total} partitions have a value`}\n\n${table(rows)}`;
}

/** JSON has no place for a header; JSON with comments has. */
function valueHeader(shown: ShownValue): string {
  return `// ${[shown.key, l10n.t`stored at ${place(shown)}`, ...when(shown)].join(" · ")}`;
}

function place(shown: ShownValue): string {
  return shown.storedAt ?? l10n.t("unknown");
}

function when(shown: ShownValue): string[] {
  return shown.materialization ? [l10n.t`materialized ${shown.materialization.timestamp}`] : [];
}

function table(rows: NonNullable<ShownValue["rows"]>): string {
  const columns = [...new Set(rows.flatMap((row) => Object.keys(row)))];
  if (columns.length === 0) return `${l10n.t("_No columns._")}\n`;
  const cells = rows.map((row) => columns.map((column) => cell(row[column])));
  const titles = columns.map(cell);
  const numeric = columns.map((column) =>
    rows.every((row) => row[column] === null || row[column] === undefined || typeof row[column] === "number"),
  );
  const widths = titles.map((title, index) => Math.max(3, title.length, ...cells.slice(0, 200).map((line) => line[index]?.length ?? 0)));
  const line = (texts: readonly string[]) =>
    `| ${texts.map((text, index) => (numeric[index] ? text.padStart(widths[index] ?? 0) : text.padEnd(widths[index] ?? 0))).join(" | ")} |`;
  const rule = `| ${widths.map((width, index) => (numeric[index] ? `${"-".repeat(width - 1)}:` : "-".repeat(width))).join(" | ")} |`;
  return `${[line(titles), rule, ...cells.map(line)].join("\n")}\n`;
}

function cell(value: unknown): string {
  if (value === null || value === undefined) return "";
  const text = typeof value === "string" ? value : typeof value === "object" ? JSON.stringify(value) : String(value);
  const flat = text
    .replaceAll("\\", "\\\\")
    .replaceAll("|", "\\|")
    .replace(/\s*\n\s*/g, " ");
  return flat.length > 80 ? `${flat.slice(0, 79)}…` : flat;
}

// Compares the records of two materializations, entry by entry.
import * as l10n from "@vscode/l10n";
import type { Materialization, MetadataEntry } from "../../runtime/contract/run.js";
import { duration } from "../../runtime/contract/time-words.js";
import { numberWords, timeWords } from "../metadata.js";

export interface Difference {
  readonly name: string;
  readonly before: string;
  readonly after: string;
  /** For example `"+20 (+20%)"`. Empty if a difference cannot be computed. */
  readonly change: string;
}

/** The entries of two records, by name. */
export function differences(before: Materialization, after: Materialization): Difference[] {
  const names = [...new Set([...Object.keys(before.metadata), ...Object.keys(after.metadata)])];
  return [
    { name: l10n.t("materialized"), before: timeWords(before.timestamp), after: timeWords(after.timestamp), change: "" },
    { name: l10n.t("run"), before: before.runId, after: after.runId, change: "" },
    {
      name: l10n.t("took"),
      before: duration(before.durationMs),
      after: duration(after.durationMs),
      change: changeOf(before.durationMs, after.durationMs, duration),
    },
    ...numbers(l10n.t("rows"), before.stored?.rows, after.stored?.rows),
    ...numbers(l10n.t("bytes"), before.stored?.bytes, after.stored?.bytes),
    ...texts(l10n.t("stored at"), before.stored?.storedAt, after.stored?.storedAt),
    ...texts(l10n.t("format"), before.stored?.format, after.stored?.format),
    ...texts(l10n.t("code version"), before.codeVersion, after.codeVersion),
    ...texts(l10n.t("data version"), before.dataVersion, after.dataVersion),
    ...names.flatMap((name) => entries(name, before.metadata[name], after.metadata[name])),
  ];
}

function numbers(name: string, before: number | undefined, after: number | undefined): Difference[] {
  if (before === undefined && after === undefined) return [];
  const words = (value: number | undefined) => (value === undefined ? "–" : numberWords(value));
  const change = before === undefined || after === undefined ? "" : changeOf(before, after, numberWords);
  return [{ name, before: words(before), after: words(after), change }];
}

function texts(name: string, before: string | undefined, after: string | undefined): Difference[] {
  return before === undefined && after === undefined ? [] : [{ name, before: before ?? "–", after: after ?? "–", change: "" }];
}

function entries(name: string, before: MetadataEntry | undefined, after: MetadataEntry | undefined): Difference[] {
  const number = (entry: MetadataEntry | undefined) => (entry?.type === "int" || entry?.type === "float" ? entry.value : undefined);
  if (number(before) !== undefined || number(after) !== undefined) return numbers(name, number(before), number(after));
  return texts(name, entryText(before), entryText(after));
}

function entryText(entry: MetadataEntry | undefined): string | undefined {
  if (entry === undefined) return undefined;
  const value: unknown = "value" in entry ? entry.value : null;
  const text = typeof value === "object" ? JSON.stringify(value) : String(value);
  return text.length > 200 ? `${text.slice(0, 199)}…` : text;
}

/** `100` to `120` is `"+20 (+20%)"`. */
function changeOf(before: number, after: number, words: (value: number) => string): string {
  if (before === after) return "";
  const sign = after > before ? "+" : "−";
  const share =
    before === 0
      ? ""
      : ` (${sign}${Math.abs(((after - before) / before) * 100)
          .toFixed(1)
          .replace(/\.0$/, "")}%)`;
  return `${sign}${words(Math.abs(after - before))}${share}`;
}

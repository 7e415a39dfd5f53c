// How sizes, ages and durations are written, the same in a lens, a hover, the graph and the terminal.
import * as l10n from "@vscode/l10n";
import { counted } from "../../../../runtime/contract/count-words.js";
import type { AssetStatus } from "../../../../runtime/contract/graph.js";
import { decimal, numeral } from "../../../../runtime/contract/language.js";
import type { Materialization, StoredAs } from "../../../../runtime/contract/run.js";
import { stateWord } from "../../../../runtime/contract/state-words.js";
import { age, duration } from "../../../../runtime/contract/time-words.js";

export { age, duration };

/** `"100 rows"`, `"2.1 kB"`; rows where there are rows. Undefined where neither is known. */
export function sizeOf(stored: StoredAs | null | undefined): string | undefined {
  if (!stored) return undefined;
  if (stored.rows !== undefined) return rows(stored.rows);
  return stored.bytes === undefined ? undefined : bytes(stored.bytes);
}

export function rows(count: number): string {
  return counted(count, "row");
}

/** SI units, as file managers show them. */
export function bytes(count: number): string {
  const units = ["B", "kB", "MB", "GB", "TB"];
  let value = count;
  let unit = 0;
  while (value >= 1000 && unit < units.length - 1) {
    value /= 1000;
    unit++;
  }
  return `${unit === 0 || value >= 100 ? numeral(Math.round(value)) : decimal(value, 1)} ${units[unit]}`;
}

/** The status of an asset nobody is running, from its latest record. */
export function statusOf(record: Materialization | null): AssetStatus {
  if (!record) return { state: "never" };
  const size = sizeOf(record.stored);
  return { state: "materialized", since: record.timestamp, durationMs: record.durationMs, ...(size === undefined ? {} : { size }) };
}

/** A status in a few words: `"✓ 2 min ago · 100 rows"`. */
export function statusText(status: AssetStatus, now: number): string {
  const since = status.since;
  switch (status.state) {
    case "never":
      return stateWord(status.state);
    case "queued":
      return `○ ${stateWord(status.state)}`;
    case "running":
      return `● ${since ? l10n.t`running ${duration(Math.max(0, now - Date.parse(since)))}` : stateWord(status.state)}${progressText(status)}`;
    case "materialized":
      return ["✓", since ? age(since, now) : "", status.size ? `· ${status.size}` : "", partitionsText(status)]
        .filter((part) => part !== "")
        .join(" ");
    case "failed":
      return `✗ ${stateWord(status.state)}${since ? ` ${age(since, now)}` : ""}${status.message ? `: ${firstLine(status.message)}` : ""}`;
    case "skipped":
      return `⊘ ${l10n.t("skipped: an asset before it failed")}`;
    case "canceled":
      return `⊘ ${stateWord(status.state)}`;
  }
}

function partitionsText({ partitions, since }: AssetStatus): string {
  if (!partitions) return "";
  const count = l10n.t`${numeral(partitions.materialized)} of ${numeral(partitions.total)} partitions`;
  return since ? `· ${count}` : count;
}

function progressText({ progress }: AssetStatus): string {
  if (!progress) return "";
  const of = progress.total === undefined ? "" : `/${progress.total}`;
  return ` · ${progress.done}${of}${progress.message ? ` ${progress.message}` : ""}`;
}

function firstLine(text: string): string {
  const [line = ""] = text.split("\n");
  return line.length > 80 ? `${line.slice(0, 79)}…` : line;
}

// How sizes, ages and durations are written, the same in a lens, a hover, the graph and the terminal.
import type { AssetStatus } from "../../../runtime/contract/editor.js";
import type { Materialization, StoredAs } from "../../../runtime/contract/run.js";
import { age, duration } from "../../../runtime/contract/time-words.js";

export { age, duration };

/** `"100 rows"`, `"2.1 kB"`; rows where there are rows. Undefined where neither is known. */
export function sizeOf(stored: StoredAs | null | undefined): string | undefined {
  if (!stored) return undefined;
  if (stored.rows !== undefined) return rows(stored.rows);
  return stored.bytes === undefined ? undefined : bytes(stored.bytes);
}

export function rows(count: number): string {
  return `${count.toLocaleString("en-US")} ${count === 1 ? "row" : "rows"}`;
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
  return `${unit === 0 || value >= 100 ? Math.round(value) : value.toFixed(1)} ${units[unit]}`;
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
      return "never materialized";
    case "queued":
      return "○ queued";
    case "running":
      return `● running${since ? ` ${duration(Math.max(0, now - Date.parse(since)))}` : ""}${progressText(status)}`;
    case "materialized":
      return ["✓", since ? age(since, now) : "", status.size ? `· ${status.size}` : "", partitionsText(status)]
        .filter((part) => part !== "")
        .join(" ");
    case "failed":
      return `✗ failed${since ? ` ${age(since, now)}` : ""}${status.message ? `: ${firstLine(status.message)}` : ""}`;
    case "skipped":
      return "⊘ skipped: an asset before it failed";
    case "canceled":
      return "⊘ canceled";
  }
}

function partitionsText({ partitions, since }: AssetStatus): string {
  if (!partitions) return "";
  const count = `${partitions.materialized.toLocaleString("en-US")} of ${partitions.total.toLocaleString("en-US")} partitions`;
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

// The status of an asset in words: the same in a lens, a hover, the graph and the terminal.
import * as l10n from "@vscode/l10n";
import type { AssetStatus } from "./graph.js";
import { numeral } from "./language.js";
import type { Materialization } from "./run.js";
import { sizeOf } from "./size-words.js";
import { stateWord } from "./state-words.js";
import { age, duration } from "./time-words.js";

/** The status of an asset without an active run, from its latest record. */
export function statusOf(record: Materialization | null): AssetStatus {
  if (!record) return { state: "never" };
  const size = sizeOf(record.stored);
  return { state: "materialized", since: record.timestamp, durationMs: record.durationMs, ...(size === undefined ? {} : { size }) };
}

/** A short status: `"✓ 2 min ago · 100 rows"`. */
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

// The status of an asset in words: the same in a lens, a hover, the graph and the terminal.
import * as l10n from "@vscode/l10n";
import type { AssetStatus } from "./graph.js";
import { joined } from "./joined.js";
import { numeral } from "./language.js";
import type { Materialization } from "./run.js";
import { sizeOf } from "./size-words.js";
import { lookOf, MARKS } from "./state-looks.js";
import { stateWord } from "./state-words.js";
import { age, elapsed } from "./time-words.js";

/** The status of an asset without an active run, from its latest record. */
export function statusOf(record: Materialization | null): AssetStatus {
  if (!record) return { state: "never" };
  const size = sizeOf(record.stored);
  return { state: "materialized", since: record.timestamp, durationMs: record.durationMs, ...(size === undefined ? {} : { size }) };
}

/** A status with its mark: `"✓ 2 min ago · 100 rows"`, `"✗ failed 2 h ago: answered 503"`. `now` in milliseconds since 1970. */
export function statusText(status: AssetStatus, now: number): string {
  const words = statusWords(status, now);
  if (status.state === "never") return words;
  const why = status.message === undefined || status.state === "running" ? "" : `: ${firstLine(status.message)}`;
  return `${MARKS[lookOf(status)]} ${words}${why}`;
}

/** A status in a few words: `"2 min ago · 100 rows"`, `"running 3 s · 40/100"`, `"never materialized"`. `now` in milliseconds since 1970. */
export function statusWords(status: AssetStatus, now: number): string {
  const { state, since } = status;
  const ago = since === undefined ? "" : age(since, now);
  switch (state) {
    case "never":
    case "queued":
      return stateWord(state);
    case "running":
      return joined(" · ", since === undefined ? stateWord(state) : l10n.t`running ${elapsed(since, now)}`, progressText(status));
    case "materialized":
      return joined(" · ", status.stale ? l10n.t("stale") : "", ago || stateWord(state), status.size ?? "", partitionsText(status));
    case "failed":
    case "skipped":
    case "canceled":
      return joined(" · ", joined(" ", stateWord(state), ago), partitionsText(status));
    default:
      return state satisfies never;
  }
}

function partitionsText({ partitions }: AssetStatus): string {
  return partitions ? l10n.t`${numeral(partitions.materialized)} of ${numeral(partitions.total)} partitions` : "";
}

function progressText({ progress }: AssetStatus): string {
  if (!progress) return "";
  const { done, total, message = "" } = progress;
  return joined(" ", total === undefined ? numeral(done) : `${numeral(done)}/${numeral(total)}`, message);
}

function firstLine(text: string): string {
  const [line = ""] = text.split("\n");
  return line.length > 80 ? `${line.slice(0, 79)}…` : line;
}

// What the rows of the assets tree say: label, description, icon, and the sentence a screen reader reads.
import * as l10n from "@vscode/l10n";
import { counted } from "../../runtime/contract/count-words.js";
import type { AssetStatus } from "../../runtime/contract/graph.js";
import { stateWord } from "../../runtime/contract/state-words.js";
import { age, duration } from "../../runtime/contract/time-words.js";
import type { AssetTree } from "./asset-tree.js";

export interface Row {
  readonly label: string;
  readonly description: string;
  /** Markdown. */
  readonly tooltip: string;
  readonly icon: { readonly id: string; readonly color?: string };
  /** Words that menus ask for. */
  readonly context: string;
  readonly spoken: string;
}

export function projectRow(tree: AssetTree): Row {
  const description = counted(tree.size, "asset");
  return {
    label: tree.name,
    description,
    tooltip: tree.name,
    icon: { id: "package" },
    context: "project",
    spoken: l10n.t`${tree.name}, project, ${description}`,
  };
}

export function groupRow(tree: AssetTree, group: string): Row {
  const keys = tree.assetsOf(group);
  const count = (state: AssetStatus["state"]) => keys.filter((key) => tree.statusOf(key).state === state).length;
  const told = [
    [count("running") + count("queued"), (number: number) => l10n.t`${number} running`],
    [count("failed"), (number: number) => l10n.t`${number} failed`],
    [keys.filter((key) => tree.isStale(key)).length, (number: number) => l10n.t`${number} stale`],
  ] as const;
  const words = told.flatMap(([number, say]) => (number === 0 ? [] : [say(number)]));
  const all = [counted(keys.length, "asset"), ...words];
  return {
    label: group,
    description: [String(keys.length), ...words].join(" · "),
    tooltip: `${group}: ${all.join(", ")}`,
    icon: { id: "layers" },
    context: "group",
    spoken: l10n.t`${group}, group, ${all.join(", ")}`,
  };
}

/** `now` in milliseconds since 1970. */
export function assetRow(tree: AssetTree, key: string, now: number): Row {
  const node = tree.node(key);
  const status = tree.statusOf(key);
  const stale = tree.isStale(key);
  const external = node?.external === true;
  const errors = node?.errors ?? 0;
  const words = external && status.state === "never" ? l10n.t("external") : statusWords(status, now);
  const { upstream, downstream } = tree.neighbours(key);
  const loads = upstream.length > 0 ? l10n.t`loads ${upstream.join(", ")}` : l10n.t("loads nothing");
  const feeds = downstream.length > 0 ? l10n.t`feeds ${downstream.join(", ")}` : l10n.t("feeds nothing");
  const stored = storedWords(node?.storedAt, node?.manager);
  const wrong = errors > 0 ? counted(errors, "error") : "";
  const took = status.durationMs === undefined ? "" : l10n.t`took ${duration(status.durationMs)}`;
  const facts = [stale ? l10n.t("stale: an upstream asset is newer") : "", took, status.message ?? "", wrong];
  return {
    label: key,
    description: joined(
      " · ",
      stale ? l10n.t("stale") : "",
      words,
      status.state === "failed" ? firstLine(status.message ?? "") : "",
      wrong,
    ),
    tooltip: tooltip(key, node?.description ?? "", [words, ...facts, loads, feeds], stored),
    icon: errors > 0 && status.state === "never" ? { id: "error", color: "millrace.failedForeground" } : icon(status, stale, external),
    context: joined(" ", "asset", external ? "" : "own", hasValue(status) ? "stored" : ""),
    spoken: joined(", ", key, l10n.t("asset"), words, ...facts, stored, loads, feeds, node?.description ?? ""),
  };
}

function storedWords(storedAt: string | null | undefined, manager: string | null | undefined): string {
  if (!storedAt) return "";
  return manager ? l10n.t`stored at ${storedAt} by ${manager}` : l10n.t`stored at ${storedAt}`;
}

function hasValue({ state, partitions, size }: AssetStatus): boolean {
  return state === "materialized" || size !== undefined || (partitions?.materialized ?? 0) > 0;
}

/** `"2 min ago · 100 rows"`, `"running 3 s · 40/100"`, `"never materialized"`. */
export function statusWords(status: AssetStatus, now: number): string {
  const since = status.since;
  const ago = since === undefined ? "" : age(since, now);
  const { partitions } = status;
  const made = partitions ? l10n.t`${partitions.materialized} of ${partitions.total} partitions` : "";
  switch (status.state) {
    case "never":
      return joined(" · ", stateWord("never"), made);
    case "queued":
      return stateWord("queued");
    case "running": {
      const { done, total, message } = status.progress ?? {};
      const seconds = since === undefined ? null : Math.max(0, Math.round((now - Date.parse(since)) / 1000));
      const running = seconds === null ? stateWord("running") : l10n.t`running ${l10n.t`${seconds} s`}`;
      const count = done === undefined ? "" : total === undefined ? String(done) : `${done}/${total}`;
      return joined(" · ", running, joined(" ", count, message ?? ""));
    }
    case "materialized":
      return joined(" · ", ago || stateWord("materialized"), status.size ?? "", made);
    case "failed":
    case "skipped":
    case "canceled":
      return joined(" · ", joined(" ", stateWord(status.state), ago), made);
    default:
      return status.state satisfies never;
  }
}

function icon({ state }: AssetStatus, stale: boolean, external: boolean): Row["icon"] {
  switch (state) {
    case "never":
      return { id: external ? "link-external" : "circle-large-outline" };
    case "queued":
      return { id: "watch", color: "millrace.runningForeground" };
    case "running":
      return { id: "sync~spin", color: "millrace.runningForeground" };
    case "materialized":
      return stale ? { id: "history", color: "millrace.skippedForeground" } : { id: "pass", color: "millrace.materializedForeground" };
    case "failed":
      return { id: "error", color: "millrace.failedForeground" };
    case "skipped":
      return { id: "debug-step-over", color: "millrace.skippedForeground" };
    case "canceled":
      return { id: "circle-slash", color: "millrace.skippedForeground" };
    default:
      return state satisfies never;
  }
}

function tooltip(key: string, description: string, facts: readonly string[], stored: string): string {
  const lines = [...facts, stored].filter((fact) => fact !== "").map((fact) => `- ${escaped(fact)}`);
  return joined("\n\n", `**${escaped(key)}**`, escaped(description), lines.join("\n"));
}

/** Names and messages are the user's; none of them is meant as Markdown. */
export function escaped(text: string): string {
  return text.replace(/[\\`*_{}[\]()#+\-.!|<>~$&]/g, "\\$&").replaceAll("\n", "\n  ");
}

function firstLine(text: string): string {
  return text.split("\n", 1)[0] ?? "";
}

function joined(by: string, ...parts: readonly string[]): string {
  return parts.filter((part) => part !== "").join(by);
}

// What the rows of the assets tree say: label, description, icon, and the sentence a screen reader reads.
import * as l10n from "@vscode/l10n";
import { counted } from "../../runtime/contract/count-words.js";
import type { AssetStatus } from "../../runtime/contract/graph.js";
import { joined } from "../../runtime/contract/joined.js";
import { lookOf } from "../../runtime/contract/state-looks.js";
import { countedState } from "../../runtime/contract/state-words.js";
import { statusWords } from "../../runtime/contract/status-words.js";
import { duration } from "../../runtime/contract/time-words.js";
import type { AssetTree } from "./asset-tree.js";
import { EXTERNAL_ICON, type Icon, STATE_ICONS } from "./state-icons.js";

export interface Row {
  readonly label: string;
  readonly description: string;
  /** Markdown. */
  readonly tooltip: string;
  readonly icon: Icon;
  /** The `viewItem` words that `when` clauses of menus test. */
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
  const words = (["running", "queued", "failed", "stale"] as const).flatMap((look) => {
    const count = keys.filter((key) => lookOf(tree.statusOf(key)) === look).length;
    return count === 0 ? [] : [countedState(count, look)];
  });
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
  const external = node?.external === true;
  const errors = node?.errors ?? 0;
  const words = external && status.state === "never" ? l10n.t("external") : statusWords(status, now);
  const { upstream, downstream } = tree.neighbours(key);
  const loads = upstream.length > 0 ? l10n.t`loads ${upstream.join(", ")}` : l10n.t("loads nothing");
  const feeds = downstream.length > 0 ? l10n.t`feeds ${downstream.join(", ")}` : l10n.t("feeds nothing");
  const stored = storedWords(node?.storedAt, node?.manager);
  const wrong = errors > 0 ? counted(errors, "error") : "";
  const took = status.durationMs === undefined ? "" : l10n.t`took ${duration(status.durationMs)}`;
  const facts = [status.stale ? l10n.t("stale: upstream changed") : "", took, status.message ?? "", wrong];
  return {
    label: key,
    description: joined(" · ", words, status.state === "failed" ? firstLine(status.message ?? "") : "", wrong),
    tooltip: tooltip(key, node?.description ?? "", [words, ...facts, loads, feeds], stored),
    icon: iconOf(status, external, errors > 0),
    context: joined(" ", "asset", external ? "" : "own", hasValue(status) ? "stored" : ""),
    spoken: joined(", ", key, l10n.t("asset"), words, ...facts, stored, loads, feeds, node?.description ?? ""),
  };
}

/** An asset with errors in its code is only colored, because a cross means that a run failed. */
function iconOf(status: AssetStatus, external: boolean, hasErrors: boolean): Icon {
  if (status.state !== "never") return STATE_ICONS[lookOf(status)];
  const icon = external ? EXTERNAL_ICON : STATE_ICONS.never;
  return hasErrors && STATE_ICONS.failed.color !== undefined ? { ...icon, color: STATE_ICONS.failed.color } : icon;
}

function storedWords(storedAt: string | null | undefined, manager: string | null | undefined): string {
  if (!storedAt) return "";
  return manager ? l10n.t`stored at ${storedAt} by ${manager}` : l10n.t`stored at ${storedAt}`;
}

function hasValue({ state, partitions, size }: AssetStatus): boolean {
  return state === "materialized" || size !== undefined || (partitions?.materialized ?? 0) > 0;
}

function tooltip(key: string, description: string, facts: readonly string[], stored: string): string {
  const lines = [...facts, stored].filter((fact) => fact !== "").map((fact) => `- ${escaped(fact)}`);
  return joined("\n\n", `**${escaped(key)}**`, escaped(description), lines.join("\n"));
}

/** Names and messages come from the user and must not be rendered as Markdown. */
export function escaped(text: string): string {
  return text.replace(/[\\`*_{}[\]()#+\-.!|<>~$&]/g, "\\$&").replaceAll("\n", "\n  ");
}

function firstLine(text: string): string {
  return text.split("\n", 1)[0] ?? "";
}

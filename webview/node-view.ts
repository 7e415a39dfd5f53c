// Draws one node: accent, name, group and manager, state; a folded group with its counts. Fills an SVG group and updates it in place.
import * as l10n from "@vscode/l10n";
import { type Selection, select } from "d3-selection";
import { counted } from "../runtime/contract/count-words.js";
import { lookOf } from "../runtime/contract/state-looks.js";
import { STATE_SHAPES } from "../runtime/contract/state-shapes.js";
import { statusWords } from "../runtime/contract/status-words.js";
import { foldWords } from "./folds.js";
import { buttonIcons } from "./icons.js";
import { managerName } from "./model.js";
import type { Box } from "./placement.js";
import type { Scene, SceneNode } from "./scene.js";
import { cut, textWidth } from "./text-width.js";
import { spokenNode } from "./words.js";

export type NodeGroup = Selection<SVGGElement, SceneNode, SVGGElement, unknown>;

export const nodeHeight = 68;
const accents = 6;

/** As wide as its text needs, within limits. */
export function nodeWidth(node: SceneNode): number {
  const aside = node.fold ? 24 : node.errors > 0 ? 26 : 0;
  const wide = Math.max(textWidth(title(node), "600 13px") + aside, textWidth(subtitle(node), "11px"));
  return Math.round(Math.min(300, Math.max(190, wide + 42)));
}

/** Creates the elements that every node has. Called once for each node. */
export function buildNode(group: NodeGroup): void {
  // Hidden from screen readers: the group's label contains the full text, and these texts are shortened.
  group.each(function (node) {
    const g = select(this);
    if (node.fold) for (const depth of [8, 4]) g.append("rect").attr("class", `sheet under-${depth}`).attr("rx", 6);
    g.append("rect").attr("class", "halo").attr("rx", 9);
    g.append("rect").attr("class", "body").attr("rx", 6);
    g.append("path").attr("class", "accent");
    g.append("text").attr("class", "key").attr("aria-hidden", "true").attr("x", 16).attr("y", 22);
    g.append("text").attr("class", "subtitle").attr("aria-hidden", "true").attr("x", 16).attr("y", 39);
    g.append("g").attr("class", "state").attr("transform", "translate(15 45)").append("path").attr("class", "icon");
    g.append("text").attr("class", "status").attr("aria-hidden", "true").attr("x", 35).attr("y", 57.5);
    if (node.fold) g.append("path").attr("class", "chevron").attr("d", buttonIcons.chevron);
    const badge = g.append("g").attr("class", "badge").attr("aria-hidden", "true");
    badge.append("circle").attr("r", 8);
    badge.append("text").attr("text-anchor", "middle").attr("dy", "0.36em");
    if (node.fold || node.external) return;
    const run = g.append("g").attr("class", "run").attr("aria-hidden", "true");
    run.append("circle").attr("r", 11);
    run.append("path").attr("d", buttonIcons.play).attr("transform", "translate(-6.6 -6.4) scale(0.8)");
  });
}

export interface NodeFacts {
  readonly scene: Scene;
  readonly boxes: ReadonlyMap<string, Box>;
  readonly groups: readonly string[];
  readonly now: number;
  /** The number of matching members of a folded group; null without a search. */
  readonly foundIn: (node: SceneNode) => number | null;
}

/** Updates everything that a node shows. */
export function updateNode(group: NodeGroup, facts: NodeFacts): void {
  const { scene, boxes, groups, now } = facts;
  group.each(function (node) {
    const box = boxes.get(node.key);
    if (!box) return;
    const { width, height } = box;
    const g = select(this);
    g.attr("transform", `translate(${box.x} ${box.y})`)
      .attr("data-state", lookOf(node.status))
      .attr("data-external", node.external ? "true" : null)
      .attr("aria-expanded", node.fold ? "false" : null)
      .attr("aria-label", spokenNode(scene, node, now));
    g.select("rect.halo")
      .attr("x", -4)
      .attr("y", -4)
      .attr("width", width + 8)
      .attr("height", height + 8);
    g.select("rect.body").attr("width", width).attr("height", height);
    for (const depth of [4, 8])
      g.select(`rect.under-${depth}`)
        .attr("x", depth)
        .attr("y", depth)
        .attr("width", width - depth)
        .attr("height", height);
    g.select("path.accent")
      .attr("d", `M6 0.5h-0.5a5 5 0 0 0-5 5v${height - 11}a5 5 0 0 0 5 5h0.5z`)
      .attr("data-accent", Math.max(0, groups.indexOf(node.group)) % accents);
    const room = width - 30;
    const badge = node.errors > 0 ? 22 : 0;
    g.select("text.key").text(cut(title(node), room - badge - (node.fold ? 20 : 0), "600 13px"));
    g.select("text.subtitle").text(cut(subtitle(node), room, "11px"));
    g.select("path.icon").attr("d", STATE_SHAPES[lookOf(node.status)]);
    g.select("path.chevron").attr("transform", `translate(${width - 24} 9)`);
    g.select("text.status").text(cut(stateWords(node, facts), width - (node.fold || node.external ? 45 : 62), "11px"));
    g.select("g.badge")
      .attr("transform", `translate(${width - (node.fold ? 36 : 18)} 17)`)
      .attr("display", node.errors > 0 ? null : "none");
    g.select("g.badge text").text(node.errors > 9 ? "9+" : node.errors);
    g.select("g.run").attr("transform", `translate(${width - 20} ${height - 17})`);
  });
}

function title(node: SceneNode): string {
  return node.fold?.name ?? node.key;
}

function subtitle(node: SceneNode): string {
  if (node.fold)
    return `${node.fold.kind === "group" ? l10n.t("group") : l10n.t("prefix")} · ${counted(node.fold.members.length, "asset")}`;
  return [node.group, managerName(node), ...node.kinds].filter(Boolean).join(" · ");
}

function stateWords(node: SceneNode, { now, foundIn }: NodeFacts): string {
  if (node.fold) {
    const found = foundIn(node);
    return found ? l10n.t`${found} found` : foldWords(node.fold.states, node.fold.members.length);
  }
  return node.status.state === "failed" && node.status.message ? node.status.message : statusWords(node.status, now);
}

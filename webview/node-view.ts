// One asset as drawn: accent, name, group and manager, state. Fills an SVG group; the same group is updated in place.
import { type Selection, select } from "d3-selection";
import type { GraphNode, GraphView } from "../runtime/contract/editor.js";
import { buttonIcons, stateIcons } from "./icons.js";
import { managerName } from "./model.js";
import type { Box } from "./placement.js";
import { spokenNode, statusWords } from "./words.js";

export type NodeGroup = Selection<SVGGElement, GraphNode, SVGGElement, unknown>;

export const nodeHeight = 68;
const accents = 5;
let family: string | undefined;
const measuring = document.createElement("canvas").getContext("2d");

/** As wide as its texts want, within bounds. */
export function nodeWidth(node: GraphNode): number {
  const wide = Math.max(textWidth(node.key, "600 13px") + (node.errors > 0 ? 26 : 0), textWidth(subtitle(node), "11px"));
  return Math.round(Math.min(300, Math.max(190, wide + 42)));
}

/** What every node has; called once for each. */
export function buildNode(group: Selection<SVGGElement, GraphNode, SVGGElement, unknown>): void {
  group.append("title");
  group.append("rect").attr("class", "halo").attr("rx", 9);
  group.append("rect").attr("class", "body").attr("rx", 6);
  group.append("path").attr("class", "accent");
  group.append("text").attr("class", "key").attr("x", 16).attr("y", 22);
  group.append("text").attr("class", "subtitle").attr("x", 16).attr("y", 39);
  const state = group.append("g").attr("class", "state").attr("transform", "translate(15 45)");
  state.append("path").attr("class", "icon");
  group.append("text").attr("class", "status").attr("x", 35).attr("y", 57.5);
  const badge = group.append("g").attr("class", "badge");
  badge.append("circle").attr("r", 8);
  badge.append("text").attr("text-anchor", "middle").attr("dy", "0.36em");
  const run = group.append("g").attr("class", "run").attr("aria-hidden", "true");
  run.append("circle").attr("r", 11);
  run.append("path").attr("d", buttonIcons.play).attr("transform", "translate(-6.6 -6.4) scale(0.8)");
  run.append("title").text("Materialize (M)");
}

export interface NodeFacts {
  readonly view: GraphView;
  readonly boxes: ReadonlyMap<string, Box>;
  readonly groups: readonly string[];
  readonly now: number;
}

/** Brings everything a node shows up to date. */
export function updateNode(group: NodeGroup, { view, boxes, groups, now }: NodeFacts): void {
  group.each(function (node) {
    const box = boxes.get(node.key);
    if (!box) return;
    const g = select(this);
    g.attr("transform", `translate(${box.x} ${box.y})`)
      .attr("data-state", node.status.state)
      .attr("data-external", node.external ? "true" : null)
      .attr("aria-label", spokenNode(view, node, now));
    g.select("title").text([node.key, node.description, node.status.message].filter(Boolean).join("\n"));
    g.select("rect.halo")
      .attr("x", -4)
      .attr("y", -4)
      .attr("width", box.width + 8)
      .attr("height", box.height + 8);
    g.select("rect.body").attr("width", box.width).attr("height", box.height);
    g.select("path.accent")
      .attr("d", `M6 0.5h-0.5a5 5 0 0 0-5 5v${box.height - 11}a5 5 0 0 0 5 5h0.5z`)
      .attr("data-accent", Math.max(0, groups.indexOf(node.group)) % accents);
    const room = box.width - 30;
    g.select("text.key").text(cut(node.key, room - (node.errors > 0 ? 22 : 0), "600 13px"));
    g.select("text.subtitle").text(cut(subtitle(node), room, "11px"));
    g.select("path.icon").attr("d", stateIcons[node.status.state]);
    const words = node.status.state === "failed" && node.status.message ? node.status.message : statusWords(node.status, now);
    g.select("text.status").text(cut(words, box.width - 62, "11px"));
    g.select("g.badge")
      .attr("transform", `translate(${box.width - 18} 17)`)
      .attr("display", node.errors > 0 ? null : "none");
    g.select("g.badge text").text(node.errors > 9 ? "9+" : node.errors);
    g.select("g.run")
      .attr("transform", `translate(${box.width - 20} ${box.height - 17})`)
      .attr("display", node.external ? "none" : null);
  });
}

function subtitle(node: GraphNode): string {
  return [node.group, managerName(node), ...node.kinds].filter(Boolean).join(" · ");
}

function cut(text: string, room: number, weightAndSize: string): string {
  if (textWidth(text, weightAndSize) <= room) return text;
  let [fits, tooLong] = [1, text.length];
  while (tooLong - fits > 1) {
    const half = (fits + tooLong) >> 1;
    if (textWidth(`${text.slice(0, half)}…`, weightAndSize) <= room) fits = half;
    else tooLong = half;
  }
  return `${text.slice(0, fits)}…`;
}

function textWidth(text: string, weightAndSize: string): number {
  if (!measuring) return text.length * 7;
  // Asked once: reading a computed style between two changes of the page makes the browser lay it out each time.
  family ??= getComputedStyle(document.body).fontFamily;
  measuring.font = `${weightAndSize} ${family}`;
  return measuring.measureText(text).width;
}

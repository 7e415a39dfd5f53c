// Finds the node that an arrow key leads to: along an edge in the direction of the flow, else to the nearest node.
import type { GraphView } from "../runtime/contract/graph.js";
import { neighboursOf } from "./graph-index.js";
import type { Box, Layout } from "./placement.js";

export type Direction = "left" | "right" | "up" | "down";

/** The key of the next node; undefined if there is no node in this direction. Without an edge, the nearest node in this direction. */
export function stepFrom(view: GraphView, layout: Layout, key: string, direction: Direction): string | undefined {
  const here = layout.boxes.get(key);
  if (!here) return undefined;
  const { upstream, downstream } = neighboursOf(view, key);
  const [onward, back] = layout.flow === "RIGHT" ? ["right", "left"] : ["down", "up"];
  const linked = direction === onward ? downstream.map((edge) => edge.to) : direction === back ? upstream.map((edge) => edge.from) : [];
  const candidates =
    linked.length > 0
      ? linked
      : [...layout.boxes.keys()].filter((other) => other !== key && lies(layout.boxes.get(other), here, direction));
  return candidates.reduce<string | undefined>((best, other) => {
    return best === undefined || cost(layout.boxes.get(other), here, direction) < cost(layout.boxes.get(best), here, direction)
      ? other
      : best;
  }, undefined);
}

function lies(box: Box | undefined, here: Box, direction: Direction): boolean {
  if (!box) return false;
  switch (direction) {
    case "left":
      return box.x + box.width <= here.x;
    case "right":
      return box.x >= here.x + here.width;
    case "up":
      return box.y + box.height <= here.y;
    case "down":
      return box.y >= here.y + here.height;
    default:
      return direction satisfies never;
  }
}

/** The distance, with a penalty for leaving the current line. */
function cost(box: Box | undefined, here: Box, direction: Direction): number {
  if (!box) return Number.POSITIVE_INFINITY;
  const dx = Math.abs(middle(box).x - middle(here).x);
  const dy = Math.abs(middle(box).y - middle(here).y);
  return direction === "left" || direction === "right" ? dx + dy * 2 : dy + dx * 2;
}

function middle(box: Box): { x: number; y: number } {
  return { x: box.x + box.width / 2, y: box.y + box.height / 2 };
}

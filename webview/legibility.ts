// Whether a project is legible unfolded: the names of its assets, when all of it is in view.
import type { GraphView } from "../runtime/contract/graph.js";
import { Drawing } from "./draw.js";
import { layeredFallback } from "./layered-fallback.js";
import type { Flow } from "./placement.js";
import { sceneOf, smallProject } from "./scene.js";

/** Pixels: the name of a node at scale 1, and the smallest that is legible. */
const [NAME, LEGIBLE] = [13, 10];

/** `scaleToFit`: how small a drawing of a size must be to be in view whole. The size is that of a quick layout, which is about that of the good one. */
export function isCrowded(view: GraphView, flow: Flow, scaleToFit: (width: number, height: number) => number): boolean {
  if (view.nodes.length <= smallProject) return false;
  const unfolded = sceneOf(view, { scope: "whole", around: null, expanded: [], folded: {}, crowded: false });
  const { width, height } = layeredFallback(unfolded.view, Drawing.sizes(unfolded), flow);
  return scaleToFit(width, height) * NAME < LEGIBLE;
}

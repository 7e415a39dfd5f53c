// Decides whether the names of all assets are legible when the whole unfolded project is in view.
import type { GraphView } from "../runtime/contract/graph.js";
import { Drawing } from "./draw.js";
import { layeredFallback } from "./layered-fallback.js";
import type { Flow } from "./placement.js";
import { sceneOf, smallProject } from "./scene.js";

/** Font sizes in pixels: a node's name at scale 1, and the smallest legible size. */
const [NAME, LEGIBLE] = [13, 10];

/** No screen shows more nodes at a legible size, so that larger projects need no layout to decide. */
const MOST_LEGIBLE = 1_500;

/** `scaleToFit` returns the scale at which a size fits the view. The size comes from a fast layout and is close to the final one. */
export function isCrowded(view: GraphView, flow: Flow, scaleToFit: (width: number, height: number) => number): boolean {
  if (view.nodes.length <= smallProject) return false;
  if (view.nodes.length > MOST_LEGIBLE) return true;
  const unfolded = sceneOf(view, { scope: "whole", around: null, expanded: [], folded: {}, crowded: false });
  const { width, height } = layeredFallback(unfolded.view, Drawing.sizes(unfolded), flow);
  return scaleToFit(width, height) * NAME < LEGIBLE;
}

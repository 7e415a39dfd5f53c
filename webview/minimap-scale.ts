// Computes the scale of the minimap. Pure.

import type { Box } from "./placement.js";

const least = 24;

export interface MinimapScale {
  readonly scale: number;
  readonly width: number;
  readonly height: number;
}

/** Fits a graph of any shape into the corner, without reducing it to a line. */
export function minimapScale(width: number, height: number, widest: number): MinimapScale {
  const scale = Math.min(widest / Math.max(1, width), (widest * 2) / 3 / Math.max(1, height));
  return { scale, width: Math.max(least, width * scale), height: Math.max(least, height * scale) };
}

/** The share of the graph that is in view, from 0 to 1. */
export function shareInView(area: Box, { width, height }: { readonly width: number; readonly height: number }): number {
  const wide = Math.min(width, area.x + area.width) - Math.max(0, area.x);
  const high = Math.min(height, area.y + area.height) - Math.max(0, area.y);
  return width * height === 0 ? 1 : (Math.max(0, wide) * Math.max(0, high)) / (width * height);
}

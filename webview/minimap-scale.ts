// How small the whole graph is drawn in the corner. Pure.

const widest = 180;
const highest = 120;
const least = 24;

export interface MinimapScale {
  readonly scale: number;
  readonly width: number;
  readonly height: number;
}

/** Fits in the corner whatever the graph's shape; never a mere line. */
export function minimapScale(width: number, height: number): MinimapScale {
  const scale = Math.min(widest / Math.max(1, width), highest / Math.max(1, height));
  return { scale, width: Math.max(least, width * scale), height: Math.max(least, height * scale) };
}

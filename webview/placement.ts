// Positions in the drawing: boxes, routes, and the direction of the edges.

export interface Box {
  readonly x: number;
  readonly y: number;
  readonly width: number;
  readonly height: number;
}

export interface Point {
  readonly x: number;
  readonly y: number;
}

/** The direction of the edges: to the right in a wide panel, down in a tall one. */
export type Flow = "RIGHT" | "DOWN";

export interface Layout {
  readonly flow: Flow;
  readonly boxes: ReadonlyMap<string, Box>;
  /** By index of `view.edges`. A route leads from the side of one node to the side of the other. */
  readonly routes: readonly (readonly Point[])[];
  readonly width: number;
  readonly height: number;
}

export type Sizes = ReadonlyMap<string, { readonly width: number; readonly height: number }>;

/** The smallest box around all boxes; `otherwise` if the list is empty. */
export function around(boxes: readonly Box[], otherwise: Box): Box {
  if (boxes.length === 0) return otherwise;
  const x = Math.min(...boxes.map((box) => box.x));
  const y = Math.min(...boxes.map((box) => box.y));
  const right = Math.max(...boxes.map((box) => box.x + box.width));
  const bottom = Math.max(...boxes.map((box) => box.y + box.height));
  return { x, y, width: right - x, height: bottom - y };
}

// Selects the nodes and edges to draw: those in view and a margin. Too many to read are drawn as plain shapes. Pure.
import type { Box, Layout, Point } from "./placement.js";

/** If more nodes than this are in view, only shapes are drawn: their text would be too small to read. */
const readable = 160;
/** A graph with at most this many nodes is always drawn completely. */
const small = 250;

export interface InView {
  /** The area that was drawn. When the view leaves it, the graph is redrawn. Null means the whole graph. */
  readonly area: Box | null;
  /** True if there are too many nodes to read, so that shapes represent them. */
  readonly overview: boolean;
  readonly keys: ReadonlySet<string>;
}

/** A small graph is drawn completely, regardless of the view. */
export function inView(layout: Layout, view: Box): InView {
  if (layout.boxes.size <= small) return { area: null, overview: false, keys: new Set(layout.boxes.keys()) };
  const area = { x: view.x - view.width / 2, y: view.y - view.height / 2, width: view.width * 2, height: view.height * 2 };
  let keys = keysIn(layout, area);
  if (keys.size > readable) keys = keysIn(layout, view);
  return { area, overview: keys.size > readable, keys };
}

/** Whether what was drawn for an earlier view is enough for this one. `closer` means enough, but more detail would be possible now. */
export function serves({ area, overview }: InView, view: Box): "yes" | "closer" | "no" {
  if (area === null) return "yes";
  const inside =
    view.x >= area.x && view.y >= area.y && view.x + view.width <= area.x + area.width && view.y + view.height <= area.y + area.height;
  if (!inside && !overview) return "no";
  return view.width > area.width * (overview ? 0.4 : 0.25) ? "yes" : "closer";
}

export function boxAt(layout: Layout, { x, y }: Point): string | undefined {
  for (const [key, box] of layout.boxes) if (x >= box.x && y >= box.y && x <= box.x + box.width && y <= box.y + box.height) return key;
  return undefined;
}

export function crosses(route: readonly Point[], area: Box | null): boolean {
  if (area === null) return true;
  const xs = route.map(({ x }) => x);
  const ys = route.map(({ y }) => y);
  const [left, right, above, below] = [Math.min(...xs), Math.max(...xs), Math.min(...ys), Math.max(...ys)];
  return left <= area.x + area.width && right >= area.x && above <= area.y + area.height && below >= area.y;
}

/** Joins rectangles into one SVG path. */
export function shapesOf(boxes: Iterable<Box>): string {
  let path = "";
  for (const { x, y, width, height } of boxes) path += `M${Math.round(x)} ${Math.round(y)}h${width}v${height}h${-width}z`;
  return path;
}

function keysIn(layout: Layout, area: Box): Set<string> {
  const keys = new Set<string>();
  for (const [key, box] of layout.boxes) {
    const apart = box.x > area.x + area.width || box.x + box.width < area.x || box.y > area.y + area.height || box.y + box.height < area.y;
    if (!apart) keys.add(key);
  }
  return keys;
}

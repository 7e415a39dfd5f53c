// The layout that is used until ELK answers: one column for each step from the sources, and rows in the order of the inputs' positions.
import type { GraphView } from "../runtime/contract/graph.js";
import type { Box, Flow, Layout, Point, Sizes } from "./placement.js";

const columnGap = 72;
const rowGap = 24;

/** Takes about linear time in nodes and edges. A cycle is cut where it is found. */
export function layeredFallback(view: GraphView, sizes: Sizes, flow: Flow): Layout {
  if (flow === "RIGHT") return sideways(view, sizes);
  const turned = sideways(view, new Map([...sizes].map(([key, { width, height }]) => [key, { width: height, height: width }])));
  const boxes = [...turned.boxes].map(([key, box]) => [key, { x: box.y, y: box.x, width: box.height, height: box.width }] as const);
  const routes = turned.routes.map((route) => route.map(({ x, y }): Point => ({ x: y, y: x })));
  return { flow, boxes: new Map(boxes), routes, width: turned.height, height: turned.width };
}

function sideways(view: GraphView, sizes: Sizes): Layout {
  const inputs = inputsOf(view);
  const columns = columnsOf(view, inputs);
  const boxes = new Map<string, Box>();
  let x = 0;
  for (const column of columns) {
    let y = 0;
    let widest = 0;
    for (const key of orderedByInputs(column, inputs, boxes)) {
      const size = sizes.get(key) ?? { width: 200, height: 64 };
      boxes.set(key, { x, y, ...size });
      y += size.height + rowGap;
      widest = Math.max(widest, size.width);
    }
    x += widest + columnGap;
  }
  const all = [...boxes.values()];
  return {
    flow: "RIGHT",
    boxes,
    routes: view.edges.map((edge) => straight(boxes.get(edge.from), boxes.get(edge.to))),
    width: Math.max(0, ...all.map((box) => box.x + box.width)),
    height: Math.max(0, ...all.map((box) => box.y + box.height)),
  };
}

type Inputs = ReadonlyMap<string, readonly string[]>;

function inputsOf(view: GraphView): Inputs {
  const inputs = new Map<string, string[]>(view.nodes.map((node) => [node.key, []]));
  for (const edge of view.edges) if (inputs.has(edge.from)) inputs.get(edge.to)?.push(edge.from);
  return inputs;
}

/** Places each node one column after its last input. */
function columnsOf(view: GraphView, inputs: Inputs): string[][] {
  const depth = new Map<string, number>();
  for (const node of view.nodes) measure(node.key);
  const columns: string[][] = [];
  for (const node of view.nodes) {
    const at = depth.get(node.key) ?? 0;
    while (columns.length <= at) columns.push([]);
    columns[at]?.push(node.key);
  }
  return columns;

  // Uses an explicit stack, because recursion along a chain of thousands of assets would overflow the call stack.
  function measure(start: string): void {
    const stack = [start];
    const open = new Set<string>();
    while (stack.length > 0) {
      const key = stack.at(-1) as string;
      if (depth.has(key)) {
        stack.pop();
        continue;
      }
      const waiting = open.has(key) ? [] : (inputs.get(key) ?? []).filter((input) => !depth.has(input) && !open.has(input));
      open.add(key);
      if (waiting.length > 0) {
        stack.push(...waiting);
        continue;
      }
      stack.pop();
      depth.set(key, Math.max(-1, ...(inputs.get(key) ?? []).map((input) => depth.get(input) ?? -1)) + 1);
    }
  }
}

/** Places each node at about the height of its inputs. Nodes without inputs stay at the top, in their order. */
function orderedByInputs(column: readonly string[], inputs: Inputs, placed: ReadonlyMap<string, Box>): string[] {
  const height = new Map<string, number>();
  for (const key of column) {
    const above = (inputs.get(key) ?? []).map((input) => placed.get(input)?.y).filter((y) => y !== undefined);
    height.set(key, above.reduce((sum, y) => sum + y, 0) / Math.max(1, above.length));
  }
  return [...column].sort((a, b) => (height.get(a) ?? 0) - (height.get(b) ?? 0));
}

function straight(from: Box | undefined, to: Box | undefined): { x: number; y: number }[] {
  if (!from || !to) return [];
  const start = { x: from.x + from.width, y: from.y + from.height / 2 };
  const end = { x: to.x, y: to.y + to.height / 2 };
  const turn = end.x - columnGap / 2;
  return start.y === end.y ? [start, end] : [start, { x: turn, y: start.y }, { x: turn, y: end.y }, end];
}

// Layouts from ELK, and ours if ELK does not answer: no two nodes overlap, and edges lead forward.
import ELK from "elkjs/lib/elk.bundled.js";
import { describe, expect, test } from "vitest";
import type { GraphView } from "../../../runtime/contract/graph.js";
import { edgePath } from "../../../webview/edge-path.js";
import { layeredFallback } from "../../../webview/layered-fallback.js";
import { fromElk, toElk } from "../../../webview/layout.js";
import type { Flow, Layout } from "../../../webview/placement.js";
import { stepFrom } from "../../../webview/steps.js";
import { fc } from "../../support/properties.js";
import { viewOf } from "./example-view.js";

const view = viewOf("ids -> stories, stories -> words, stories -> authors, crawl ~> ids");
const sizes = (of: GraphView) => new Map(of.nodes.map((node, index) => [node.key, { width: 190 + (index % 5) * 20, height: 68 }]));

describe.each<Flow>(["RIGHT", "DOWN"])("flowing %s", (flow) => {
  test("ELK places every node and routes every edge from node to node", async () => {
    const layout = fromElk(view, await new ELK().layout(toElk(view, sizes(view), flow)), flow);
    expectSound(view, layout);
    view.edges.forEach((edge, index) => {
      const [from, to] = [layout.boxes.get(edge.from), layout.boxes.get(edge.to)];
      const [start, end] = [layout.routes[index]?.[0], layout.routes[index]?.at(-1)];
      if (flow === "RIGHT") expect([start?.x, end?.x]).toEqual([(from?.x ?? 0) + (from?.width ?? 0), to?.x]);
      else expect([start?.y, end?.y]).toEqual([(from?.y ?? 0) + (from?.height ?? 0), to?.y]);
    });
  });

  test("ours is sound for every graph, cycles included", () => {
    const edge = fc.tuple(fc.nat(12), fc.nat(12));
    fc.assert(
      fc.property(fc.array(edge, { minLength: 1, maxLength: 40 }), (pairs) => {
        const random = viewOf(pairs.map(([a, b]) => `n${a} -> n${b}`).join(", "));
        expectSound(random, layeredFallback(random, sizes(random), flow));
      }),
    );
  });

  test("a chain of ten thousand assets does not overflow the stack", () => {
    const chain = viewOf(Array.from({ length: 10_000 }, (_, index) => `n${10_000 - index} -> n${9_999 - index}`).join(", "));
    expect(layeredFallback(chain, sizes(chain), flow).boxes.size).toBe(10_001);
  });

  test("arrow keys walk along the edges and across to neighbours", () => {
    const layout = layeredFallback(view, sizes(view), flow);
    const [onward, back, across] = flow === "RIGHT" ? (["right", "left", "down"] as const) : (["down", "up", "right"] as const);
    expect(stepFrom(view, layout, "ids", onward)).toBe("stories");
    expect(stepFrom(view, layout, "words", back)).toBe("stories");
    expect(stepFrom(view, layout, "words", across)).toBe("authors");
    expect(stepFrom(view, layout, "crawl", back)).toBeUndefined();
  });
});

test("an edge's corners are rounded and never beyond half a leg", () => {
  const points = [
    { x: 0, y: 0 },
    { x: 40, y: 0 },
    { x: 40, y: 8 },
    { x: 90, y: 8 },
  ];
  expect(edgePath(points)).toBe("M0 0L36 0Q40 0 40 4L40 4Q40 8 44 8L90 8");
  expect(edgePath([])).toBe("");
});

function expectSound(of: GraphView, layout: Layout): void {
  expect([...layout.boxes.keys()].sort()).toEqual(of.nodes.map((node) => node.key).sort());
  expect(layout.routes.length).toBe(of.edges.length);
  const boxes = [...layout.boxes.values()];
  for (const [index, a] of boxes.entries()) {
    expect(a.x >= 0 && a.y >= 0 && a.x + a.width <= layout.width + 1 && a.y + a.height <= layout.height + 1).toBe(true);
    for (const b of boxes.slice(index + 1)) {
      const apart = a.x + a.width <= b.x || b.x + b.width <= a.x || a.y + a.height <= b.y || b.y + b.height <= a.y;
      expect(apart).toBe(true);
    }
  }
}

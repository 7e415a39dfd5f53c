// The small buttons at nodes whose neighbors are hidden: they show the number of hidden neighbors, and a click shows them.
import * as l10n from "@vscode/l10n";
import type { Selection } from "d3-selection";
import type { Box, Flow, Layout } from "./placement.js";
import type { SceneNode, Side } from "./scene.js";

interface More {
  readonly node: SceneNode;
  readonly side: Side;
  readonly count: number;
  readonly box: Box;
}

const [width, height] = [30, 20];
/** How far a button sticks out at the corner. The middle of the side is for the edges. */
const jut = 10;

export function drawMores(
  layer: Selection<SVGGElement, unknown, null, undefined>,
  nodes: readonly SceneNode[],
  layout: Layout,
  expand: (key: string, side: Side) => void,
): void {
  const data = nodes.flatMap((node) => {
    const box = layout.boxes.get(node.key);
    const sides = (["upstream", "downstream"] as const).filter((side) => node.hidden[side] > 0);
    return box ? sides.map((side): More => ({ node, side, count: node.hidden[side], box })) : [];
  });
  const mores = layer
    .selectAll<SVGGElement, More>("g.more")
    .data(data, ({ node, side }) => `${side} ${node.key}`)
    .join((enter) => {
      const group = enter.append("g").attr("class", "more").attr("role", "button").attr("tabindex", 0);
      group.attr("data-of", ({ node }) => node.key).attr("data-side", ({ side }) => side);
      group
        .append("rect")
        .attr("width", width)
        .attr("height", height)
        .attr("rx", height / 2);
      group
        .append("text")
        .attr("aria-hidden", "true")
        .attr("x", width / 2)
        .attr("y", height / 2)
        .attr("dy", "0.35em")
        .attr("text-anchor", "middle");
      group.on("click", (_event, { node, side }) => expand(node.key, side));
      group.on("keydown", (event: KeyboardEvent, { node, side }) => {
        if (event.key !== "Enter" && event.key !== " ") return;
        event.preventDefault();
        expand(node.key, side);
      });
      return group;
    });
  mores
    .attr("transform", ({ box, side }) => placeOf(box, side, layout.flow))
    .attr("aria-label", ({ node, side, count }) =>
      side === "upstream" ? l10n.t`Show ${count} more upstream of ${node.key}` : l10n.t`Show ${count} more downstream of ${node.key}`,
    );
  mores.select("text").text(({ count }) => `+${count > 99 ? "99" : count}`);
}

function placeOf(box: Box, side: Side, flow: Flow): string {
  const left = box.x - width + jut;
  const right = box.x + box.width - jut;
  const top = box.y - height + jut;
  const bottom = box.y + box.height - jut;
  if (flow === "RIGHT") return `translate(${side === "upstream" ? left : right} ${top})`;
  return `translate(${left} ${side === "upstream" ? top : bottom})`;
}

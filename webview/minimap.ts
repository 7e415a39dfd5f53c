// The minimap: shows the whole graph and the visible part of it if the graph is larger than the view. A click or drag moves the view.
import { lookOf } from "../runtime/contract/state-looks.js";
import { shapesOf } from "./in-view.js";
import { minimapScale, shareInView } from "./minimap-scale.js";
import type { Box, Layout } from "./placement.js";
import type { Scene } from "./scene.js";
import type { Viewport } from "./viewport.js";

const namespace = "http://www.w3.org/2000/svg";
const padding = 6;

export class Minimap {
  private readonly svg = document.createElementNS(namespace, "svg");
  private readonly shapes = document.createElementNS(namespace, "g");
  private readonly frame = document.createElementNS(namespace, "rect");
  private layout: Layout | undefined;
  private dragging = false;

  constructor(
    parent: HTMLElement,
    private readonly viewport: Viewport,
  ) {
    this.svg.setAttribute("class", "minimap");
    // For the mouse only. Keyboard users move along the nodes.
    this.svg.setAttribute("aria-hidden", "true");
    this.frame.setAttribute("class", "frame");
    this.frame.setAttribute("rx", "2");
    this.svg.append(this.shapes, this.frame);
    parent.append(this.svg);
    this.svg.addEventListener("pointerdown", (event) => {
      this.dragging = true;
      this.svg.setPointerCapture(event.pointerId);
      this.go(event);
    });
    this.svg.addEventListener("pointermove", (event) => {
      if (this.dragging) this.go(event);
    });
    for (const end of ["pointerup", "pointercancel"] as const) this.svg.addEventListener(end, () => (this.dragging = false));
  }

  draw({ view }: Scene, layout: Layout): void {
    this.layout = layout;
    const byState = new Map<string, Box[]>();
    for (const node of view.nodes) {
      const box = layout.boxes.get(node.key);
      if (!box) continue;
      const look = lookOf(node.status);
      const boxes = byState.get(look) ?? [];
      boxes.push(box);
      byState.set(look, boxes);
    }
    this.shapes.replaceChildren(
      ...[...byState].map(([state, boxes]) => {
        const path = document.createElementNS(namespace, "path");
        path.setAttribute("class", "shape");
        path.setAttribute("data-state", state);
        path.setAttribute("d", shapesOf(boxes));
        return path;
      }),
    );
    this.follow();
  }

  /** Call this after each move of the view. */
  follow(): void {
    const { layout } = this;
    if (!layout) return;
    const area = this.viewport.area();
    const { scale, width, height } = this.scale(layout);
    const needless = shareInView(area, layout) > 0.75;
    this.svg.classList.toggle("needless", needless);
    if (needless) return;
    this.svg.setAttribute("width", String(width + padding * 2));
    this.svg.setAttribute("height", String(height + padding * 2));
    this.shapes.setAttribute("transform", `translate(${padding} ${padding}) scale(${scale})`);
    const left = Math.max(0, area.x * scale + padding);
    const top = Math.max(0, area.y * scale + padding);
    const right = Math.min(width + padding * 2, (area.x + area.width) * scale + padding);
    const bottom = Math.min(height + padding * 2, (area.y + area.height) * scale + padding);
    this.frame.setAttribute("x", String(left));
    this.frame.setAttribute("y", String(top));
    this.frame.setAttribute("width", String(Math.max(4, right - left)));
    this.frame.setAttribute("height", String(Math.max(4, bottom - top)));
  }

  /** The minimap is smaller in a narrow panel. */
  private scale(layout: Layout) {
    return minimapScale(layout.width, layout.height, Math.min(180, this.viewport.width() / 4));
  }

  private go(event: PointerEvent): void {
    if (!this.layout) return;
    const { left, top } = this.svg.getBoundingClientRect();
    const { scale } = this.scale(this.layout);
    this.viewport.centreOn((event.clientX - left - padding) / scale, (event.clientY - top - padding) / scale);
  }
}

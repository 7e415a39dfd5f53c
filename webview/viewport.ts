// Pans and zooms the graph. Moves are animated, or instant if the user prefers reduced motion.
import { select } from "d3-selection";
import { type D3ZoomEvent, type ZoomBehavior, type ZoomTransform, zoom, zoomIdentity } from "d3-zoom";
import type { Box, Point } from "./placement.js";

const smallest = 0.08;
const largest = 2.5;
const margin = 32;
/** The height in pixels for the zoom buttons. */
const bottom = 36;
const glideTime = 320;

export class Viewport {
  private readonly behavior: ZoomBehavior<SVGSVGElement, unknown>;
  private gliding = 0;
  private known: { readonly width: number; readonly height: number } | undefined;
  /** The size of the graph that is fitted to the view; null after any other move. */
  private fitted: { readonly width: number; readonly height: number } | null = null;

  constructor(
    private readonly svg: SVGSVGElement,
    private readonly onMove: (transform: ZoomTransform) => void,
  ) {
    this.behavior = zoom<SVGSVGElement, unknown>()
      .scaleExtent([smallest, largest])
      .on("zoom", (event: D3ZoomEvent<SVGSVGElement, unknown>) => {
        if (event.sourceEvent) {
          this.stopGliding();
          this.fitted = null;
        }
        this.onMove(event.transform);
      });
    new ResizeObserver(() => {
      this.known = undefined;
      if (this.fitted) this.fit(this.fitted.width, this.fitted.height, false);
    }).observe(svg);
    select(svg).call(this.behavior).on("dblclick.zoom", null);
  }

  get transform(): ZoomTransform {
    // d3-zoom stores the transform on the element it was called on.
    return (this.svg as SVGSVGElement & { __zoom?: ZoomTransform }).__zoom ?? zoomIdentity;
  }

  /** The visible part of the graph. */
  area(): Box {
    const { width, height } = this.size();
    const t = this.transform;
    const [x, y] = t.invert([0, 0]);
    return { x, y, width: width / t.k, height: height / t.k };
  }

  width(): number {
    return this.size().width;
  }

  /** The position of the mouse in the graph. */
  pointAt({ clientX, clientY }: MouseEvent): [number, number] {
    const { left, top } = this.svg.getBoundingClientRect();
    return this.transform.invert([clientX - left, clientY - top]);
  }

  /** Centers a point, without animation. */
  centreOn(x: number, y: number): void {
    const { width, height } = this.size();
    const { k } = this.transform;
    this.goTo(zoomIdentity.translate(width / 2 - x * k, height / 2 - y * k).scale(k), false);
  }

  /** Moves a point of the graph to where another point was, so that the user's focus keeps its position after a layout. */
  hold(from: Point, to: Point): void {
    const { x, y, k } = this.transform;
    this.goTo(zoomIdentity.translate(x + (from.x - to.x) * k, y + (from.y - to.y) * k).scale(k), false);
  }

  /** Fits the whole graph into the view, at most at scale 1. Repeats this when the page is resized, until the view is moved. */
  fit(width: number, height: number, smooth: boolean): void {
    const { width: w, height: h } = this.size();
    const k = clamp(this.scaleToFit(width, height), smallest, 1);
    this.goTo(zoomIdentity.translate((w - width * k) / 2, (h - bottom - height * k) / 2).scale(k), smooth);
    this.fitted = { width, height };
  }

  /** The scale at which a size fits into the view. */
  scaleToFit(width: number, height: number): number {
    const { width: w, height: h } = this.size();
    return Math.min((w - margin * 2) / Math.max(1, width), (h - margin * 2 - bottom) / Math.max(1, height));
  }

  /** Centers a box, unless it is well in view. */
  reveal(box: Box, always = false): void {
    const { width: w, height: h } = this.size();
    const t = this.transform;
    const [left, top] = t.apply([box.x, box.y]);
    const [right, bottom] = t.apply([box.x + box.width, box.y + box.height]);
    const inView = left >= margin && top >= margin && right <= w - margin && bottom <= h - margin;
    if (inView && !always) return;
    const k = clamp(t.k, 0.6, 1.2);
    this.goTo(zoomIdentity.translate(w / 2 - (box.x + box.width / 2) * k, h / 2 - (box.y + box.height / 2) * k).scale(k), true);
  }

  /** Moves as little as possible to show a box. If the box does not fit, shows its start. */
  include(box: Box): void {
    const { width: w, height: h } = this.size();
    const { x, y, k } = this.transform;
    const shift = (low: number, high: number, room: number) =>
      low < margin || high - low > room - margin * 2 ? margin - low : Math.min(0, room - margin - high);
    const [left, top] = this.transform.apply([box.x, box.y]);
    const dx = shift(left, left + box.width * k, w);
    const dy = shift(top, top + box.height * k, h - bottom);
    this.goTo(zoomIdentity.translate(x + dx, y + dy).scale(k), true);
  }

  zoomBy(factor: number): void {
    const { width: w, height: h } = this.size();
    const t = this.transform;
    const k = clamp(t.k * factor, smallest, largest);
    const [x, y] = t.invert([w / 2, h / 2]);
    this.goTo(zoomIdentity.translate(w / 2 - x * k, h / 2 - y * k).scale(k), true);
  }

  restore({ x, y, k }: { x: number; y: number; k: number }): void {
    this.goTo(zoomIdentity.translate(x, y).scale(clamp(k, smallest, largest)), false);
  }

  private goTo(target: ZoomTransform, smooth: boolean): void {
    this.stopGliding();
    this.fitted = null;
    if (!smooth || matchMedia("(prefers-reduced-motion: reduce)").matches) {
      select(this.svg).call(this.behavior.transform, target);
      return;
    }
    const start = this.transform;
    const began = performance.now();
    const step = (now: number) => {
      const part = Math.min(1, (now - began) / glideTime);
      const eased = 1 - (1 - part) ** 3;
      const between = (a: number, b: number) => a + (b - a) * eased;
      const transform = zoomIdentity.translate(between(start.x, target.x), between(start.y, target.y)).scale(between(start.k, target.k));
      select(this.svg).call(this.behavior.transform, transform);
      this.gliding = part < 1 ? requestAnimationFrame(step) : 0;
    };
    this.gliding = requestAnimationFrame(step);
  }

  private stopGliding(): void {
    cancelAnimationFrame(this.gliding);
    this.gliding = 0;
  }

  /** Called at every move, so the size is read only when the element is resized. */
  private size(): { width: number; height: number } {
    if (!this.known) {
      const { width, height } = this.svg.getBoundingClientRect();
      this.known = { width: width || 800, height: height || 600 };
    }
    return this.known;
  }
}

function clamp(value: number, low: number, high: number): number {
  return Math.min(high, Math.max(low, value));
}

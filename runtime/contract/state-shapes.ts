// The icons of states as SVG paths in a 16 × 16 box, for the graph and the editor's gutter.
import type { Look } from "./state-looks.js";

/** Stroked, not filled, so that one colour and one width suit them all. */
export const STATE_SHAPES: Readonly<Record<Look, string>> = {
  never: "M8 2.5a5.5 5.5 0 1 0 0 11a5.5 5.5 0 1 0 0-11",
  queued: "M8 2.5a5.5 5.5 0 1 0 0 11a5.5 5.5 0 1 0 0-11M5.3 8h.01M8 8h.01M10.7 8h.01",
  running: "M8 2.5a5.5 5.5 0 1 1-5.5 5.5",
  materialized: "M8 2.5a5.5 5.5 0 1 0 0 11a5.5 5.5 0 1 0 0-11M5.4 8.2l1.8 1.8l3.4-3.8",
  partial: "M8 2.5a5.5 5.5 0 1 0 0 11a5.5 5.5 0 1 0 0-11M8 2.5v11M10.4 3.2v9.6M12.4 5v6",
  stale: "M2.5 8a5.5 5.5 0 1 0 1.8-4.1M2.5 2.5v3h3M8 5v3.2l2.2 1.3",
  failed: "M8 2.5a5.5 5.5 0 1 0 0 11a5.5 5.5 0 1 0 0-11M6 6l4 4M10 6l-4 4",
  skipped: "M2.5 9a5.5 5.5 0 0 1 10.6-1.5M13.5 4v3.5h-3.5M8 11.9a.6.6 0 1 0 0 1.2a.6.6 0 1 0 0-1.2",
  canceled: "M8 2.5a5.5 5.5 0 1 0 0 11a5.5 5.5 0 1 0 0-11M4.2 11.8l7.6-7.6",
};

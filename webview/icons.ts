// The page's icons as SVG paths in a 16 × 16 box: states, and the buttons of the toolbar.
import type { Look } from "../runtime/contract/state-looks.js";

/** Stroked, not filled, so that one colour and one width suit them all. */
export const stateIcons: Readonly<Record<Look, string>> = {
  never: "M8 2.5a5.5 5.5 0 1 0 0 11a5.5 5.5 0 1 0 0-11",
  queued: "M8 2.5a5.5 5.5 0 1 0 0 11a5.5 5.5 0 1 0 0-11M8 5v3.2l2.2 1.3",
  running: "M8 2.5a5.5 5.5 0 1 1-5.5 5.5",
  materialized: "M8 2.5a5.5 5.5 0 1 0 0 11a5.5 5.5 0 1 0 0-11M5.4 8.2l1.8 1.8l3.4-3.8",
  partial: "M8 2.5a5.5 5.5 0 1 0 0 11a5.5 5.5 0 1 0 0-11M8 2.5v11M10.4 3.2v9.6M12.4 5v6",
  stale: "M2.5 8a5.5 5.5 0 1 0 1.8-4.1M2.5 2.5v3h3M8 5v3.2l2.2 1.3",
  failed: "M8 2.5a5.5 5.5 0 1 0 0 11a5.5 5.5 0 1 0 0-11M6 6l4 4M10 6l-4 4",
  skipped: "M2.5 9a5.5 5.5 0 0 1 10.6-1.5M13.5 4v3.5h-3.5M8 11.9a.6.6 0 1 0 0 1.2a.6.6 0 1 0 0-1.2",
  canceled: "M8 2.5a5.5 5.5 0 1 0 0 11a5.5 5.5 0 1 0 0-11M4.2 11.8l7.6-7.6",
};

export const buttonIcons = {
  play: "M4.5 2.8v10.4l8.5-5.2z",
  stop: "M4 4h8v8h-8z",
  fit: "M2.5 5.5v-3h3M10.5 2.5h3v3M13.5 10.5v3h-3M5.5 13.5h-3v-3",
  zoomIn: "M8 3v10M3 8h10",
  zoomOut: "M3 8h10",
  pin: "M9.7 2.2l4.1 4.1l-2.9 1l-2.1 2.7l-.3 2.6l-5.1-5.1l2.6-.3l2.7-2.1zM5.8 10.2l-3.4 3.4",
  fold: "M3 6l5-4l5 4M3 10l5 4l5-4",
  unfold: "M3 2.5l5 4l5-4M3 13.5l5-4l5 4",
  picture: "M8 2.2v7.6M4.8 6.9l3.2 3l3.2-3M2.5 13.3h11",
  chevron: "M6 3.5l4.5 4.5l-4.5 4.5",
  close: "M4 4l8 8M12 4l-8 8",
} as const;

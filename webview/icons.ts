// The icons of the page's buttons as SVG paths in a 16 × 16 box.

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

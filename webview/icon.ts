// One icon as a preact element.
import { type ComponentChild, h } from "preact";

export function icon(path: string, filled = false): ComponentChild {
  return h(
    "svg",
    { class: filled ? "glyph filled" : "glyph", viewBox: "0 0 16 16", width: 16, height: 16, "aria-hidden": "true" },
    h("path", { d: path }),
  );
}

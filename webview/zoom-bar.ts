// The buttons in the corner of the drawing that zoom it.
import { type ComponentChild, h } from "preact";
import { Button } from "./controls.js";
import { icon } from "./icon.js";
import { buttonIcons } from "./icons.js";

export interface ZoomActs {
  fit(): void;
  zoom(factor: number): void;
}

export function ZoomBar({ acts }: { acts: ZoomActs }): ComponentChild {
  return h(
    "div",
    { class: "zoom", role: "group", "aria-label": "Zoom" },
    h(Button, { label: "Zoom out", hint: "Zoom out (-)", look: "icon", onClick: () => acts.zoom(1 / 1.3) }, icon(buttonIcons.zoomOut)),
    h(Button, { label: "Zoom in", hint: "Zoom in (+)", look: "icon", onClick: () => acts.zoom(1.3) }, icon(buttonIcons.zoomIn)),
    h(Button, { label: "Fit", hint: "Fit the graph (F)", look: "icon", onClick: acts.fit }, icon(buttonIcons.fit)),
  );
}

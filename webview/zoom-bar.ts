// The zoom buttons in the corner of the graph.
import * as l10n from "@vscode/l10n";
import { type ComponentChild, h } from "preact";
import { Button } from "./controls.js";
import { icon } from "./icon.js";
import { buttonIcons } from "./icons.js";
import { Legend } from "./legend.js";

export interface ZoomActs {
  fit(): void;
  zoom(factor: number): void;
}

export function ZoomBar({ acts }: { acts: ZoomActs }): ComponentChild {
  return h(
    "div",
    { class: "zoom", role: "group", "aria-label": l10n.t("Zoom") },
    h(
      Button,
      { label: l10n.t("Zoom out"), hint: l10n.t("Zoom out (-)"), look: "icon", onClick: () => acts.zoom(1 / 1.3) },
      icon(buttonIcons.zoomOut),
    ),
    h(
      Button,
      { label: l10n.t("Zoom in"), hint: l10n.t("Zoom in (+)"), look: "icon", onClick: () => acts.zoom(1.3) },
      icon(buttonIcons.zoomIn),
    ),
    h(Button, { label: l10n.t("Fit"), hint: l10n.t("Fit the graph (F)"), look: "icon", onClick: acts.fit }, icon(buttonIcons.fit)),
    h(Legend, {}),
  );
}

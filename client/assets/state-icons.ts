// The icons of asset states in trees. They have the same shapes as in the graph.
import type { Look } from "../../runtime/contract/state-looks.js";

/** A codicon, and the theme color of the icon. */
export interface Icon {
  readonly id: string;
  readonly color?: string;
}

export const STATE_ICONS: Readonly<Record<Look, Icon>> = {
  never: { id: "circle-large-outline" },
  queued: { id: "ellipsis", color: "millrace.runningForeground" },
  running: { id: "loading~spin", color: "millrace.runningForeground" },
  materialized: { id: "pass", color: "millrace.materializedForeground" },
  partial: { id: "color-mode", color: "millrace.materializedForeground" },
  stale: { id: "history", color: "millrace.skippedForeground" },
  failed: { id: "error", color: "millrace.failedForeground" },
  skipped: { id: "debug-step-over", color: "millrace.skippedForeground" },
  canceled: { id: "circle-slash", color: "millrace.skippedForeground" },
};

/** An asset that something outside the project materializes. */
export const EXTERNAL_ICON: Icon = { id: "link-external" };

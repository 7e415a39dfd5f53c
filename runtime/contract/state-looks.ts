// How a state looks: one mark for text, the same in lenses, the terminal and every view; views choose an icon by the same looks.
import type { AssetState, AssetStatus } from "./graph.js";

/** The states of an asset; a value older than an upstream value; a value of which partitions are missing. */
export type Look = AssetState | "stale" | "partial";

export function lookOf({ state, stale, partitions }: Pick<AssetStatus, "state" | "stale" | "partitions">): Look {
  if (state !== "materialized") return state;
  if (stale) return "stale";
  return partitions && partitions.materialized < partitions.total ? "partial" : state;
}

export const MARKS: Readonly<Record<Look, string>> = {
  never: "○",
  queued: "…",
  running: "●",
  materialized: "✓",
  partial: "◐",
  stale: "↻",
  failed: "✗",
  skipped: "⊘",
  canceled: "⊘",
};

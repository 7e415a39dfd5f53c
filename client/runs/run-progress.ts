// How far a run is: parts that have ended, and assets that are being made.
import type { RunState } from "../../runtime/contract/run-state.js";

export interface RunProgress {
  /** Assets, or partitions that are made one by one. */
  readonly done: number;
  /** Assets that are being made, each once however many of its partitions are. */
  readonly running: readonly string[];
}

export function progressOf({ ended, steps }: RunState): RunProgress {
  const isBeingMade = ({ state, partitions }: { state: string; partitions?: { running: ReadonlySet<string> } }) =>
    state === "running" && (partitions === undefined || partitions.running.size > 0);
  return { done: ended, running: [...steps.values()].filter(isBeingMade).map(({ assetKey }) => assetKey) };
}

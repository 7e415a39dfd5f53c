// The progress of a run: how many parts have ended, and which assets are running.
import type { RunState } from "../../runtime/contract/run-state.js";

export interface RunProgress {
  /** Counts assets, and partitions that run one by one. */
  readonly done: number;
  /** The running assets. An asset appears once even if several of its partitions are running. */
  readonly running: readonly string[];
}

export function progressOf({ ended, steps }: RunState): RunProgress {
  const isBeingMade = ({ state, partitions }: { state: string; partitions?: { running: ReadonlySet<string> } }) =>
    state === "running" && (partitions === undefined || partitions.running.size > 0);
  return { done: ended, running: [...steps.values()].filter(isBeingMade).map(({ assetKey }) => assetKey) };
}

// How far a run is, from its events: parts that have ended, assets that are being made, the first failure, its end.
import { isStepEnd, outcomeOf, type RunError, type RunEvent } from "../runtime/contract/run.js";

export interface RunProgress {
  /** Assets, or partitions that are made one by one. */
  readonly done: number;
  /** Assets that are being made, each once however many of its partitions are. */
  readonly running: readonly string[];
  readonly failure: { readonly key: string | undefined; readonly error: RunError | undefined } | undefined;
  readonly ending: RunEvent | undefined;
  hear(event: RunEvent): void;
}

export function createRunProgress(): RunProgress {
  const open = new Map<string, Set<string>>();
  let done = 0;
  let failure: RunProgress["failure"];
  let ending: RunEvent | undefined;

  function hear(event: RunEvent): void {
    const { type, assetKey, partitionKey = "", error } = event;
    if (outcomeOf(event) !== null) ending = event;
    if (type === "STEP_FAILURE") failure ??= { key: assetKey, error };
    if (assetKey === undefined) return;
    const parts = open.get(assetKey) ?? new Set();
    if (type === "STEP_START") open.set(assetKey, parts.add(partitionKey));
    if (!isStepEnd(event)) return;
    parts.delete(partitionKey);
    if (parts.size === 0) open.delete(assetKey);
    done++;
  }

  return {
    get done() {
      return done;
    },
    get running() {
      return [...open.keys()];
    },
    get failure() {
      return failure;
    },
    get ending() {
      return ending;
    },
    hear,
  };
}

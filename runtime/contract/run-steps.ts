// The row of each asset of a run, with its result in words.
import * as l10n from "@vscode/l10n";
import type { StepIdentity, StepProgress } from "./events.js";
import type { RunStep } from "./run-record.js";
import { durationOf, errorOf, type RunState, type StepState } from "./run-state.js";
import { sizeOf } from "./size-words.js";

/** In the order of the plan. */
export function runSteps({ steps }: RunState): readonly RunStep[] {
  return [...steps.values()].map(rowOf);
}

function rowOf(step: StepState): RunStep {
  const { assetKey, state, startedAt, partitions } = step;
  const durationMs = durationOf(step);
  const size = sizeOf(step.materialization?.stored);
  const message = messageOf(step);
  const place = errorOf(step)?.place;
  return {
    assetKey,
    state,
    ...(startedAt === undefined ? {} : { startedAt }),
    ...(durationMs === undefined ? {} : { durationMs }),
    ...(size === undefined ? {} : { size }),
    ...(message === undefined ? {} : { message }),
    ...(place === undefined ? {} : { place }),
    ...(partitions === undefined
      ? {}
      : { partitions: { done: partitions.made.length, failed: partitions.failed, skipped: partitions.skipped } }),
  };
}

/** The reason of a failure comes before the reported progress, which comes before the reason of a skip. */
function messageOf({ state, said, trouble, isCutOff }: StepState): string | undefined {
  if (trouble?.type === "STEP_FAILURE") return ofPart(trouble, trouble.error.message);
  if (said?.type === "STEP_UP_FOR_RETRY") return l10n.t`will be tried again: ${said.error.message}`;
  if (said !== undefined) return ofPart(said, progressText(said));
  if (trouble?.message !== undefined) return ofPart(trouble, trouble.message);
  return isCutOff && state === "failure" ? l10n.t("the run ended before it did") : undefined;
}

function ofPart({ partitionKey }: StepIdentity, text: string): string {
  return partitionKey === undefined ? text : `${partitionKey}: ${text}`;
}

/** The progress that the code of an asset reports: `"40/100 pages"`. */
export function progressText({ progress: { done, total }, message = "" }: StepProgress): string {
  return `${total === undefined ? done : `${done}/${total}`} ${message}`.trimEnd();
}

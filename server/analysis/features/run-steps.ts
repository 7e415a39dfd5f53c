// What became of each asset of a run, told from its events one after the other.
import * as l10n from "@vscode/l10n";
import { assetsListed, outcomeOf, type RunEvent } from "../../../runtime/contract/run.js";
import type { RunStep } from "../../../runtime/contract/run-record.js";
import { stateWord } from "../../../runtime/contract/state-words.js";
import { sizeOf } from "./wording.js";

export interface RunSteps {
  hear(event: RunEvent): void;
  /** In the order they were planned. */
  all(): readonly RunStep[];
}

export function createRunSteps(): RunSteps {
  const steps = new Map<string, RunStep>();
  let canceling = false;

  function hear(event: RunEvent): void {
    if (event.type === "RUN_CANCELING") canceling = true;
    for (const key of assetsListed(event)) if (!steps.has(key)) steps.set(key, { assetKey: key, state: "queued" });
    if (outcomeOf(event) !== null) {
      for (const step of steps.values()) steps.set(step.assetKey, ended(step, event));
      return;
    }
    if (event.assetKey === undefined) return;
    const before = steps.get(event.assetKey) ?? { assetKey: event.assetKey, state: "queued" };
    const next = event.partitionKey === undefined ? nextStep(event, before) : partitionStep(event, before);
    // What fails after it was asked to stop was stopped.
    const stopped = canceling && next?.state === "failure" && before.state !== "failure";
    if (next) steps.set(event.assetKey, stopped ? { ...next, state: "canceled" } : next);
  }

  return { hear, all: () => [...steps.values()] };
}

function nextStep(event: RunEvent, before: RunStep): RunStep | null {
  const { assetKey, startedAt } = before;
  const started = startedAt === undefined ? {} : { startedAt };
  const took = startedAt === undefined ? {} : { durationMs: Math.max(0, Date.parse(event.timestamp) - Date.parse(startedAt)) };
  switch (event.type) {
    case "STEP_START":
      return { assetKey, state: "running", startedAt: event.timestamp };
    case "PROGRESS":
      return before.state === "running" ? { ...before, message: progressText(event) } : null;
    case "STEP_UP_FOR_RETRY":
      return {
        ...before,
        state: "running",
        message: l10n.t`will be tried again: ${event.error?.message ?? event.message ?? l10n.t("it failed")}`,
      };
    case "ASSET_MATERIALIZATION": {
      const size = sizeOf(event.materialization?.stored);
      return size === undefined ? null : { ...before, size };
    }
    case "STEP_SUCCESS": {
      const { message: _, ...rest } = before;
      return { ...rest, ...took, state: before.state === "failure" ? "failure" : "success" };
    }
    case "STEP_FAILURE": {
      const place = event.error?.place;
      const message = event.error?.message ?? event.message ?? stateWord("failed");
      return { ...partitionsOf(before), assetKey, ...started, ...took, state: "failure", message, ...(place ? { place } : {}) };
    }
    case "STEP_SKIPPED":
      return { assetKey, state: "skipped", ...(event.message === undefined ? {} : { message: event.message }) };
    default:
      return null;
  }
}

/** Its parts come and go one by one; it ends with the run. */
function partitionStep(event: RunEvent, before: RunStep): RunStep | null {
  const partitions = before.partitions ?? { done: 0, failed: 0, skipped: 0 };
  const { done, failed } = partitions;
  const { message: _, ...rest } = before;
  const running: RunStep = { ...rest, state: "running", startedAt: before.startedAt ?? event.timestamp };
  const kept = before.message === undefined ? {} : { message: before.message };
  switch (event.type) {
    case "STEP_START":
      return { ...running, ...kept };
    case "PROGRESS":
      // Why one of them failed is worth more.
      return before.state === "running" && failed === 0 ? { ...before, message: `${event.partitionKey}: ${progressText(event)}` } : null;
    case "STEP_SUCCESS":
      return {
        ...running,
        ...(failed + partitions.skipped > 0 ? kept : {}),
        ...took(running, event),
        partitions: { ...partitions, done: done + 1 },
      };
    case "STEP_FAILURE": {
      const place = event.error?.place;
      const message = `${event.partitionKey}: ${event.error?.message ?? event.message ?? stateWord("failed")}`;
      return {
        ...running,
        ...took(running, event),
        message,
        ...(place ? { place } : {}),
        partitions: { ...partitions, failed: failed + 1 },
      };
    }
    case "STEP_SKIPPED": {
      const why = event.message === undefined ? {} : { message: `${event.partitionKey}: ${event.message}` };
      return { ...before, ...(failed > 0 ? kept : why), partitions: { ...partitions, skipped: partitions.skipped + 1 } };
    }
    default:
      return null;
  }
}

/** What the code of an asset reports: `"40/100 pages"`. */
export function progressText({ progress, message = "" }: RunEvent): string {
  const { done, total } = progress ?? { done: 0 };
  return `${total === undefined ? done : `${done}/${total}`} ${message}`.trimEnd();
}

function took({ startedAt }: RunStep, event: RunEvent): { durationMs: number } | Record<string, never> {
  return startedAt === undefined ? {} : { durationMs: Math.max(0, Date.parse(event.timestamp) - Date.parse(startedAt)) };
}

function partitionsOf({ partitions }: RunStep): Pick<RunStep, "partitions"> {
  return partitions ? { partitions } : {};
}

/** No asset outlives its run. */
function ended(step: RunStep, { type }: RunEvent): RunStep {
  if (step.state !== "queued" && step.state !== "running") return step;
  if (step.partitions) return { ...step, state: endOfPartitions(step.partitions, type) };
  if (type === "RUN_CANCELED") return { ...step, state: "canceled" };
  if (type === "RUN_SUCCESS") return { ...step, state: "success" };
  return step.state === "running"
    ? { ...step, state: "failure", message: step.message ?? l10n.t("the run ended before it did") }
    : { ...step, state: "skipped" };
}

function endOfPartitions({ failed, skipped }: NonNullable<RunStep["partitions"]>, type: RunEvent["type"]): RunStep["state"] {
  if (failed > 0) return "failure";
  if (type === "RUN_CANCELED") return "canceled";
  return skipped > 0 ? "skipped" : "success";
}

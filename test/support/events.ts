// Events of a run for tests.
import type { AssetMaterialization, EventOfType, RunEvent, StepProgress } from "../../runtime/contract/events.js";
import { stepKey } from "../../runtime/contract/events.js";
import type { RunError, RunEventType } from "../../runtime/contract/run.js";

type Details = Partial<Omit<AssetMaterialization, "type"> & Pick<EventOfType<"LOG">, "level"> & Pick<StepProgress, "progress">> & {
  readonly error?: RunError;
};

const REQUIRED: Partial<Record<RunEventType, Details>> = {
  RUN_START: { metadata: {} },
  STEP_FAILURE: { error: { name: "Error", message: "failed" } },
  STEP_UP_FOR_RETRY: { error: { name: "Error", message: "failed" } },
  PROGRESS: { progress: { done: 0 } },
  LOG: { level: "info", message: "" },
};

/** An event of the run `r1`. Required fields that the test does not set are filled in. */
export function anEvent(type: RunEventType, details: Details = {}): RunEvent {
  const step = details.assetKey === undefined ? {} : { stepKey: stepKey(details.assetKey) };
  const timestamp = "2026-01-01T00:00:00.000Z";
  return { type, runId: "r1", timestamp, ...REQUIRED[type], ...step, ...details } as RunEvent;
}

/** The events of one type. */
export function ofType<Type extends RunEventType>(events: readonly RunEvent[], type: Type): readonly EventOfType<Type>[] {
  return events.filter((event): event is EventOfType<Type> => event.type === type);
}

/** The first error in the events. */
export function firstError(events: readonly RunEvent[]): RunError | undefined {
  return events.map(errorIn).find((error) => error !== undefined);
}

export function errorIn(event: RunEvent): RunError | undefined {
  return "error" in event ? event.error : undefined;
}

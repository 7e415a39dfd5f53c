// The events of a run: one type for each kind of event.
import type { AssetKeyString } from "./asset.js";
import type { LogLevel, Materialization, Metadata, RunError, RunEventType } from "./run.js";

interface EventOf<Type extends RunEventType> {
  /** What happened. */
  readonly type: Type;
  /** The id of the run. */
  readonly runId: string;
  /** ISO 8601 in UTC, with milliseconds. */
  readonly timestamp: string;
  /** A text for users. */
  readonly message?: string;
}

/** An event of the run as a whole. */
interface RunEventOf<Type extends RunEventType> extends EventOf<Type> {
  readonly assetKey?: undefined;
  readonly stepKey?: undefined;
  readonly partitionKey?: undefined;
}

/** What an event about an asset or a partition identifies. */
export interface StepIdentity {
  /** The asset. */
  readonly assetKey: AssetKeyString;
  /** The asset's key with its parts joined by `__`. */
  readonly stepKey: string;
  /** The partition, when the event is about one. */
  readonly partitionKey?: string;
}

interface StepEventOf<Type extends RunEventType> extends EventOf<Type>, StepIdentity {}

/** The first event of a run. */
export interface RunStart extends RunEventOf<"RUN_START"> {
  /** `assets`, `selection`, `partitions`, `origin`, `job`, `tags`, `host_pid` and `host_name`. */
  readonly metadata: Metadata;
}

/** The run failed, or assets of it did. */
export interface RunFailure extends RunEventOf<"RUN_FAILURE"> {
  /** Why the run itself failed; absent when assets failed. */
  readonly error?: RunError;
}

export interface AssetMaterialization extends StepEventOf<"ASSET_MATERIALIZATION"> {
  /** Entries of the function and of the I/O manager. */
  readonly metadata: Metadata;
  /** The record that was written. */
  readonly materialization: Materialization;
}

export interface LoadedInput extends StepEventOf<"LOADED_INPUT"> {
  /** Entries of the I/O manager that loaded the input. */
  readonly metadata?: Metadata;
}

export interface StepFailure extends StepEventOf<"STEP_FAILURE"> {
  /** What the asset threw, or why it was stopped. */
  readonly error: RunError;
  /** Entries of a `Failure`. */
  readonly metadata?: Metadata;
}

export interface StepUpForRetry extends StepEventOf<"STEP_UP_FOR_RETRY"> {
  /** What the last attempt threw. */
  readonly error: RunError;
}

export interface StepProgress extends StepEventOf<"PROGRESS"> {
  /** The progress, and the total where it is known. */
  readonly progress: { readonly done: number; readonly total?: number };
}

/** A line of the run's log, or of a step's log when it names a step. */
export interface LogLine extends EventOf<"LOG">, Partial<StepIdentity> {
  /** The text that was logged. */
  readonly message: string;
  /** How severe it is. */
  readonly level: LogLevel;
}

/**
 * One thing that happened in a run, in Dagster's vocabulary. `type` says which fields it has; a run ends with exactly one of `RUN_SUCCESS`,
 * `RUN_FAILURE` and `RUN_CANCELED`.
 */
export type RunEvent =
  | RunStart
  | RunEventOf<"RUN_SUCCESS">
  | RunFailure
  | RunEventOf<"RUN_CANCELING">
  | RunEventOf<"RUN_CANCELED">
  | RunEventOf<"ENGINE_EVENT">
  | StepEventOf<"STEP_START">
  | LoadedInput
  | StepEventOf<"STEP_OUTPUT">
  | StepEventOf<"HANDLED_OUTPUT">
  | AssetMaterialization
  | StepEventOf<"STEP_SUCCESS">
  | StepFailure
  | StepEventOf<"STEP_SKIPPED">
  | StepUpForRetry
  | StepProgress
  | LogLine;

/** The event of one type. */
export type EventOfType<Type extends RunEventType> = Extract<RunEvent, { readonly type: Type }>;

/** The fields of an event beside its type, run and time. */
export type EventDetails<Type extends RunEventType> = Omit<EventOfType<Type>, "type" | "runId" | "timestamp">;

/** Sends an event of a run. Details may be left out for types that require none. */
export type TellEvent = <Type extends RunEventType>(
  type: Type,
  ...details: Record<never, never> extends EventDetails<Type> ? [details?: EventDetails<Type>] : [details: EventDetails<Type>]
) => void;

/** Creates events of a run with the current time. */
export function teller(runId: string, emit: (event: RunEvent) => void): TellEvent {
  return (type, ...[details]) => emit({ type, runId, timestamp: new Date().toISOString(), ...details } as RunEvent);
}

/** The name of a step in events and identifiers: the parts of its id joined with `__`. */
export function stepKey(id: string): string {
  return id.replaceAll("/", "__");
}

/** What the events of an asset name. */
export function stepIdentity(assetKey: AssetKeyString): StepIdentity {
  return { assetKey, stepKey: stepKey(assetKey) };
}

/** How a run ended. */
export type RunOutcome = "success" | "failure" | "canceled";

const OUTCOMES = { RUN_SUCCESS: "success", RUN_FAILURE: "failure", RUN_CANCELED: "canceled" } as const satisfies Readonly<
  Partial<Record<RunEventType, RunOutcome>>
>;

/** An event that ends its run. */
export type RunEnd = EventOfType<keyof typeof OUTCOMES>;

export function isRunEnd(event: RunEvent): event is RunEnd {
  return Object.hasOwn(OUTCOMES, event.type);
}

/** The ending that an event means for its run; null when the run continues. */
export function outcomeOf(event: RunEnd): RunOutcome;
export function outcomeOf(event: RunEvent): RunOutcome | null;
export function outcomeOf(event: RunEvent): RunOutcome | null {
  return isRunEnd(event) ? OUTCOMES[event.type] : null;
}

/** Whether an event ends its asset or partition. */
export function isStepEnd(event: RunEvent): event is EventOfType<"STEP_SUCCESS" | "STEP_FAILURE" | "STEP_SKIPPED"> {
  return event.type === "STEP_SUCCESS" || event.type === "STEP_FAILURE" || event.type === "STEP_SKIPPED";
}

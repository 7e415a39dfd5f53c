// Jobs and schedules: named selections, and when they run.
import { reasonAgainstCron, reasonAgainstZone } from "../partitions/index.js";
import { AssetSelection, type SelectionInput } from "./selection.js";

export interface JobOptions {
  /** An `AssetSelection`, a selection text, an asset, or a list of these (their union). Default: all assets. */
  readonly selection?: SelectionInput;
  /** What the job is for. */
  readonly description?: string;
  /** Names and values that you choose. */
  readonly tags?: Readonly<Record<string, string>>;
}

/** A named selection of assets. */
export interface AssetJob {
  readonly kind: "job";
  readonly name: string;
  readonly selection: AssetSelection | string;
  readonly description: string;
  readonly tags: Readonly<Record<string, string>>;
}

/** Names a selection, so that it can be run and scheduled. */
export function defineAssetJob(name: string, options: JobOptions = {}): AssetJob {
  if (!/^[A-Za-z0-9_]+$/.test(name))
    throw new TypeError(`the job name "${name}" is not valid: only letters A-Z a-z, digits and _ are allowed. Rename it.`);
  return Object.freeze({
    kind: "job" as const,
    name,
    selection: selectionOf(name, options.selection),
    description: options.description ?? "",
    tags: options.tags ?? {},
  });
}

function selectionOf(job: string, selection: SelectionInput | undefined): AssetSelection | string {
  if (selection === undefined) return AssetSelection.all();
  if (typeof selection === "string") return selection;
  try {
    return AssetSelection.from(selection);
  } catch (error) {
    throw new TypeError(`the job ${job}: ${(error as Error).message}`);
  }
}

export interface ScheduleOptions {
  /** The job to run. */
  readonly job: AssetJob;
  /** A cron expression of five fields, or `@hourly`, `@daily`, `@weekly`, `@monthly`, `@yearly`. */
  readonly cronSchedule: string;
  /** Default: the name of the job and `_schedule`. */
  readonly name?: string;
  /** An IANA time zone. Default: UTC. */
  readonly executionTimezone?: string;
  /** What the schedule is for. */
  readonly description?: string;
}

/** When a job runs. Throws when the cron expression or the time zone is invalid. */
export class ScheduleDefinition {
  readonly name: string;
  readonly job: AssetJob;
  readonly cronSchedule: string;
  readonly executionTimezone: string;
  readonly description: string;

  constructor(options: ScheduleOptions) {
    if (options?.job?.kind !== "job") throw new TypeError("a schedule needs a job. Create one with defineAssetJob.");
    this.job = options.job;
    this.name = options.name ?? `${options.job.name}_schedule`;
    this.cronSchedule = options.cronSchedule;
    this.executionTimezone = options.executionTimezone ?? "UTC";
    this.description = options.description ?? "";
    const reason = reasonAgainstCron(this.cronSchedule) ?? reasonAgainstZone(this.executionTimezone);
    if (reason !== null) throw new TypeError(`the schedule ${this.name}: ${reason}`);
  }
}

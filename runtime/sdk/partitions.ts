// Partitions definitions and partition mappings for users: Dagster's classes over plain data.
import type { BackfillMode, PartitionRange, PartitionsSpec } from "../contract/partitions.js";
import {
  type CalendarOptions,
  type CronWindowOptions,
  calendarSpec,
  dimensionsOf,
  dynamicSpec,
  type KeyList,
  type KeySpace,
  keyAtMoment,
  keySpace,
  keysOfRanges,
  multiKey,
  multiSpec,
  nextTicksOf,
  staticSpec,
  type TimeWindowOptions,
  timeWindowSpec,
} from "../partitions/index.js";
import { dynamicKeysNow, openState } from "../state/index.js";

export interface KeysOptions {
  /** The moment that determines which windows have ended. Default: now. */
  readonly now?: Date;
  /** The folder of `.millrace`, for dynamic keys. Default: the working directory. */
  readonly projectDir?: string;
}

/** The partitions of an asset: `asset({ partitions })`. Its keys are computed, never stored as an array. */
export abstract class PartitionsDefinition {
  /** The definition as plain data. */
  readonly spec: PartitionsSpec;

  protected constructor(spec: PartitionsSpec) {
    this.spec = spec;
  }

  /** The keys in order, created on demand. */
  getPartitionKeys(options: KeysOptions = {}): KeyList {
    return this.#space(options);
  }

  /** The keys from `start` to `end`, both inclusive. Throws a RangeError that names an unknown key. */
  getPartitionKeysInRange(range: PartitionRange, options: KeysOptions = {}): KeyList {
    return keysOfRanges(this.#space(options), [range]);
  }

  getFirstPartitionKey(options: KeysOptions = {}): string | undefined {
    return this.#space(options).at(0);
  }

  getLastPartitionKey(options: KeysOptions = {}): string | undefined {
    return this.#space(options).at(-1);
  }

  hasPartitionKey(key: string, options: KeysOptions = {}): boolean {
    return this.#space(options).indexOf(key) !== -1;
  }

  /** The window of a key, its end exclusive; null when keys are not time windows. */
  timeWindowForPartitionKey(key: string): { readonly start: Date; readonly end: Date } | null {
    const window = this.#space({}).windowOf(key);
    return window === null ? null : { start: new Date(window.start), end: new Date(window.end) };
  }

  /**
   * The key of the window that contains a moment, even if it has not ended. Undefined before the first window, when no window begins
   * because of `endDate`, and when keys are not time windows.
   */
  partitionKeyForTimestamp(timestamp: Date): string | undefined {
    return keyAtMoment(this.spec, timestamp.getTime());
  }

  #space({ now, projectDir = process.cwd() }: KeysOptions): KeySpace {
    return keySpace(this.spec, { now: now?.getTime() ?? Date.now(), dynamicKeys: (name) => dynamicKeysNow(projectDir, name) });
  }
}

export interface TicksOptions {
  /** IANA name. Default `"UTC"`. */
  readonly timezone?: string;
  /** The ticks after this. Default: now. */
  readonly after?: Date;
  /** How many. Default 1. */
  readonly count?: number;
}

/** The next ticks of a cron expression, by the same rule as windows: `nextTicks("0 9 * * 1-5", { timezone: "Europe/Oslo", count: 5 })`. */
export function nextTicks(cronSchedule: string, { timezone = "UTC", after = new Date(), count = 1 }: TicksOptions = {}): Date[] {
  return nextTicksOf(cronSchedule, timezone, after.getTime(), count).map((tick) => new Date(tick));
}

/** The given keys, in the given order. */
export class StaticPartitionsDefinition extends PartitionsDefinition {
  constructor(partitionKeys: readonly string[]) {
    super(staticSpec(partitionKeys));
  }
}

/** Windows between the ticks of any cron expression. */
export class TimeWindowPartitionsDefinition extends PartitionsDefinition {
  constructor(options: CronWindowOptions) {
    super(timeWindowSpec(options));
  }
}

export class HourlyPartitionsDefinition extends PartitionsDefinition {
  constructor(options: TimeWindowOptions & Pick<CalendarOptions, "minuteOffset">) {
    super(calendarSpec("hourly", options));
  }
}

export class DailyPartitionsDefinition extends PartitionsDefinition {
  constructor(options: TimeWindowOptions & Pick<CalendarOptions, "minuteOffset" | "hourOffset">) {
    super(calendarSpec("daily", options));
  }
}

export class WeeklyPartitionsDefinition extends PartitionsDefinition {
  constructor(options: CalendarOptions) {
    super(calendarSpec("weekly", options));
  }
}

export class MonthlyPartitionsDefinition extends PartitionsDefinition {
  constructor(options: CalendarOptions) {
    super(calendarSpec("monthly", options));
  }
}

/** Every combination of the dimensions' keys; a key is written `2026-01-01|eu`, sorted by the dimensions' names. */
export class MultiPartitionsDefinition extends PartitionsDefinition {
  constructor(dimensions: Readonly<Record<string, PartitionsDefinition>>) {
    super(multiSpec(Object.fromEntries(Object.entries(dimensions).map(([name, definition]) => [name, definition.spec]))));
  }

  /** The key of one combination: `partitionKey({ date: "2026-01-01", region: "eu" })`. */
  partitionKey(keys: Readonly<Record<string, string>>): string {
    const parts = dimensionsOf(this.spec).map(({ name }) => {
      const key = keys[name];
      if (key === undefined) throw new RangeError(`no key is given for the dimension ${name}. Give one for each dimension.`);
      return key;
    });
    return multiKey(parts);
  }
}

/** Keys that are added and removed at run time, stored under `.millrace/partitions/`. */
export class DynamicPartitionsDefinition extends PartitionsDefinition {
  readonly name: string;

  constructor(options: { readonly name: string }) {
    super(dynamicSpec(options?.name));
    this.name = options.name;
  }

  /** Adds keys that do not exist yet; durable when the promise resolves. */
  async addPartitions(keys: readonly string[], { projectDir = process.cwd() }: KeysOptions = {}): Promise<void> {
    await openState(projectDir).keys.change(this.name, { add: keys });
  }

  /** Removes keys. Their stored values stay. */
  async removePartitions(keys: readonly string[], { projectDir = process.cwd() }: KeysOptions = {}): Promise<void> {
    await openState(projectDir).keys.change(this.name, { remove: keys });
  }
}

/** How several partitions run: one call for each (the default), one call for a number of them, or one call for all. */
export class BackfillPolicy {
  readonly mode: BackfillMode;
  /** The maximum number of partitions in one call. */
  readonly maxPartitionsPerRun: number;

  private constructor(mode: BackfillMode, maxPartitionsPerRun: number) {
    this.mode = mode;
    this.maxPartitionsPerRun = maxPartitionsPerRun;
  }

  /**
   * One call for all partitions of a run: read `context.partitionKeys` or `context.partitionTimeWindow`. For files, return a `Map` by key.
   */
  static singleRun(): BackfillPolicy {
    return new BackfillPolicy("once", Number.POSITIVE_INFINITY);
  }

  /**
   * One call for at most this many partitions, in the order of the definition. Default: 1, a call for each. With more than one, a call
   * works as for `singleRun`, also when the last call contains only one partition. A call that fails fails all its partitions. Throws a
   * TypeError for a number that is not a whole number from 1.
   */
  static multiRun(maxPartitionsPerRun = 1): BackfillPolicy {
    if (!Number.isInteger(maxPartitionsPerRun) || maxPartitionsPerRun < 1)
      throw new TypeError(
        `maxPartitionsPerRun is ${maxPartitionsPerRun}; it must be a whole number from 1. Change it, or use BackfillPolicy.singleRun() for all in one call.`,
      );
    return new BackfillPolicy(maxPartitionsPerRun === 1 ? "each" : "some", maxPartitionsPerRun);
  }

  /** Whether a call may materialize several partitions. */
  get isSeveral(): boolean {
    return this.mode !== "each";
  }
}

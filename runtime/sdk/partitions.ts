// What users divide assets by, and how they map the pieces of one asset onto another: Dagster's classes over plain data.
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
  /** The moment that decides which windows have ended. Default: now. */
  readonly now?: Date;
  /** The folder of `.millrace`, for dynamic keys. Default: the working directory. */
  readonly projectDir?: string;
}

/** What an asset is divided into: `asset({ partitions })`. Its keys are computed, never kept as an array. */
export abstract class PartitionsDefinition {
  /** The definition as plain data. */
  readonly spec: PartitionsSpec;

  protected constructor(spec: PartitionsSpec) {
    this.spec = spec;
  }

  /** The keys in order, made as they are asked for. */
  getPartitionKeys(options: KeysOptions = {}): KeyList {
    return this.#space(options);
  }

  /** The keys from `start` to `end`, both inclusive. Throws a RangeError naming a key that is none. */
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

  /** The window a key stands for, its end exclusive; null where keys are no times. */
  timeWindowForPartitionKey(key: string): { readonly start: Date; readonly end: Date } | null {
    const window = this.#space({}).windowOf(key);
    return window === null ? null : { start: new Date(window.start), end: new Date(window.end) };
  }

  /** The key of the window that holds a moment, also of one that has not ended; undefined before the first, where `endDate` lets no window begin, and where keys are no times. */
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

/** The next ticks of a cron expression, by the rule that windows have: `nextTicks("0 9 * * 1-5", { timezone: "Europe/Oslo", count: 5 })`. */
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

/** Every combination of the dimensions' keys; a key is written `2026-01-01|eu`, in order of the dimensions' names. */
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

/** Keys that are added and removed while the project lives, kept under `.millrace/partitions/`. */
export class DynamicPartitionsDefinition extends PartitionsDefinition {
  readonly name: string;

  constructor(options: { readonly name: string }) {
    super(dynamicSpec(options?.name));
    this.name = options.name;
  }

  /** Adds keys that are not there yet; durable when the promise resolves. */
  async addPartitions(keys: readonly string[], { projectDir = process.cwd() }: KeysOptions = {}): Promise<void> {
    await openState(projectDir).keys.change(this.name, { add: keys });
  }

  /** Takes keys away. What is stored for them stays. */
  async removePartitions(keys: readonly string[], { projectDir = process.cwd() }: KeysOptions = {}): Promise<void> {
    await openState(projectDir).keys.change(this.name, { remove: keys });
  }
}

/** How several partitions run: each by a call of its own (the default), so many in one call, or all. */
export class BackfillPolicy {
  readonly mode: BackfillMode;
  /** How many one call makes at most. */
  readonly maxPartitionsPerRun: number;

  private constructor(mode: BackfillMode, maxPartitionsPerRun: number) {
    this.mode = mode;
    this.maxPartitionsPerRun = maxPartitionsPerRun;
  }

  /** One call for all partitions of a run: read `context.partitionKeys` or `context.partitionTimeWindow`. Files want a `Map` by key back. */
  static singleRun(): BackfillPolicy {
    return new BackfillPolicy("once", Number.POSITIVE_INFINITY);
  }

  /**
   * A call for up to so many partitions, in the order of the definition; default 1, a call for each. With more than one, what `singleRun`
   * says of a call holds, also when it makes the last one alone. A call that fails fails its partitions. Throws a TypeError for what is no whole number from 1.
   */
  static multiRun(maxPartitionsPerRun = 1): BackfillPolicy {
    if (!Number.isInteger(maxPartitionsPerRun) || maxPartitionsPerRun < 1)
      throw new TypeError(
        `maxPartitionsPerRun is ${maxPartitionsPerRun}; it must be a whole number from 1. Change it, or use BackfillPolicy.singleRun() for all in one call.`,
      );
    return new BackfillPolicy(maxPartitionsPerRun === 1 ? "each" : "some", maxPartitionsPerRun);
  }

  /** Whether a call may make several. */
  get isSeveral(): boolean {
    return this.mode !== "each";
  }
}

// Converts the options of a partitions definition to plain data. Invalid options throw an error with the option and the remedy.
import * as l10n from "@vscode/l10n";
import type {
  DimensionSpec,
  DynamicPartitionsSpec,
  MultiPartitionsSpec,
  PartitionsSpec,
  StaticPartitionsSpec,
  TimeWindowPartitionsSpec,
} from "../contract/partitions.js";
import { reasonAgainstCron } from "./cron-expression.js";
import { cronShape } from "./cron-shape.js";
import { checkExclusions } from "./exclusions.js";
import { reasonAgainstFormat } from "./key-format.js";
import { keySpace, momentOf } from "./key-space.js";
import { instantOf, windowsOf } from "./time-windows.js";
import { DAY, zone } from "./zone.js";

export interface TimeWindowOptions {
  /** The first window starts at the first tick at or after this. ISO 8601 text is local to `timezone`; a `Date` is an instant. */
  readonly startDate: string | Date;
  /** No window ends after this. Default: windows have no end. */
  readonly endDate?: string | Date;
  /** IANA name. Default `"UTC"`. */
  readonly timezone?: string;
  /**
   * The format of a window's start as its key, in Luxon's tokens (https://moment.github.io/luxon/#/formatting). Default `"yyyy-MM-dd"`;
   * hourly `"yyyy-MM-dd-HH:mm"`.
   */
  readonly fmt?: string;
  /** The number of windows after the last one that has ended; negative for fewer. Default 0. */
  readonly endOffset?: number;
  /**
   * Windows to leave out: keys or starts, and cron expressions in the same zone at whose ticks windows begin: `["0 0 * * 0",
   * "2026-12-25"]`.
   */
  readonly exclusions?: readonly (string | Date)[];
}

export interface CronWindowOptions extends TimeWindowOptions {
  /** Five fields. A window starts at a tick and ends at the next one. */
  readonly cronSchedule: string;
}

/** The start of windows within the hour, day, week or month. */
export interface CalendarOptions extends TimeWindowOptions {
  readonly minuteOffset?: number;
  readonly hourOffset?: number;
  /** Weekly: 0 is Sunday (default). Monthly: the day of the month, from 1 (default). 29 to 31 mean the last day of a shorter month. */
  readonly dayOffset?: number;
}

export type Cadence = "hourly" | "daily" | "weekly" | "monthly";

export function calendarSpec(cadence: Cadence, options: CalendarOptions): TimeWindowPartitionsSpec {
  const minute = within("minuteOffset", options?.minuteOffset, 0, 59, 0);
  const hour = within("hourOffset", options?.hourOffset, 0, 23, 0);
  const crons: Record<Cadence, () => string> = {
    hourly: () => `${minute} * * * *`,
    daily: () => `${minute} ${hour} * * *`,
    weekly: () => `${minute} ${hour} * * ${within("dayOffset", options?.dayOffset, 0, 6, 0)}`,
    monthly: () => {
      const day = within("dayOffset", options?.dayOffset, 1, 31, 1);
      return `${minute} ${hour} ${day > 28 ? `${day}L` : day} * *`;
    },
  };
  return timeWindowSpec({ ...options, cronSchedule: crons[cadence]() });
}

export function timeWindowSpec(options: CronWindowOptions): TimeWindowPartitionsSpec {
  const { cronSchedule: cron, timezone = "UTC", endOffset = 0 } = options;
  if (typeof cron !== "string")
    throw new TypeError(l10n.t('a time-window definition needs a cronSchedule. Give one, such as "0 0 * * *".'));
  if (options.startDate === undefined)
    throw new TypeError(l10n.t('a time-window definition needs a startDate. Give one, such as "2026-01-01".'));
  if (!Number.isInteger(endOffset))
    throw new RangeError(l10n.t`endOffset is ${endOffset}; it must be a whole number of windows. Change it.`);
  const place = zone(timezone);
  const start = dateText(options.startDate);
  const end = options.endDate === undefined ? null : dateText(options.endDate);
  instantOf(start, place);
  if (end !== null && instantOf(end, place) < instantOf(start, place))
    throw new RangeError(l10n.t`endDate ${end} is before startDate ${start}. Exchange them.`);
  const wrong = reasonAgainstCron(cron);
  if (wrong !== null) throw new RangeError(wrong);
  const { unit } = cronShape(cron);
  const isDaily = unit === "day" || unit === "week" || unit === "month";
  const format = options.fmt ?? (isDaily ? "yyyy-MM-dd" : "yyyy-MM-dd-HH:mm");
  const spec: TimeWindowPartitionsSpec = { kind: "time-window", cron, timezone, start, end, format, endOffset };
  if (options.fmt !== undefined) checkFormat(spec);
  const exclusions = exclusionsOf(options);
  if (exclusions.length === 0) return spec;
  const without = { ...spec, exclusions };
  checkExclusions(without);
  return without;
}

function exclusionsOf({ exclusions = [] }: CronWindowOptions): string[] {
  if (!Array.isArray(exclusions)) throw new TypeError(l10n.t`exclusions is not a list. Write it as ["0 0 * * 0"].`);
  return exclusions.map((each: unknown) => {
    if (typeof each === "string" || each instanceof Date) return dateText(each);
    throw new TypeError(l10n.t`exclusions holds a ${typeof each}. Write keys, dates and cron expressions as text.`);
  });
}

export function staticSpec(keys: readonly string[]): StaticPartitionsSpec {
  const seen = new Set<string>();
  for (const key of keys) {
    if (typeof key !== "string") throw new TypeError(l10n.t`a partition key is ${typeof key}. Keys are strings.`);
    if (key === "") throw new RangeError(l10n.t("a partition key is empty. Give it a name."));
    if (key.includes("...")) throw new RangeError(l10n.t`the partition key "${key}" holds "...", which means a range. Use another key.`);
    if (/\p{Surrogate}/u.test(key))
      throw new RangeError(
        l10n.t`the partition key ${JSON.stringify(key)} contains half of a character (a lone surrogate). Use another key.`,
      );
    if (seen.has(key)) throw new RangeError(l10n.t`the partition key "${key}" occurs twice. Keep one.`);
    seen.add(key);
  }
  return { kind: "static", keys: [...keys] };
}

export function dynamicSpec(name: string): DynamicPartitionsSpec {
  if (typeof name !== "string" || name === "") throw new TypeError(l10n.t("DynamicPartitionsDefinition needs a name. Give one."));
  return { kind: "dynamic", name };
}

export function multiSpec(dimensions: Readonly<Record<string, PartitionsSpec>>): MultiPartitionsSpec {
  const names = Object.keys(dimensions).sort();
  if (names.length < 2)
    throw new RangeError(l10n.t("MultiPartitionsDefinition needs two dimensions or more. Use the definition itself for one."));
  return {
    kind: "multi",
    dimensions: names.map((name) => {
      const partitions = dimensions[name] as PartitionsSpec;
      if (partitions.kind === "multi")
        throw new RangeError(l10n.t`the dimension ${name} has dimensions itself. Name them all in one definition.`);
      if (!/^[A-Za-z_][A-Za-z0-9_]*$/.test(name))
        throw new RangeError(l10n.t`"${name}" is not a valid name of a dimension. Use letters, digits and _, and start with a letter.`);
      return { name, partitions };
    }),
  };
}

/**
 * The name of a definition of one dimension in addresses and in `partitionExpr`: `hour`, `date`, `week` or `month` for windows, `time` for
 * windows of any other cron, `partition` for other definitions.
 */
export function dimensionName(spec: DimensionSpec): string {
  if (spec.kind !== "time-window") return "partition";
  const shape = cronShape(spec.cron);
  if (shape.unit === "minutes") return shape.minutes === 60 ? "hour" : "time";
  return shape.unit === "irregular" ? "time" : { day: "date", week: "week", month: "month" }[shape.unit];
}

/** The dimensions of any definition, sorted by name. */
export function dimensionsOf(spec: PartitionsSpec): readonly { readonly name: string; readonly partitions: DimensionSpec }[] {
  return spec.kind === "multi" ? spec.dimensions : [{ name: dimensionName(spec), partitions: spec }];
}

/** A short description for users: `daily from 2026-01-01`, `3 keys: eu, us, asia`. */
export function describePartitions(spec: PartitionsSpec): string {
  switch (spec.kind) {
    case "static":
      return l10n.t`${spec.keys.length} keys: ${fewOf(spec.keys)}`;
    case "dynamic":
      return l10n.t`dynamic "${spec.name}"`;
    case "multi":
      return spec.dimensions.map(({ name, partitions }) => `${name} (${describePartitions(partitions)})`).join(" × ");
    case "time-window": {
      const cadence = cadenceOf(spec);
      const whole = spec.end === null ? l10n.t`${cadence} from ${spec.start}` : l10n.t`${cadence} from ${spec.start} to ${spec.end}`;
      const span = spec.exclusions === undefined ? whole : l10n.t`${whole} without ${fewOf(spec.exclusions)}`;
      return spec.timezone === "UTC" ? span : l10n.t`${span} in ${spec.timezone}`;
    }
  }
}

function fewOf(texts: readonly string[]): string {
  return [...texts.slice(0, 5), ...(texts.length > 5 ? ["…"] : [])].join(", ");
}

function cadenceOf(spec: TimeWindowPartitionsSpec): string {
  switch (dimensionName(spec)) {
    case "hour":
      return l10n.t("hourly");
    case "date":
      return l10n.t("daily");
    case "week":
      return l10n.t("weekly");
    case "month":
      return l10n.t("monthly");
    default:
      return l10n.t`by "${spec.cron}"`;
  }
}

function dateText(date: string | Date): string {
  if (typeof date === "string") return date;
  if (date instanceof Date && !Number.isNaN(date.getTime())) return date.toISOString();
  throw new TypeError(l10n.t("a date is neither text nor a valid Date. Write it as 2026-01-31."));
}

function within(name: string, value: number | undefined, least: number, most: number, otherwise: number): number {
  if (value === undefined) return otherwise;
  if (Number.isInteger(value) && value >= least && value <= most) return value;
  throw new RangeError(l10n.t`${name} is ${value}; it must be a whole number from ${least} to ${most}. Change it.`);
}

/** Two windows with the same key would be stored in the same place. */
function checkFormat(spec: TimeWindowPartitionsSpec): void {
  const wrong = reasonAgainstFormat(spec.format);
  if (wrong !== null) throw new RangeError(wrong);
  const windows = windowsOf(spec);
  const yearLater = Math.max(2, windows.numberAt(windows.startOf(0) + 400 * DAY));
  const space = keySpace({ ...spec, end: null, endOffset: 0 }, momentOf(windows.startOf(yearLater + 1)));
  for (const at of [0, 1, yearLater]) {
    const key = space.at(at);
    if (key === undefined || space.indexOf(key) === at) continue;
    const start = new Date(windows.startOf(at)).toISOString();
    throw new RangeError(
      l10n.t`fmt "${spec.format}" does not distinguish windows: the one from ${start} would be "${key}". Use Luxon's tokens, such as "yyyy-MM-dd" or "yyyy-MM-dd-HH:mm".`,
    );
  }
}

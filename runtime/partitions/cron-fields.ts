// A cron expression as the minutes, hours and days that it means. Equivalent expressions have equal results.

import * as l10n from "@vscode/l10n";
import { Cron } from "croner";
import { perText } from "../contract/memo.js";
import { DAY } from "./zone.js";

export interface CronFields {
  /** Equal for equivalent expressions. */
  readonly id: string;
  /** Sorted. */
  readonly minutes: readonly number[];
  readonly hours: readonly number[];
  /** Whether it ticks on a day, which is given as days since 1970. */
  isOn(day: number): boolean;
  /** Whether it ticks on every day. */
  readonly isDaily: boolean;
}

const NICKNAMES: Readonly<Record<string, string>> = {
  "@yearly": "0 0 1 1 *",
  "@annually": "0 0 1 1 *",
  "@monthly": "0 0 1 * *",
  "@weekly": "0 0 * * 0",
  "@daily": "0 0 * * *",
  "@midnight": "0 0 * * *",
  "@hourly": "0 * * * *",
};

const MONTHS = ["JAN", "FEB", "MAR", "APR", "MAY", "JUN", "JUL", "AUG", "SEP", "OCT", "NOV", "DEC"];
const WEEKDAYS = ["SUN", "MON", "TUE", "WED", "THU", "FRI", "SAT"];
const DAYS_OF_MONTH = [31, 29, 31, 30, 31, 30, 31, 31, 30, 31, 30, 31];
/** For a shorter month, this means its last day. */
export const LAST_OF = /^(29|30|31)L$/;
const IN_UTC = { paused: true, timezone: "UTC" };

/** The fields, or the reason why the expression is invalid, in a sentence with the remedy. */
export const readCron = perText(
  1000,
  (expression: string) => expression,
  (expression): CronFields | string => parse(expression),
);

/** The fields; throws a RangeError for an invalid expression. */
export function cronFields(expression: string): CronFields {
  const read = readCron(expression);
  if (typeof read === "string") throw new RangeError(read);
  return read;
}

function parse(expression: string): CronFields | string {
  const text = expression.trim();
  const nickname = NICKNAMES[text.toLowerCase()];
  if (text.startsWith("@") && nickname === undefined)
    return l10n.t`"${expression}" is not a cron expression with five fields. Write minute hour day month weekday, or one of ${Object.keys(NICKNAMES).join(", ")}.`;
  const fields = (nickname ?? text).split(/\s+/);
  if (fields.length === 6)
    return l10n.t`"${expression}" is not a cron expression with five fields. Seconds are not supported. Write minute hour day month weekday, such as "0 * * * *".`;
  if (fields.length !== 5)
    return l10n.t`"${expression}" is not a cron expression with five fields. Write minute hour day month weekday, such as "0 * * * *".`;
  const [minute, hour, day, month, weekday] = fields as [string, string, string, string, string];
  const minutes = numbers(minute, 0, 59);
  const hours = numbers(hour, 0, 23);
  const dates = datesOf(day, month, weekday);
  const wrong = reasonAgainst(`${minutes ?? minute} ${hours ?? hour} ${dates.text}`);
  if (wrong !== null || minutes === null || hours === null || dates.months === null) {
    const why = wrong ?? l10n.t("its fields contain more than numbers, ranges and steps");
    return l10n.t`"${expression}" is not a cron expression: ${why}. Write minute hour day month weekday, such as "0 * * * *".`;
  }
  if (!everTicks(dates))
    return l10n.t`The cron expression "${expression}" never ticks: no month it names has such a day. Change the day or the month.`;
  const isDaily = isEveryDay(dates);
  return {
    id: `${minutes} ${hours} ${isDaily ? "* * *" : dates.text}${dates.lastOf > 0 ? " or last" : ""}`,
    minutes,
    hours,
    isOn: isDaily ? () => true : isOnOf(dates),
    isDaily,
  };
}

/** `any` when a field does not restrict the day; null when only the library can interpret it: `L`, `15W`, `1#2`. */
interface Dates {
  readonly days: readonly number[] | "any" | null;
  readonly months: readonly number[] | null;
  /** 0 is Sunday. */
  readonly weekdays: readonly number[] | "any" | null;
  /** `30L`: the 30th, or the last day of a shorter month; 0 when the field does not contain such a day. */
  readonly lastOf: number;
  /** The three fields, as numbers where possible. */
  readonly text: string;
}

function datesOf(day: string, month: string, weekday: string): Dates {
  const lastOf = Number(LAST_OF.exec(day)?.[1] ?? 0);
  const days = isAny(day) ? "any" : lastOf > 0 ? [lastOf] : numbers(day, 1, 31);
  const months = numbers(month, 1, 12, MONTHS);
  const read = isAny(weekday) ? "any" : numbers(weekday, 0, 7, WEEKDAYS);
  const weekdays = Array.isArray(read) ? [...new Set(read.map((each) => each % 7))].sort() : read;
  const word = (value: Dates["days"], written: string) => (value === "any" ? "*" : String(value ?? written));
  return { days, months, weekdays, lastOf, text: `${word(days, day)} ${months ?? month} ${word(weekdays, weekday)}` };
}

function isEveryDay({ days, months, weekdays }: Dates): boolean {
  if (months?.length !== 12) return false;
  if (days === "any" && weekdays === "any") return true;
  return (days !== "any" && days?.length === 31) || (weekdays !== "any" && weekdays?.length === 7);
}

/** Like croner: a field that matches any day leaves the choice to the other field. */
function isAny(field: string): boolean {
  return field === "*" || field === "?";
}

/** The sorted numbers that a field means; null for anything other than numbers, ranges and steps. A range may wrap around: `22-2`. */
function numbers(field: string, least: number, most: number, names: readonly string[] = []): number[] | null {
  const all = new Set<number>();
  for (const part of field.split(",")) {
    const read = /^(?:([*?])|([0-9]+|[A-Za-z]+)(?:-([0-9]+|[A-Za-z]+))?)(?:\/([0-9]+))?$/.exec(part);
    if (read === null) return null;
    const [, any, first = "", last, every] = read;
    const step = every === undefined ? 1 : Number(every);
    const wraps = most === 7 ? 6 : most;
    const from = any !== undefined ? least : numberOf(first, least, most, names);
    const to = any !== undefined ? wraps : last !== undefined ? numberOf(last, least, most, names) : every === undefined ? from : wraps;
    if (from === null || to === null || step < 1 || step > most - least + 1) return null;
    const length = wraps - least + 1;
    const end = to >= from ? to : to + length;
    for (let at = from; at <= end; at += step) all.add(at > wraps && !(most === 7 && at === 7 && to >= from) ? at - length : at);
  }
  return [...all].sort((a, b) => a - b);
}

function numberOf(text: string, least: number, most: number, names: readonly string[]): number | null {
  const named = names.indexOf(text.toUpperCase());
  const value = named !== -1 ? named + (least === 1 ? 1 : 0) : /^\d+$/.test(text) ? Number(text) : Number.NaN;
  return value >= least && value <= most ? value : null;
}

/** If both day of the month and weekday are given, one match is enough: cron's traditional rule. */
function isOnOf({ days, months, weekdays, lastOf, text }: Dates): (day: number) => boolean {
  if (days === null || weekdays === null) return searched(text);
  const [inDays, inWeek] = [days, weekdays].map((each) => new Set(each === "any" ? [] : each)) as [Set<number>, Set<number>];
  const inMonths = new Set(months);
  return (day) => {
    const date = new Date(day * DAY);
    if (!inMonths.has(date.getUTCMonth() + 1)) return false;
    const isLast = lastOf > 0 && date.getUTCDate() < lastOf && new Date((day + 1) * DAY).getUTCDate() === 1;
    return (days === "any" && weekdays === "any") || isLast || inDays.has(date.getUTCDate()) || inWeek.has(date.getUTCDay());
  };
}

/** Days that only the library can determine are computed for a whole year at a time. */
function searched(dates: string): (day: number) => boolean {
  const cron = new Cron(`0 0 ${dates}`, IN_UTC);
  const years = new Map<number, ReadonlySet<number>>();
  const ofYear = (year: number): ReadonlySet<number> => {
    const found = new Set<number>();
    let at = cron.nextRun(new Date(Date.UTC(year, 0) - 1000));
    for (; at !== null && at.getUTCFullYear() === year; at = cron.nextRun(at)) found.add(at.getTime() / DAY);
    years.set(year, found);
    return found;
  };
  return (day) => {
    const year = new Date(day * DAY).getUTCFullYear();
    return (years.get(year) ?? ofYear(year)).has(day);
  };
}

function everTicks({ days, months, weekdays, lastOf, text }: Dates): boolean {
  if (lastOf > 0) return true;
  if (days === null || weekdays === null) return new Cron(`0 0 ${text}`, IN_UTC).nextRun(new Date(Date.UTC(2000, 0))) !== null;
  if (days === "any" || weekdays !== "any") return true;
  return (months ?? []).some((month) => days.some((day) => day <= (DAYS_OF_MONTH[month - 1] as number)));
}

function reasonAgainst(pattern: string): string | null {
  try {
    // The job is never started; it only validates the pattern.
    new Cron(pattern, IN_UTC);
    return null;
  } catch (error) {
    return (error as Error).message.replace(/^CronPattern: /, "");
  }
}

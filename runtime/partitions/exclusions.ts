// The windows that a definition leaves out, and the numbering of the other windows without them.

import * as l10n from "@vscode/l10n";
import { perText } from "../contract/memo.js";
import type { TimeWindowPartitionsSpec } from "../contract/partitions.js";
import { cronFields, readCron } from "./cron-fields.js";
import { keyFormat } from "./key-format.js";
import { ticksOf } from "./ticks.js";
import { instantOf, type Windows, windowsOf } from "./time-windows.js";
import { DAY, type LocalTime, MINUTE, zone } from "./zone.js";

/** All windows have numbers, including those that are left out. The kept windows also have places, from 0. */
export interface Kept {
  isExcluded(number: number): boolean;
  /** How many windows are kept before a window; for windows before the definition's start, the window's number. */
  countBefore(number: number): number;
  /** The number of the window at a place. */
  numberAt(place: number): number;
  /** The number of the kept window this many windows later; negative: earlier. */
  shifted(number: number, by: number): number;
}

/** Keeps all windows: numbers are places. */
const ALL: Kept = {
  isExcluded: () => false,
  countBefore: (number) => number,
  numberAt: (place) => place,
  shifted: (number, by) => number + by,
};

export function keptOf(spec: TimeWindowPartitionsSpec, windows: Windows): Kept {
  const { exclusions = [] } = spec;
  return exclusions.length === 0 ? ALL : keptBeside(spec, windows, exclusions);
}

const keptBeside = perText(
  200,
  ({ cron, timezone, start, format }: TimeWindowPartitionsSpec, _: Windows, exclusions: readonly string[]) =>
    JSON.stringify([cron, timezone, start, format, exclusions]),
  searched,
);

function searched(spec: TimeWindowPartitionsSpec, windows: Windows, exclusions: readonly string[]): Kept {
  const place = zone(spec.timezone);
  const named = exclusions.map((text) => numberNamed(text, spec, windows));
  const alone = new Set(named.filter((number) => typeof number === "number"));
  const crons = exclusions.filter((_, at) => named[at] === "cron");
  const tests = crons.map((cron) => (windows.isThroughHours ? byReading(cron, windows) : byTick(ticksOf(cron, place), windows)));
  const isExcluded = (number: number) => alone.has(number) || tests.some((test) => test(number));
  // Sorted; with crons, as far as was searched.
  const gone = tests.length > 0 ? [] : [...alone].filter((number) => number >= 0).sort((a, b) => a - b);
  let until = tests.length > 0 ? 0 : Number.POSITIVE_INFINITY;
  const searchUntil = (number: number) => {
    for (; until < number; until++) if (isExcluded(until)) gone.push(until);
  };
  return {
    isExcluded,
    countBefore(number) {
      if (number <= 0) return number;
      searchUntil(number);
      return number - firstWhere(gone, (each) => each >= number);
    },
    numberAt(at) {
      for (;;) {
        // Before the n-th left-out window, the kept windows are its number minus n.
        const number = at + firstWhere(gone, (each, nth) => each - nth > at);
        if (number < until) return number;
        searchUntil(number + 1);
      }
    },
    shifted(number, by) {
      let at = number;
      for (let left = Math.abs(by); left > 0 && Number.isFinite(windows.startOf(at)); ) {
        at += Math.sign(by);
        if (!isExcluded(at)) left--;
      }
      return at;
    },
  };
}

/**
 * For hourly windows, the clock reading at the start counts: a reading that occurs twice is excluded twice, and a skipped reading is never
 * excluded.
 */
function byReading(cron: string, windows: Windows): (number: number) => boolean {
  const { minutes, hours, isOn } = cronFields(cron);
  const [inMinutes, inHours] = [new Set(minutes), new Set(hours)];
  return (number) => {
    const reading: LocalTime = windows.readingOf(number);
    const day = Math.floor(reading / DAY);
    const minute = Math.floor((reading - day * DAY) / MINUTE);
    return inMinutes.has(minute % 60) && inHours.has(Math.floor(minute / 60)) && isOn(day);
  };
}

/** For other windows, the instant counts: a reading that clocks skip means the moment of the change. */
function byTick(ticks: ReturnType<typeof ticksOf>, windows: Windows): (number: number) => boolean {
  return (number) => {
    const start = windows.startOf(number);
    return ticks.startOf(ticks.numberAt(start)) === start;
  };
}

/**
 * The number of the window that a text names by its key or its start. Null when no window begins then, because a list of days off may be
 * used for days and for months. Throws for a text that is not a key, a date or a cron expression.
 */
function numberNamed(text: string, spec: TimeWindowPartitionsSpec, windows: Windows): number | "cron" | null {
  const format = keyFormat(spec, windows);
  const read = format.parse(text);
  if (read !== null) {
    const at = windows.numberAt(read);
    const found = [at, at + 1, at + 2].find((number) => format.write(number) === text);
    if (found !== undefined) return found;
  }
  const instant = instantIn(text, spec);
  if (instant !== null) {
    const number = windows.numberAt(instant);
    return windows.startOf(number) === instant ? number : null;
  }
  if (read !== null) return null;
  const wrong = readCron(text);
  if (typeof wrong !== "string") return "cron";
  throw new RangeError(/^@|\s/.test(text.trim()) ? wrong : neither(text, format.write(0)));
}

function instantIn(text: string, { timezone }: TimeWindowPartitionsSpec): number | null {
  try {
    return instantOf(text, zone(timezone));
  } catch {
    return null;
  }
}

function neither(text: string, key: string): string {
  return l10n.t`"${text}" in exclusions is neither a key of a window, nor a date, nor a cron expression. Write it as ${key}, or "0 0 * * 0".`;
}

/** How many windows are searched for one that is kept. */
const FAR = 100_000;

/** Throws for exclusions that match no window, or that leave no window. */
export function checkExclusions(spec: TimeWindowPartitionsSpec): void {
  const windows = windowsOf(spec);
  const { isExcluded } = keptOf(spec, windows);
  for (let number = 0; number < FAR; number++) if (!isExcluded(number)) return;
  throw new RangeError(l10n.t("exclusions leave no window. Remove one."));
}

/** The first index of a sorted list from which on the test holds; the length of the list when there is none. */
function firstWhere(list: readonly number[], test: (each: number, nth: number) => boolean): number {
  let low = 0;
  let high = list.length;
  while (low < high) {
    const middle = (low + high) >> 1;
    if (test(list[middle] as number, middle)) high = middle;
    else low = middle + 1;
  }
  return low;
}

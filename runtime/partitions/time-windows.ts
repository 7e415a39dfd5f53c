// The windows of a time-window definition: from one tick of its cron to the next, computed where the cron is regular.
import * as l10n from "@vscode/l10n";
import { Cron } from "croner";
import type { TimeWindowPartitionsSpec } from "../contract/partitions.js";
import { type CronShape, cronShape, goesThroughHours } from "./cron-shape.js";
import { DAY, type LocalTime, MINUTE, parseLocal, type Zone, zone } from "./zone.js";

export interface Windows {
  /** The instant (ms) at which window number `n` (from 0) starts, which is where window `n - 1` ends. */
  startOf(n: number): number;
  /** The number of the window that holds an instant: the greatest whose start is not after it; -1 before the first. */
  numberAt(instant: number): number;
}

/** Ticks at or after the definition's start. Throws for a zone, cron or start that is none. */
export function windowsOf(spec: Pick<TimeWindowPartitionsSpec, "cron" | "timezone" | "start">): Windows {
  const place = zone(spec.timezone);
  const start = instantOf(spec.start, place);
  const shape = cronShape(spec.cron);
  if (shape.unit === "irregular") return searched(spec.cron, place, start);
  if (shape.unit !== "minutes") return counted(start, calendarTicks(shape, place));
  return keepsMinutes(place, start, shape.minutes) ? everyMinutes(shape, place, start) : searched(spec.cron, place, start);
}

/** ISO 8601 text: an instant when it ends in `Z` or an offset, else local to the zone. Throws when it is neither. */
export function instantOf(text: string, place: Zone): number {
  const isInstant = /T.*(?:Z|[+-]\d\d:?\d\d)$/.test(text);
  const read = isInstant ? Date.parse(text) : parseLocal(text);
  if (read === null || Number.isNaN(read)) throw new RangeError(l10n.t`"${text}" is no date. Write it as 2026-01-31 or 2026-01-31T06:00.`);
  return isInstant ? read : place.toInstant(read);
}

/** Instants a fixed time apart: whole hours and minutes pass on every clock, whatever it is set to. */
function everyMinutes({ minutes, minute }: Extract<CronShape, { unit: "minutes" }>, place: Zone, start: number): Windows {
  const step = minutes * MINUTE;
  const local = place.toLocal(start);
  const first = start + Math.ceil((local - minute * MINUTE) / step) * step + minute * MINUTE - local;
  return { startOf: (n) => first + n * step, numberAt: (instant) => Math.max(-1, Math.floor((instant - first) / step)) };
}

/** False for the few zones whose clocks once moved by less than an hour: their ticks are searched for. */
function keepsMinutes(place: Zone, start: number, minutes: number): boolean {
  const offset = place.offsetAt(start);
  const last = Math.max(start, Date.UTC(2040, 0));
  for (let at = start; at <= last; at += 90 * DAY) if ((place.offsetAt(at) - offset) % minutes !== 0) return false;
  return true;
}

interface Calendar {
  /** The local time of tick number `k` since 1970. */
  localOf(k: number): LocalTime;
  /** The tick around a local time, give or take one. */
  around(local: LocalTime): number;
  readonly place: Zone;
}

function calendarTicks(shape: Exclude<CronShape, { unit: "minutes" | "irregular" }>, place: Zone): Calendar {
  const timeOfDay = (shape.hour * 60 + shape.minute) * MINUTE;
  if (shape.unit === "month") {
    const localOf = (k: number) => Date.UTC(1970, k, shape.day) + timeOfDay;
    const around = (local: LocalTime) => (new Date(local).getUTCFullYear() - 1970) * 12 + new Date(local).getUTCMonth();
    return { localOf, around, place };
  }
  const days = shape.unit === "week" ? 7 : 1;
  // 1 January 1970 was a Thursday.
  const firstDay = shape.unit === "week" ? (shape.weekday + 7 - 4) % 7 : 0;
  return {
    localOf: (k) => (firstDay + k * days) * DAY + timeOfDay,
    around: (local) => Math.floor((local / DAY - firstDay) / days),
    place,
  };
}

function counted(start: number, { localOf, around, place }: Calendar): Windows {
  const tick = (k: number) => place.toInstant(localOf(k));
  const lastAtOrBefore = (instant: number): number => {
    let k = around(place.toLocal(instant)) + 1;
    while (tick(k) > instant) k--;
    return k;
  };
  const last = lastAtOrBefore(start);
  const first = tick(last) === start ? last : last + 1;
  return { startOf: (n) => tick(first + n), numberAt: (instant) => Math.max(-1, lastAtOrBefore(instant) - first) };
}

const found = new Map<string, Windows>();
const MOST = 100;

/** Any other cron: ticks are found one after another and remembered, also for the next who asks: an editor asks with every keystroke. */
function searched(expression: string, place: Zone, start: number): Windows {
  const id = `${expression} ${place.name} ${start}`;
  const known = found.get(id);
  if (known !== undefined) return known;
  if (found.size >= MOST) found.clear();
  const windows = search(expression, place, start);
  found.set(id, windows);
  return windows;
}

function search(expression: string, place: Zone, start: number): Windows {
  const after = ticksOf(expression, place);
  const ticks: number[] = [];
  const next = () => ticks.push(after(ticks.at(-1) ?? start - 1000));
  return {
    startOf(n) {
      while (ticks.length <= n && ticks.at(-1) !== Number.POSITIVE_INFINITY) next();
      return ticks[n] ?? Number.POSITIVE_INFINITY;
    },
    numberAt(instant) {
      while ((ticks.at(-1) ?? Number.NEGATIVE_INFINITY) <= instant) next();
      let low = -1;
      let high = ticks.length - 1;
      while (high - low > 1) {
        const middle = (low + high) >> 1;
        if ((ticks[middle] as number) <= instant) low = middle;
        else high = middle;
      }
      return low;
    },
  };
}

/**
 * The first tick after an instant. Searching in a zone is slow, so the search is on the wall clock, whose readings become instants; where
 * ticks go on through every hour, the hour that comes twice has them twice, and the search is in the zone after all.
 */
function ticksOf(expression: string, place: Zone): (instant: number) => number {
  if (goesThroughHours(expression) && place.name !== "UTC") {
    const cron = new Cron(expression, { timezone: place.name });
    return (instant) => cron.nextRun(new Date(instant))?.getTime() ?? Number.POSITIVE_INFINITY;
  }
  const cron = new Cron(expression, { timezone: "UTC" });
  return (instant) => {
    let local = place.toLocal(instant);
    for (;;) {
      const found = cron.nextRun(new Date(local));
      if (found === null) return Number.POSITIVE_INFINITY;
      local = found.getTime();
      const tick = place.toInstant(local);
      // Readings that clocks skip all become the moment they jump.
      if (tick > instant) return tick;
    }
  };
}

// The numbered ticks of a cron in a time zone. They are counted year by year, so that a distant tick is as fast as a near one.
import { perText } from "../contract/memo.js";
import { type CronFields, cronFields } from "./cron-fields.js";
import { type ClockChange, DAY, type LocalTime, MINUTE, type Zone } from "./zone.js";

export interface Ticks {
  /** The instant (ms) of a tick. Numbers continue in both directions; the instant is infinite beyond the calendar's range. */
  startOf(number: number): number;
  /** The greatest number whose tick is not after the instant. */
  numberAt(instant: number): number;
  /** The clock reading at a tick, for its key. For a reading that clocks skip at the end of a day, it is the skipped reading. */
  readingOf(number: number): LocalTime;
  /** Ticks count elapsed hours. Without it, they are readings of the wall clock. */
  readonly isThroughHours: boolean;
}

interface Tick {
  readonly at: number;
  readonly reading: LocalTime;
}

/** The ticks of one year: its days in order, the number of ticks before each, and the ticks of days with clock changes. */
interface Year {
  readonly days: readonly number[];
  readonly before: readonly number[];
  readonly special: ReadonlyMap<number, readonly Tick[]>;
  readonly count: number;
}

/** The maximum number of years. */
const FARTHEST = 10_000;

export function ticksOf(cron: string, place: Zone): Ticks {
  return ticksOfFields(cronFields(cron), place);
}

const ticksOfFields = perText(200, (fields: CronFields, place: Zone) => `${fields.id} ${place.name}`, numbered);

function numbered(fields: CronFields, place: Zone): Ticks {
  const times = fields.hours.flatMap((hour) => fields.minutes.map((minute) => (hour * 60 + minute) * MINUTE));
  const rule = { fields, times, place, isThroughHours: fields.hours.length === 24 };
  const years = new Map<number, Year>();
  const yearAt = (year: number): Year => {
    const made = years.get(year) ?? ticksOfYear(rule, year);
    years.set(year, made);
    return made;
  };
  const { firstOf, yearOf } = sums((year) => yearAt(year).count);
  const tickAt = (number: number): Tick => {
    const year = yearOf(number);
    if (year === null) return { at: number < 0 ? Number.NEGATIVE_INFINITY : Number.POSITIVE_INFINITY, reading: Number.NaN };
    return tickOfYear(rule, yearAt(year), number - firstOf(year));
  };
  return {
    startOf: (number) => tickAt(number).at,
    readingOf: (number) => tickAt(number).reading,
    isThroughHours: rule.isThroughHours,
    numberAt(instant) {
      const local = place.toLocal(instant);
      const year = new Date(local).getUTCFullYear();
      // Around clock changes, the day of the reading may be the day before or after the day of the tick.
      let number = firstOf(year) + ticksBefore(rule, yearAt(year), local);
      while (tickAt(number).at > instant) number--;
      while (tickAt(number + 1).at <= instant) number++;
      return number;
    },
  };
}

/** The number of ticks from the first requested year to any other year. */
function sums(countOf: (year: number) => number): { firstOf(year: number): number; yearOf(number: number): number | null } {
  let base: number | null = null;
  const later = [0];
  const earlier = [0];
  const add = (sum: number[], count: number) => sum.push((sum.at(-1) as number) + count);
  const firstOf = (year: number): number => {
    base ??= year;
    while (later.length <= year - base) add(later, countOf(base + later.length - 1));
    while (earlier.length <= base - year) add(earlier, countOf(base - earlier.length));
    return year >= base ? (later[year - base] as number) : -(earlier[base - year] as number);
  };
  return {
    firstOf,
    yearOf(number) {
      base ??= 2000;
      if (number >= 0) {
        while ((later.at(-1) as number) <= number)
          if (later.length > FARTHEST) return null;
          else add(later, countOf(base + later.length - 1));
        return base + lastNotAbove(later, number);
      }
      while ((earlier.at(-1) as number) < -number)
        if (earlier.length > FARTHEST) return null;
        else add(earlier, countOf(base - earlier.length));
      return base - (lastNotAbove(earlier, -number - 1) + 1);
    },
  };
}

/** The last index in sorted numbers whose number is not greater; -1 when there is none. */
function lastNotAbove(sorted: readonly number[], value: number): number {
  let low = -1;
  let high = sorted.length;
  while (high - low > 1) {
    const middle = (low + high) >> 1;
    if ((sorted[middle] as number) <= value) low = middle;
    else high = middle;
  }
  return low;
}

interface Rule {
  readonly fields: CronFields;
  /** The times of a day, from midnight. */
  readonly times: readonly number[];
  readonly place: Zone;
  readonly isThroughHours: boolean;
}

function ticksOfYear(rule: Rule, year: number): Year {
  const { fields, times, place } = rule;
  const [first, end] = [yearStart(year) / DAY, yearStart(year + 1) / DAY];
  const changed = daysOf(place.changes((first - 3) * DAY, (end + 3) * DAY));
  const days: number[] = [];
  const before: number[] = [];
  const special = new Map<number, readonly Tick[]>();
  let count = 0;
  for (let day = first; day < end; day++) {
    const isChanged = changed.has(day);
    if (!isChanged && !fields.isOn(day)) continue;
    const ticks = isChanged ? ticksOfDay(rule, day) : null;
    if (ticks?.length === 0) continue;
    if (ticks !== null) special.set(day, ticks);
    days.push(day);
    before.push(count);
    count += ticks?.length ?? times.length;
  }
  return { days, before, special, count };
}

function yearStart(year: number): number {
  return new Date(0).setUTCFullYear(year, 0, 1);
}

/** Days near a clock change, as days since 1970. */
function daysOf(changes: readonly ClockChange[]): ReadonlySet<number> {
  const days = new Set<number>();
  for (const { at, before, after } of changes) {
    const last = Math.floor((at + Math.max(before, after) * MINUTE) / DAY) + 1;
    for (let day = Math.floor((at + Math.min(before, after) * MINUTE) / DAY) - 1; day <= last; day++) days.add(day);
  }
  return days;
}

function tickOfYear({ times, place }: Rule, { days, before, special }: Year, index: number): Tick {
  const at = lastNotAbove(before, index);
  const day = days[at] as number;
  const nth = index - (before[at] as number);
  const listed = special.get(day);
  if (listed !== undefined) return listed[nth] as Tick;
  const reading = day * DAY + (times[nth] as number);
  // There is no clock change so near to that day that the exact instant matters.
  return { at: reading - place.offsetAt(reading) * MINUTE, reading };
}

/** How many ticks of the year come before a reading, without those of days with clock changes. */
function ticksBefore({ times }: Rule, { days, before, special }: Year, local: LocalTime): number {
  const at = lastNotAbove(days, Math.floor(local / DAY));
  if (at === -1) return 0;
  const day = days[at] as number;
  if (special.has(day)) return before[at] as number;
  return (before[at] as number) + lastNotAbove(times, local - day * DAY);
}

function ticksOfDay(rule: Rule, day: number): Tick[] {
  return rule.isThroughHours ? passing(rule, day) : readings(rule, day);
}

/** Every instant of a day at which clocks show a time of the cron: no instant for a skipped time, two for a time that occurs twice. */
function passing({ fields, times, place }: Rule, day: number): Tick[] {
  const [from, to] = [place.toInstant(day * DAY), place.toInstant((day + 1) * DAY)];
  const bounds = [from, ...place.changes(from, to).map(({ at }) => at), to];
  return bounds.slice(0, -1).flatMap((start, nth) => {
    const end = bounds[nth + 1] as number;
    const offset = place.offsetAt(start) * MINUTE;
    const found: Tick[] = [];
    for (let on = Math.floor((start + offset) / DAY); on * DAY < end + offset; on++) {
      if (!fields.isOn(on)) continue;
      for (const time of times) {
        const reading = on * DAY + time;
        if (reading >= start + offset && reading < end + offset) found.push({ at: reading - offset, reading });
      }
    }
    return found;
  });
}

/**
 * The first instant at which clocks show each time of the cron, or the moment at which they skip it. Readings at the same moment are one
 * tick, with the last reading. So a day that a zone skipped has no tick.
 */
function readings({ fields, times, place }: Rule, day: number): Tick[] {
  if (!fields.isOn(day)) return [];
  const ticks = times.map((time): Tick => {
    const at = place.toInstant(day * DAY + time);
    const local = place.toLocal(at);
    // A window keeps the date of its reading. Otherwise two windows could have the same key.
    return { at, reading: Math.floor(local / DAY) === day ? local : day * DAY + time };
  });
  return ticks.filter(({ at }, nth) => ticks[nth + 1]?.at !== at && !comesLater({ fields, times, place }, day, at));
}

/** Whether a reading of a later day is at the same moment. */
function comesLater({ fields, times, place }: Pick<Rule, "fields" | "times" | "place">, day: number, at: number): boolean {
  const local = place.toLocal(at);
  for (let later = day + 1; later * DAY <= local; later++)
    if (fields.isOn(later) && later * DAY + (times[0] as number) <= local) return true;
  return false;
}

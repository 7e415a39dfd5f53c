// Local times of a zone and the instants they name, exact around clock changes.
import * as l10n from "@vscode/l10n";
import { DateTime, IANAZone } from "luxon";

export const MINUTE = 60_000;
export const HOUR = 60 * MINUTE;
export const DAY = 24 * HOUR;

/** A wall clock's reading, as milliseconds since 1970 as if it were UTC. */
export type LocalTime = number;

export interface Zone {
  readonly name: string;
  /** Minutes east of Greenwich at an instant. */
  offsetAt(instant: number): number;
  toLocal(instant: number): LocalTime;
  /** The first instant at which clocks read this. A time that clocks skip becomes the moment they jump. */
  toInstant(local: LocalTime): number;
  /** Whether clocks read the same before this instant already (the hour that comes twice, the second time). */
  isRepeated(instant: number): boolean;
}

const zones = new Map<string, Zone>();

/** Throws a RangeError for a name that is no zone. */
export function zone(name: string): Zone {
  const known = zones.get(name);
  if (known !== undefined) return known;
  const made = name === "UTC" ? UTC : ofIana(name);
  zones.set(name, made);
  return made;
}

const UTC: Zone = {
  name: "UTC",
  offsetAt: () => 0,
  toLocal: (instant) => instant,
  toInstant: (local) => local,
  isRepeated: () => false,
};

function ofIana(name: string): Zone {
  const iana = IANAZone.create(name);
  if (!iana.isValid) throw new RangeError(l10n.t`"${name}" is no time zone. Give an IANA name, such as "Europe/Oslo".`);
  // Asking Intl is slow; within a day whose ends agree the offset stands still.
  const days = new Map<number, number | null>();
  const offsetAt = (instant: number): number => {
    const day = Math.floor(instant / DAY);
    let known = days.get(day);
    if (known === undefined) {
      const start = iana.offset(day * DAY);
      known = start === iana.offset((day + 1) * DAY - 1) ? start : null;
      days.set(day, known);
    }
    return known ?? iana.offset(instant);
  };
  const toLocal = (instant: number) => instant + offsetAt(instant) * MINUTE;
  return {
    name,
    offsetAt,
    toLocal,
    toInstant(local) {
      const before = local - offsetAt(local - DAY) * MINUTE;
      if (toLocal(before) === local) return before;
      const after = local - offsetAt(local + DAY) * MINUTE;
      return toLocal(after) === local ? after : jumpBetween(offsetAt, local - DAY, local + DAY);
    },
    isRepeated(instant) {
      const back = (offsetAt(instant - DAY) - offsetAt(instant)) * MINUTE;
      return back > 0 && instant - jumpBetween(offsetAt, instant - DAY, instant) < back;
    },
  };
}

/** The instant between two at which the offset changes. */
function jumpBetween(offsetAt: (instant: number) => number, from: number, to: number): number {
  const before = offsetAt(from);
  let low = from;
  let high = to;
  while (high - low > 1) {
    const middle = Math.floor((low + high) / 2);
    if (offsetAt(middle) === before) low = middle;
    else high = middle;
  }
  return high;
}

/** A local time from ISO 8601 text without an offset; null when it is none. */
export function parseLocal(text: string): LocalTime | null {
  const parsed = DateTime.fromISO(text, { zone: "utc" });
  return parsed.isValid ? parsed.toMillis() : null;
}

/** A local time in Luxon's tokens. */
export function formatLocal(local: LocalTime, format: string): string {
  return DateTime.fromMillis(local, { zone: "utc" }).toFormat(format);
}

/** The inverse of `formatLocal`; null when the text is not of that format. */
export function parseFormatted(text: string, format: string): LocalTime | null {
  const parsed = DateTime.fromFormat(text, format, { zone: "utc" });
  return parsed.isValid ? parsed.toMillis() : null;
}

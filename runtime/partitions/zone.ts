// Converts local times of a zone to instants, exactly around clock changes.

import * as l10n from "@vscode/l10n";
import { DateTime, IANAZone } from "luxon";
import { perText } from "../contract/memo.js";

export const MINUTE = 60_000;
export const HOUR = 60 * MINUTE;
export const DAY = 24 * HOUR;

/** A clock reading, as the milliseconds since 1970 that it would have in UTC. */
export type LocalTime = number;

/** A clock change: from this instant on, clocks are another number of minutes east of Greenwich. */
export interface ClockChange {
  readonly at: number;
  readonly before: number;
  readonly after: number;
}

export interface Zone {
  readonly name: string;
  /** Minutes east of Greenwich at an instant. */
  offsetAt(instant: number): number;
  /** The clock changes after `from`, up to `to`, in order. */
  changes(from: number, to: number): readonly ClockChange[];
  toLocal(instant: number): LocalTime;
  /** The first instant at which clocks show this reading or a later one. For a time that clocks skip, it is the moment of the change. */
  toInstant(local: LocalTime): number;
  /** Whether clocks already showed the same reading before this instant (the second pass of an hour that occurs twice). */
  isRepeated(instant: number): boolean;
}

/** Throws a RangeError for an unknown zone. */
export const zone = perText(
  1000,
  (name: string) => name,
  (name): Zone => (name === "UTC" ? UTC : ofIana(name)),
);

const UTC: Zone = {
  name: "UTC",
  offsetAt: () => 0,
  changes: () => [],
  toLocal: (instant) => instant,
  toInstant: (local) => local,
  isRepeated: () => false,
};

function ofIana(name: string): Zone {
  const iana = IANAZone.create(name);
  if (!iana.isValid) throw new RangeError(l10n.t`"${name}" is not a time zone. Use an IANA name, such as "Europe/Oslo".`);
  const { offsetAt, changes } = remembered((instant) => iana.offset(instant));
  const toLocal = (instant: number) => instant + offsetAt(instant) * MINUTE;
  return {
    name,
    offsetAt,
    changes,
    toLocal,
    toInstant(local) {
      // No time zone is two days away from Greenwich.
      let from = local - 2 * DAY;
      let offset = offsetAt(from);
      for (const change of changes(from, local + 2 * DAY)) {
        if (local < change.at + offset * MINUTE) break;
        from = change.at;
        offset = change.after;
      }
      return Math.max(from, local - offset * MINUTE);
    },
    isRepeated: (instant) => changes(instant - 2 * DAY, instant).some(({ at, before, after }) => instant < at + (before - after) * MINUTE),
  };
}

interface Span {
  readonly offset: number;
  readonly changes: readonly ClockChange[];
}

const SPAN = 360 * DAY;
/** There are no two clock changes within this time. */
const STEP = 6 * DAY;

/** Intl is slow, so it is called once for every few days of a year, and where the results differ, for the moment between. */
function remembered(ask: (instant: number) => number): Pick<Zone, "offsetAt" | "changes"> {
  const spans = new Map<number, Span>();
  const spanOf = (number: number): Span => {
    const known = spans.get(number);
    if (known !== undefined) return known;
    const start = number * SPAN;
    const offset = ask(start);
    const changes: ClockChange[] = [];
    for (let at = start, before = offset; at < start + SPAN; at += STEP) {
      const after = ask(at + STEP);
      if (after !== before) changes.push({ at: changeBetween(ask, at, at + STEP), before, after });
      before = after;
    }
    const made = { offset, changes };
    spans.set(number, made);
    return made;
  };
  return {
    offsetAt(instant) {
      const { offset, changes } = spanOf(Math.floor(instant / SPAN));
      let now = offset;
      for (const change of changes) if (change.at <= instant) now = change.after;
      return now;
    },
    changes(from, to) {
      const found: ClockChange[] = [];
      for (let number = Math.floor(from / SPAN); number <= Math.floor(to / SPAN); number++)
        for (const change of spanOf(number).changes) if (change.at > from && change.at <= to) found.push(change);
      return found;
    },
  };
}

/** The instant between two at which the offset changes. Clock changes are at whole seconds. */
function changeBetween(ask: (instant: number) => number, from: number, to: number): number {
  const before = ask(from);
  let low = from;
  let high = to;
  while (high - low > 1000) {
    const middle = Math.floor((low + high) / 2000) * 1000;
    if (ask(middle) === before) low = middle;
    else high = middle;
  }
  return high;
}

/** A local time from ISO 8601 text without an offset; null for other texts. */
export function parseLocal(text: string): LocalTime | null {
  const parsed = DateTime.fromISO(text, { zone: "utc" });
  return parsed.isValid ? parsed.toMillis() : null;
}

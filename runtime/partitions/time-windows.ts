// The windows of a time-window definition: from one tick of its cron to the next.
import * as l10n from "@vscode/l10n";
import type { TimeWindowPartitionsSpec } from "../contract/partitions.js";
import { ticksOf } from "./ticks.js";
import { type LocalTime, parseLocal, type Zone, zone } from "./zone.js";

export interface Windows {
  /** The instant (ms) at which window `n` starts and window `n - 1` ends. Negative numbers are windows before the definition's start. */
  startOf(n: number): number;
  /** The number of the window that contains an instant: the last window that starts at or before it. */
  numberAt(instant: number): number;
  /** The clock reading at the start of a window. */
  readingOf(n: number): LocalTime;
  /** Windows are elapsed hours, so a reading may occur twice. */
  readonly isThroughHours: boolean;
}

/** Window 0 starts at the first tick at or after the definition's start. Throws for an invalid zone, cron or start. */
export function windowsOf(spec: Pick<TimeWindowPartitionsSpec, "cron" | "timezone" | "start">): Windows {
  const place = zone(spec.timezone);
  const ticks = ticksOf(spec.cron, place);
  const first = ticks.numberAt(instantOf(spec.start, place) - 1) + 1;
  return {
    startOf: (n) => ticks.startOf(first + n),
    readingOf: (n) => ticks.readingOf(first + n),
    numberAt: (instant) => ticks.numberAt(instant) - first,
    isThroughHours: ticks.isThroughHours,
  };
}

/** ISO 8601 text: an instant when it ends in `Z` or an offset, otherwise local to the zone. Throws for other texts. */
export function instantOf(text: string, place: Zone): number {
  const isInstant = /T.*(?:Z|[+-]\d\d:?\d\d)$/.test(text);
  const read = isInstant ? Date.parse(text) : parseLocal(text);
  if (read === null || Number.isNaN(read))
    throw new RangeError(l10n.t`"${text}" is not a date. Write it as 2026-01-31 or 2026-01-31T06:00.`);
  return isInstant ? read : place.toInstant(read);
}

/** The ticks of a cron after an instant. Throws for an invalid zone or cron. */
export function nextTicksOf(cron: string, timezone: string, after: number, count: number): number[] {
  if (!Number.isInteger(count) || count < 0) throw new RangeError(l10n.t`count is ${count}; it must be a whole number from 0. Change it.`);
  const ticks = ticksOf(cron, zone(timezone));
  const first = ticks.numberAt(after) + 1;
  return Array.from({ length: count }, (_, at) => ticks.startOf(first + at));
}

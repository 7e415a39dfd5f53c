// Formats the start of a window as its key, and parses it again.
import * as l10n from "@vscode/l10n";
import { DateTime } from "luxon";
import type { TimeWindowPartitionsSpec } from "../contract/partitions.js";
import type { Windows } from "./time-windows.js";
import { type LocalTime, MINUTE, type Zone, zone } from "./zone.js";

export interface KeyFormat {
  /** The key of a window. */
  write(number: number): string;
  /** The instant; null for a text in another format. */
  parse(key: string): number | null;
}

/** Names of months and days are in English, independent of the system's language. */
const ENGLISH = { locale: "en-US", numberingSystem: "latn" } as const;

/**
 * A window's start in the definition's format. When clocks show an hour twice, the key of the second contains the offset:
 * `2026-10-25-02:00+0100` (Dagster's rule), unless the format contains the offset itself.
 */
export function keyFormat(spec: TimeWindowPartitionsSpec, windows: Windows): KeyFormat {
  const place = zone(spec.timezone);
  if (hasOffset(spec.format)) return withOffset(spec, windows);
  const plain = FAST[spec.format] ?? {
    write: (local: number) => DateTime.fromMillis(local, { zone: "utc", ...ENGLISH }).toFormat(spec.format),
    parse: (text: string) => parseFormatted(text, spec.format),
  };
  return {
    write(number) {
      const text = plain.write(windows.readingOf(number));
      if (!windows.isThroughHours) return text;
      const start = windows.startOf(number);
      return place.isRepeated(start) ? text + offsetText(place, start) : text;
    },
    parse(key) {
      const offset = windows.isThroughHours ? /^(.+)([+-])(\d\d)(\d\d)$/.exec(key) : null;
      if (offset !== null) {
        const local = plain.parse(offset[1] as string);
        const minutes = (offset[2] === "-" ? -1 : 1) * (Number(offset[3]) * 60 + Number(offset[4]));
        const instant = local === null ? null : local - minutes * MINUTE;
        if (instant !== null && place.isRepeated(instant) && place.offsetAt(instant) === minutes) return instant;
      }
      const local = plain.parse(key);
      return local === null ? null : place.toInstant(local);
    },
  };
}

/** The clocks' offset at the window's start distinguishes two equal readings in the key. */
function withOffset({ format, timezone }: TimeWindowPartitionsSpec, windows: Windows): KeyFormat {
  return {
    write: (number) => DateTime.fromMillis(windows.startOf(number), { zone: timezone, ...ENGLISH }).toFormat(format),
    parse(key) {
      const parsed = DateTime.fromFormat(key, format, { zone: timezone, ...ENGLISH });
      return parsed.isValid ? parsed.toMillis() : null;
    },
  };
}

function parseFormatted(text: string, format: string): LocalTime | null {
  const parsed = DateTime.fromFormat(text, format, { zone: "utc", ...ENGLISH });
  return parsed.isValid ? parsed.toMillis() : null;
}

function offsetText(place: Zone, instant: number): string {
  const minutes = place.offsetAt(instant);
  const two = (value: number) => String(value).padStart(2, "0");
  return `${minutes < 0 ? "-" : "+"}${two(Math.floor(Math.abs(minutes) / 60))}${two(Math.abs(minutes) % 60)}`;
}

/** Formats the default formats without the library: a million keys take about a second. */
const FAST: Readonly<Record<string, { write(local: number): string; parse(text: string): number | null }>> = {
  "yyyy-MM-dd": {
    write: (local) => new Date(local).toISOString().slice(0, 10),
    parse: (text) => exact(text, /^\d{4}-\d\d-\d\d$/, `${text}T00:00:00.000Z`),
  },
  "yyyy-MM-dd-HH:mm": {
    write: (local) => new Date(local).toISOString().slice(0, 16).replace("T", "-"),
    parse: (text) => exact(text, /^\d{4}-\d\d-\d\d-\d\d:\d\d$/, `${text.slice(0, 10)}T${text.slice(11)}:00.000Z`),
  },
};

/** Refuses 30 February, which `Date` would interpret as a day in March. */
function exact(text: string, shape: RegExp, iso: string): number | null {
  if (!shape.test(text)) return null;
  const instant = Date.parse(iso);
  return Number.isNaN(instant) || new Date(instant).toISOString() !== iso ? null : instant;
}

/** Luxon's tokens that mean the same in every language. Other tokens depend on a language, or can be formatted but not parsed. */
const TOKENS = new Set(
  "y yy yyyy yyyyyy M MM MMM MMMM L LL LLL LLLL d dd o ooo E EEE EEEE c ccc cccc kk kkkk W WW q H HH h hh a m mm s ss S SSS u uu uuu Z ZZ ZZZ X x".split(
    " ",
  ),
);
const OFFSETS = new Set(["Z", "ZZ", "ZZZ", "X", "x"]);

/** What letters from formats of other libraries, or language-dependent tokens of Luxon, probably mean. */
const MEANT: Readonly<Record<string, string>> = {
  Y: "y",
  YY: "yy",
  YYYY: "yyyy",
  G: "y",
  D: "d (day of the month) or o (day of the year)",
  DD: "dd (day of the month) or ooo (day of the year)",
  DDD: "ooo (day of the year)",
  DDDD: "ooo (day of the year)",
  A: "a",
  Q: "q",
  w: "W",
  ww: "WW",
  n: "W",
  nn: "WW",
  ii: "kk",
  iiii: "kkkk",
  T: "'T' in quotes, or HH:mm",
  z: "ZZ or ZZZ",
  ZZZZ: "ZZ or ZZZ",
  ZZZZZ: "ZZ or ZZZ",
};

/** Those of Python's strftime. */
const PERCENT: Readonly<Record<string, string>> = {
  Y: "yyyy",
  y: "yy",
  m: "MM",
  d: "dd",
  H: "HH",
  I: "hh",
  M: "mm",
  S: "ss",
  f: "SSS",
  p: "a",
  z: "ZZZ",
  j: "ooo",
  b: "MMM",
  B: "MMMM",
  V: "WW",
  G: "kkkk",
};

/** Why a format cannot be used for keys, in a sentence with the right tokens; null when it can. */
export function reasonAgainstFormat(format: string): string | null {
  const percent = /%([A-Za-z])/.exec(format.replace(/'[^']*'/g, ""));
  if (percent !== null)
    return l10n.t`fmt "${format}" holds "${percent[0]}" of strftime. Write it in Luxon's tokens: ${format.replace(/%([A-Za-z])/g, (whole, letter: string) => PERCENT[letter] ?? whole)}.`;
  const wrong = lettersOf(format).find((token) => !TOKENS.has(token));
  if (wrong === undefined) return null;
  const meant = MEANT[wrong];
  return meant === undefined
    ? l10n.t`fmt "${format}" holds "${wrong}", which is not a token for keys. Write literal letters in single quotes, such as 'T', and times in Luxon's tokens, such as "yyyy-MM-dd" or "yyyy-MM-dd-HH:mm".`
    : l10n.t`fmt "${format}" holds "${wrong}", which does not mean what it looks like. Use ${meant}.`;
}

function hasOffset(format: string): boolean {
  return lettersOf(format).some((token) => OFFSETS.has(token));
}

/** Runs of one letter outside quotes, as Luxon parses them. */
function lettersOf(format: string): string[] {
  return [...format.replace(/'[^']*'/g, " ").matchAll(/([A-Za-z])\1*/g)].map(([token]) => token);
}

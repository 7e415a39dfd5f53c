// The keys of a definition at one moment. Counting and searching use arithmetic, so that a million keys need no array.
import type { DimensionSpec, PartitionsSpec, TimeWindowPartitionsSpec } from "../contract/partitions.js";
import { type Kept, keptOf } from "./exclusions.js";
import { keyFormat } from "./key-format.js";
import { multiKey, partsOfMultiKey } from "./multi-key.js";
import { instantOf, type Windows, windowsOf } from "./time-windows.js";
import { zone } from "./zone.js";

/** Keys in order, created on demand. */
export interface KeyList extends Iterable<string> {
  readonly length: number;
  /** Undefined outside the list; negative numbers count from the end. */
  at(index: number): string | undefined;
}

export interface TimeWindow {
  /** Instants in ms; the end is exclusive. */
  readonly start: number;
  readonly end: number;
}

/** All windows by number, including those that the definition leaves out: 0 is its first window. */
export interface NumberedWindows extends Pick<Kept, "isExcluded" | "shifted"> {
  /** The window that contains an instant. */
  numberAt(instant: number): number;
  startOf(number: number): number;
  keyOf(number: number): string;
  /** Whether it has a key now. */
  isThere(number: number): boolean;
}

export interface KeySpace extends KeyList {
  readonly spec: PartitionsSpec;
  /** -1 when the key does not exist now. */
  indexOf(key: string): number;
  /** The window of a key; null for keys that are not time windows. */
  windowOf(key: string): TimeWindow | null;
  /** For time windows: all possible windows, also before the start and after the last one. */
  readonly windows?: NumberedWindows;
  /** For several dimensions: the keys of each, sorted by name. */
  readonly dimensions?: readonly KeySpace[];
}

/** What keys depend on in addition to the definition. */
export interface Moment {
  /** Milliseconds since 1970. */
  readonly now: number;
  dynamicKeys(name: string): readonly string[];
}

/** A moment without dynamic keys. */
export function momentOf(now: number): Moment {
  return { now, dynamicKeys: () => [] };
}

/** The keys of a definition at a moment. The same moment returns the same object, so that a run of many partitions creates it once. */
export function keySpace(spec: PartitionsSpec, moment: Moment): KeySpace {
  const known = spaces.get(moment) ?? new WeakMap<PartitionsSpec, KeySpace>();
  spaces.set(moment, known);
  const space = known.get(spec) ?? makeSpace(spec, moment);
  known.set(spec, space);
  return space;
}

const spaces = new WeakMap<Moment, WeakMap<PartitionsSpec, KeySpace>>();

function makeSpace(spec: PartitionsSpec, moment: Moment): KeySpace {
  switch (spec.kind) {
    case "static":
      return listed(spec, spec.keys);
    case "dynamic":
      return listed(spec, moment.dynamicKeys(spec.name));
    case "time-window":
      return timeSpace(spec, moment.now);
    case "multi":
      return product(
        spec,
        spec.dimensions.map(({ partitions }) => keySpace(partitions, moment)),
      );
    default:
      throw new Error(`unknown partitions ${JSON.stringify(spec satisfies never)}`);
  }
}

function listed(spec: DimensionSpec, keys: readonly string[]): KeySpace {
  let places: Map<string, number> | null = null;
  return keyList({
    spec,
    length: keys.length,
    keyAt: (index) => keys[index] as string,
    indexOf(key) {
      places ??= new Map(keys.map((each, at) => [each, at]));
      return places.get(key) ?? -1;
    },
    windowOf: () => null,
  });
}

function timeSpace(spec: TimeWindowPartitionsSpec, now: number): KeySpace {
  const windows = windowsOf(spec);
  const format = keyFormat(spec, windows);
  const kept = keptOf(spec, windows);
  const length = Math.max(0, lengthOf(spec, windows, kept, now));
  /**
   * The first window that starts at or after the time in the key: a daily key contains no hour. A day that clocks skip has the same start
   * as the next day.
   */
  const numberOf = (key: string): number => {
    const read = format.parse(key);
    if (read === null) return -1;
    const at = windows.numberAt(read);
    const number = windows.startOf(at) === read ? at : at + 1;
    return [number, number + 1].find((each) => each >= 0 && format.write(each) === key && !kept.isExcluded(each)) ?? -1;
  };
  return keyList({
    spec,
    length,
    windows: {
      ...{ numberAt: windows.numberAt, startOf: windows.startOf, keyOf: format.write },
      ...{ isExcluded: kept.isExcluded, shifted: kept.shifted },
      isThere: (number) => number >= 0 && !kept.isExcluded(number) && kept.countBefore(number) < length,
    },
    keyAt: (index) => format.write(kept.numberAt(index)),
    indexOf(key) {
      const number = numberOf(key);
      const index = number === -1 ? -1 : kept.countBefore(number);
      return index < length ? index : -1;
    },
    windowOf(key) {
      const number = numberOf(key);
      return number === -1 ? null : { start: windows.startOf(number), end: windows.startOf(number + 1) };
    },
  });
}

/** Searches only as far as necessary for windows that are left out: an end may be thousands of years away. */
function lengthOf(spec: TimeWindowPartitionsSpec, windows: Windows, kept: Kept, now: number): number {
  const going = windows.numberAt(now);
  const past = kept.countBefore(going) + spec.endOffset;
  const end = spec.end === null ? null : windows.numberAt(instantOf(spec.end, zone(spec.timezone)));
  if (end === null || past <= 0) return past;
  const isFar = end > going && spec.endOffset <= end - going;
  return isFar && kept.numberAt(past) <= end ? past : Math.min(past, kept.countBefore(end));
}

/**
 * The key of the window that contains an instant, even if the window has not ended; undefined when there is no window, or it is left out.
 */
export function keyAtMoment(spec: PartitionsSpec, instant: number): string | undefined {
  if (spec.kind !== "time-window") return undefined;
  const windows = windowsOf(spec);
  const number = windows.numberAt(instant);
  const isBeyond = spec.end !== null && number >= windows.numberAt(instantOf(spec.end, zone(spec.timezone)));
  return number < 0 || isBeyond || keptOf(spec, windows).isExcluded(number) ? undefined : keyFormat(spec, windows).write(number);
}

function product(spec: Extract<PartitionsSpec, { kind: "multi" }>, spaces: readonly KeySpace[]): KeySpace {
  const length = spaces.reduce((size, space) => size * space.length, 1);
  return keyList({
    spec,
    length,
    dimensions: spaces,
    keyAt(index) {
      const parts: string[] = [];
      let rest = index;
      for (let at = spaces.length - 1; at >= 0; at--) {
        const space = spaces[at] as KeySpace;
        parts.unshift(space.at(rest % space.length) as string);
        rest = Math.floor(rest / space.length);
      }
      return multiKey(parts);
    },
    indexOf(key) {
      const parts = partsOfMultiKey(key);
      if (parts.length !== spaces.length || multiKey(parts) !== key) return -1;
      let index = 0;
      for (const [at, space] of spaces.entries()) {
        const place = space.indexOf(parts[at] as string);
        if (place === -1) return -1;
        index = index * space.length + place;
      }
      return index;
    },
    windowOf: () => null,
  });
}

function keyList(members: Omit<KeySpace, "at" | typeof Symbol.iterator> & { keyAt(index: number): string }): KeySpace {
  const { keyAt, ...rest } = members;
  return {
    ...rest,
    at(index) {
      const place = index < 0 ? members.length + index : index;
      return place >= 0 && place < members.length ? keyAt(place) : undefined;
    },
    *[Symbol.iterator]() {
      for (let index = 0; index < members.length; index++) yield keyAt(index);
    },
  };
}

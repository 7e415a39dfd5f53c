// Ranges of keys: the keys in ranges, and the fewest ranges for given keys.
import * as l10n from "@vscode/l10n";
import type { PartitionRange } from "../contract/partitions.js";
import { dimensionsOf } from "./definitions.js";
import type { KeyList, KeySpace } from "./key-space.js";
import { multiKey, partsOfMultiKey } from "./multi-key.js";
import { fewestProducts } from "./products.js";

type Span = readonly [from: number, to: number];

/**
 * The keys of ranges. With several dimensions, a range is the product of the ranges of each. Throws a RangeError that names an unknown key,
 * or a range that ends before it starts.
 */
export function keysOfRanges(space: KeySpace, ranges: readonly PartitionRange[]): KeyList {
  return keysAt(space, merged(ranges.flatMap((range) => spansOf(space, range))));
}

function spansOf(space: KeySpace, { start, end }: PartitionRange): readonly Span[] {
  const [from, to] = [mustBeThere(space, start), mustBeThere(space, end)];
  const exchanged = exchangedIn(space, { start, end });
  if (exchanged !== null)
    throw new RangeError(
      exchanged === ""
        ? l10n.t`the range ${start}...${end} ends before it starts. Exchange its ends.`
        : l10n.t`the range ${start}...${end} ends before it starts in its dimension ${exchanged}. Exchange its ends there.`,
    );
  return space.dimensions === undefined ? [[from, to]] : product(space.dimensions, sidesOf(space.dimensions, { start, end }));
}

/**
 * The dimension in which a range of known keys ends before it starts, `""` when there is only one dimension; null when the range is valid.
 */
export function exchangedIn(space: KeySpace, { start, end }: PartitionRange): string | null {
  if (space.dimensions === undefined) return space.indexOf(start) > space.indexOf(end) ? "" : null;
  const place = sidesOf(space.dimensions, { start, end }).findIndex(([from, to]) => from > to);
  return place === -1 ? null : (dimensionsOf(space.spec)[place]?.name ?? "");
}

function sidesOf(dimensions: readonly KeySpace[], { start, end }: PartitionRange): Span[] {
  const [first, last] = [start, end].map(partsOfMultiKey) as [string[], string[]];
  return dimensions.map((dimension, at) => [dimension.indexOf(first[at] ?? ""), dimension.indexOf(last[at] ?? "")]);
}

/** The positions of all combinations; adjacent ones are joined to one span. */
function product(dimensions: readonly KeySpace[], sides: readonly Span[]): Span[] {
  return sides.reduce<Span[]>(
    (spans, [from, to], at) => {
      const size = (dimensions[at] as KeySpace).length;
      if (from === 0 && to === size - 1) return spans.map(([first, last]) => [first * size, last * size + to]);
      const places = spans.flatMap(([first, last]) => Array.from({ length: last - first + 1 }, (_, nth) => first + nth));
      return places.map((place) => [place * size + from, place * size + to]);
    },
    [[0, 0]],
  );
}

/** Given keys as a list, in the definition's order. Unknown keys are added to `nonexistent`. */
export function keysAmong(space: KeySpace, keys: Iterable<string>): { readonly keys: KeyList; readonly nonexistent: string[] } {
  const nonexistent: string[] = [];
  const spans: [number, number][] = [];
  for (const key of keys) {
    const index = space.indexOf(key);
    if (index === -1) nonexistent.push(key);
    else spans.push([index, index]);
  }
  return { keys: keysAt(space, merged(spans)), nonexistent };
}

/** Keys as few ranges; with several dimensions, as few products. */
export function rangesOf(space: KeySpace, keys: Iterable<string>): PartitionRange[] {
  const { dimensions } = space;
  if (dimensions === undefined) {
    const spans = Array.from(keys, (key): Span => [mustBeThere(space, key), mustBeThere(space, key)]);
    return merged(spans).map(([from, to]) => ({ start: space.at(from) as string, end: space.at(to) as string }));
  }
  const places = new Set(Array.from(keys, (key) => mustBeThere(space, key)));
  const combinations = [...places].sort((a, b) => a - b).map((place) => placesOf(dimensions, place));
  return fewestProducts<Span>(combinations, merged).map((sides) => ({
    start: keyAt(dimensions, sides, 0),
    end: keyAt(dimensions, sides, 1),
  }));
}

function placesOf(dimensions: readonly KeySpace[], place: number): Span[] {
  let rest = place;
  return dimensions
    .map(({ length }) => length)
    .reverse()
    .map((length): Span => {
      const at = rest % length;
      rest = Math.floor(rest / length);
      return [at, at];
    })
    .reverse();
}

function keyAt(dimensions: readonly KeySpace[], sides: readonly Span[], end: 0 | 1): string {
  return multiKey(sides.map((side, at) => dimensions[at]?.at(side[end]) as string));
}

function mustBeThere(space: KeySpace, key: string): number {
  const index = space.indexOf(key);
  if (index !== -1) return index;
  const known = space.length === 0 ? l10n.t("There are none yet.") : l10n.t`They go from ${space.at(0) ?? ""} to ${space.at(-1) ?? ""}.`;
  throw new RangeError(l10n.t`"${key}" is not a partition. ${known}`);
}

/** Sorted spans, with adjacent ones joined. */
function merged(spans: readonly (readonly [number, number])[]): [number, number][] {
  const joined: [number, number][] = [];
  for (const [from, to] of [...spans].sort((a, b) => a[0] - b[0])) {
    const last = joined.at(-1);
    if (last !== undefined && from <= last[1] + 1) last[1] = Math.max(last[1], to);
    else joined.push([from, to]);
  }
  return joined;
}

function keysAt(space: KeySpace, spans: readonly (readonly [number, number])[]): KeyList {
  const length = spans.reduce((sum, [from, to]) => sum + to - from + 1, 0);
  return {
    length,
    at(index) {
      let rest = index < 0 ? length + index : index;
      if (rest < 0 || rest >= length) return undefined;
      for (const [from, to] of spans) {
        if (rest <= to - from) return space.at(from + rest);
        rest -= to - from + 1;
      }
      return undefined;
    },
    *[Symbol.iterator]() {
      for (const [from, to] of spans) for (let index = from; index <= to; index++) yield space.at(index) as string;
    },
  };
}

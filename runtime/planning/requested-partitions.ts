// The requested partitions of one asset, as text: keys, ranges, and keys of one dimension.
import * as l10n from "@vscode/l10n";
import type { PartitionRange } from "../contract/partitions.js";
import { dimensionsOf, exchangedIn, type KeySpace, multiKey, rangesOf } from "../partitions/index.js";
import { didYouMean, nearest } from "./nearest.js";

export type AskedOfAll = readonly string[] | "all" | "missing";

/** The requested ranges, or a sentence that says what is wrong with the request. */
export function requestedRanges(assetKey: string, space: KeySpace, asked: AskedOfAll): PartitionRange[] | string {
  if (typeof asked === "string") return whole(space);
  const ranges: PartitionRange[] = [];
  for (const text of asked) {
    const found = rangesAsked(assetKey, space, text);
    if (typeof found === "string") return found;
    ranges.push(...found);
  }
  return ranges;
}

/**
 * `first...last`, one key, or `dimension=key` and `dimension=first...last` (with `|` between several): what has such a key, and any of the
 * other dimensions.
 */
export function rangesAsked(assetKey: string, space: KeySpace, text: string): PartitionRange[] | string {
  // A key may contain a "=" itself.
  if (space.indexOf(text) === -1 && text.includes("=")) return rangesOfDimensions(assetKey, space, text);
  const range = rangeAsked(assetKey, space, text);
  return typeof range === "string" ? range : [range];
}

function rangeAsked(assetKey: string, space: KeySpace, text: string): PartitionRange | string {
  const [start = "", end = start, ...rest] = text.split("...");
  if (rest.length > 0) return l10n.t`"${text}" is not a range. Write it as FIRST...LAST.`;
  const unknown = [start, end].find((key) => space.indexOf(key) === -1);
  if (unknown !== undefined) return unknownKey(assetKey, space, unknown);
  const exchanged = exchangedIn(space, { start, end });
  if (exchanged === null) return { start, end };
  const why = l10n.t`The range ${text} ends before it starts. Exchange its ends.`;
  return exchanged === "" ? why : l10n.t`Of the dimension "${exchanged}": ${why}`;
}

function rangesOfDimensions(assetKey: string, space: KeySpace, text: string): PartitionRange[] | string {
  const dimensions = dimensionsOf(space.spec);
  const names = dimensions.map(({ name }) => name);
  const spaces = space.dimensions ?? [space];
  const isMulti = space.spec.kind === "multi";
  const wanted = new Map<string, readonly string[]>();
  for (const test of text.split("|")) {
    const at = test.indexOf("=");
    const name = at === -1 ? test : test.slice(0, at);
    const dimension = spaces[names.indexOf(name)];
    if (dimension === undefined) {
      const known = l10n.t`Its dimensions are ${names.join(", ")}.`;
      return `${l10n.t`"${assetKey}" has no dimension "${name}".`}${didYouMean(nearest(name, names))} ${known}`;
    }
    const range = rangeAsked(assetKey, dimension, test.slice(at + 1));
    if (typeof range === "string") return l10n.t`Of the dimension "${name}": ${range}`;
    wanted.set(name, keysBetween(dimension, range));
  }
  const parts = combinations(spaces.map((each, at) => wanted.get(names[at] as string) ?? [...each]));
  return rangesOf(
    space,
    parts.map((each) => (isMulti ? multiKey(each) : (each[0] as string))),
  );
}

function keysBetween(space: KeySpace, { start, end }: PartitionRange): string[] {
  const first = space.indexOf(start);
  return Array.from({ length: space.indexOf(end) - first + 1 }, (_, at) => space.at(first + at) as string);
}

function combinations(lists: readonly (readonly string[])[]): string[][] {
  return lists.reduce<string[][]>((found, keys) => found.flatMap((parts) => keys.map((key) => [...parts, key])), [[]]);
}

function whole(space: KeySpace): PartitionRange[] {
  const [start, end] = [space.at(0), space.at(-1)];
  return start === undefined || end === undefined ? [] : [{ start, end }];
}

/** `first...last`, or the only key. */
export function rangeOfText(text: string): PartitionRange {
  const [start = "", end = start] = text.split("...");
  return { start, end };
}

export function unknownKey(assetKey: string, space: KeySpace, key: string): string {
  if (space.length === 0) return l10n.t`"${assetKey}" has no partitions yet.`;
  const near = space.length > 10_000 ? [] : nearest(key, space);
  const known =
    space.length <= 5 ? l10n.t`They are ${[...space].join(", ")}.` : l10n.t`They go from ${space.at(0) ?? ""} to ${space.at(-1) ?? ""}.`;
  return `${l10n.t`"${assetKey}" has no partition "${key}".`}${didYouMean(near)} ${known}`;
}

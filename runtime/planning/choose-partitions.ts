// Which partitions a run makes of each selected asset: the keys and ranges that were asked for, checked.
import * as l10n from "@vscode/l10n";
import type { AssetSpec } from "../contract/manifest.js";
import type { PartitionRange, PartitionsByAsset } from "../contract/partitions.js";
import type { Materialization } from "../contract/run.js";
import {
  describePartitions,
  dimensionsOf,
  isMistake,
  type KeySpace,
  keySpace,
  keysOfRanges,
  type Mapping,
  type Moment,
  mappingBetween,
  partitionSegments,
  rangesOf,
} from "../partitions/index.js";
import { type AskedOfAll, askedRanges, rangesAsked, unknownKey } from "./asked-partitions.js";
import { inputMapping, specOf } from "./input-mapping.js";
import { keysBefore, type Selectable } from "./neighbours.js";

/** What is known of the partitions that were made. */
export interface MadePartitions {
  /** The partitions that have a record, as the segments of their addresses joined with `/`; `depth` is how many dimensions there are. */
  partitions(assetKey: string, depth: number): ReadonlySet<string>;
  /** The latest materialization of one of them; null when there is none. */
  latestOf(assetKey: string, partition: string): Materialization | null;
}

export type ChosenPartitions =
  | {
      readonly kind: "chosen";
      readonly ranges: ReadonlyMap<string, readonly PartitionRange[]>;
      /** In how many parts the run tells what became of each of these assets. */
      readonly calls: ReadonlyMap<string, number>;
    }
  | { readonly kind: "bad-selection"; readonly message: string };

/** Keys and ranges written `first...last`; all there are; those without a value; or for each asset its own keys and ranges. */
export type AskedPartitions = AskedOfAll | PartitionsByAsset;

export interface ChoiceSource extends Pick<Selectable, "byKey"> {
  readonly records: MadePartitions;
}

export interface Choice {
  readonly asked: AskedPartitions;
  /** Those that were not selected only for what is made of them: what is asked for is made of them too, beside what others load of them. */
  readonly themselves: ReadonlySet<string>;
  /** Partitions that have a value and no record, by asset: they are not missing. */
  readonly unrecorded: ReadonlyMap<string, ReadonlySet<string>>;
  readonly moment: Moment;
}

/**
 * The ranges of every asset with partitions, `assets` upstream first. What was asked for is made of the last of them; those before make
 * what the last ones load: a month asked for makes its days first.
 */
export function choosePartitions(from: ChoiceSource, assets: readonly AssetSpec[], choice: Choice): ChosenPartitions {
  const { asked, themselves, unrecorded, moment } = choice;
  const ranges = new Map<string, readonly PartitionRange[]>();
  const calls = new Map<string, number>();
  const choose = (asset: AssetSpec, space: KeySpace, chosen: readonly PartitionRange[]) => {
    ranges.set(asset.key, chosen);
    // An asset of which nothing is needed is told as skipped.
    calls.set(asset.key, asset.backfill === "once" ? 1 : Math.max(1, keysOfRanges(space, chosen).length));
  };
  const atTheEnd: AssetSpec[] = [];
  const needed: Needed = {
    byParts: new Map(),
    byWhole: new Map(),
    atTheEnd(key) {
      const whole = new Map<string, Set<string>>();
      for (const asset of atTheEnd) need(from, asset, [null], moment, whole);
      return whole.get(key);
    },
  };
  const abovePartitioned = new Set<string>();
  const inRun = new Set(assets.map(({ key }) => key));
  for (const asset of [...assets].reverse()) {
    const isBetween = abovePartitioned.has(asset.key);
    if (isBetween || asset.partitions.kind !== "none") for (const key of keysBefore(asset)) abovePartitioned.add(key);
    if (asset.partitions.kind === "none") {
      if (!isBetween) atTheEnd.push(asset);
      else if (!isByAsset(asked) && asked !== "all") need(from, asset, [null], moment, needed.byWhole);
      continue;
    }
    const spec = specOf(asset);
    if (spec === null)
      return bad(
        l10n.t`What partitions "${asset.key}" has is known only when the code is executed. Write the definition with literals, so that it can be read.`,
      );
    const space = keySpace(spec, moment);
    if (isByAsset(asked)) {
      const own = Object.hasOwn(asked, asset.key) ? asked[asset.key] : undefined;
      if (!Array.isArray(own)) return bad(l10n.t`"${asset.key}" has partitions now, but had none in that run. Start a new run.`);
      const found = askedRanges(asset.key, space, own);
      if (typeof found === "string") return bad(found);
      choose(asset, space, found);
      continue;
    }
    if (asked.length === 0)
      return bad(
        l10n.t`"${asset.key}" has partitions (${describePartitions(spec)}). Name the ones to materialize: --partition KEY, --partition FIRST...LAST, --missing-partitions or --all-partitions.`,
      );
    const isAsked = themselves.has(asset.key);
    const found = rangesToMake(asset, space, asked, isAsked, needed);
    if (typeof found === "string") return bad(found);
    choose(asset, space, asked === "missing" ? missingOf(from, asset, space, found, unrecorded.get(asset.key), inRun) : found);
    if (asked !== "all") need(from, asset, keysOfRanges(space, ranges.get(asset.key) ?? []), moment, needed.byParts);
  }
  // Of all, or of all that is missing, an asset without partitions has one part: itself.
  if (ranges.size === 0 && Array.isArray(asked) && asked.length > 0)
    return bad(l10n.t("None of the selected assets has partitions. Leave --partition out."));
  return { kind: "chosen", ranges, calls };
}

/** The partitions that others of the run load, by asset. */
interface Needed {
  /** Partitions of theirs. */
  readonly byParts: Map<string, Set<string>>;
  /** Assets that have none, which others with partitions load in their turn. */
  readonly byWhole: Map<string, Set<string>>;
  /** Assets that have none, and nothing with partitions after them: the key that was asked for was meant for what they load, so this is asked last. */
  atTheEnd(key: string): ReadonlySet<string> | undefined;
}

/**
 * What was asked for, or what others load. An asset that was selected itself is not made wholly because one without partitions loads all
 * of it; only a key that is not its own was meant for the others.
 */
function rangesToMake(asset: AssetSpec, space: KeySpace, asked: AskedOfAll, isAsked: boolean, needed: Needed): PartitionRange[] | string {
  if (asked === "all" || (asked === "missing" && isAsked)) return askedRanges(asset.key, space, asked);
  const [byParts, byWhole] = [needed.byParts.get(asset.key), needed.byWhole.get(asset.key)];
  const wanted = isAsked || byWhole === undefined ? byParts : new Set([...byWhole, ...(byParts ?? [])]);
  if (wanted !== undefined) return rangesOf(space, [...wanted, ...alsoAsked(asset, isAsked, space, asked)]);
  const found = askedRanges(asset.key, space, asked);
  if (typeof found !== "string") return found;
  const whole = byWhole ?? needed.atTheEnd(asset.key);
  return whole === undefined ? found : rangesOf(space, whole);
}

function isByAsset(asked: AskedPartitions): asked is PartitionsByAsset {
  return typeof asked === "object" && !Array.isArray(asked);
}

/** What was asked for, of an asset that others need too; what it does not have was meant for the others. */
function alsoAsked(asset: AssetSpec, isAsked: boolean, space: KeySpace, asked: AskedOfAll): Iterable<string> {
  if (!isAsked || typeof asked === "string") return [];
  const ranges = asked.map((text) => rangesAsked(asset.key, space, text)).filter((found) => typeof found !== "string");
  return keysOfRanges(space, ranges.flat());
}

function missingOf(
  from: ChoiceSource,
  asset: AssetSpec,
  space: KeySpace,
  ranges: readonly PartitionRange[],
  unrecorded: ReadonlySet<string> | undefined,
  inRun: ReadonlySet<string>,
): PartitionRange[] {
  const recorded = from.records.partitions(asset.key, dimensionsOf(space.spec).length);
  const mayBePart = asset.inputs.some(({ allowMissing }) => allowMissing !== false);
  const isThere = (key: string) => {
    const path = partitionSegments(space.spec, key).join("/");
    if (!recorded.has(path)) return unrecorded?.has(key) === true;
    return !(mayBePart && couldBeWhole(from, from.records.latestOf(asset.key, path), inRun));
  };
  return rangesOf(
    space,
    [...keysOfRanges(space, ranges)].filter((key) => !isThere(key)),
  );
}

/** Whether a value was made without partitions of which one has a value by now, or is made first by this run. */
function couldBeWhole(from: ChoiceSource, record: Materialization | null, inRun: ReadonlySet<string>): boolean {
  return Object.entries(record?.without ?? {}).some(([upstreamKey, keys]) => {
    const upstream = from.byKey.get(upstreamKey);
    const spec = upstream === undefined ? null : specOf(upstream);
    if (spec === null) return false;
    const recorded = from.records.partitions(upstreamKey, dimensionsOf(spec).length);
    return inRun.has(upstreamKey) || keys.some((key) => recorded.has(partitionSegments(spec, key).join("/")));
  });
}

/** Adds what the partitions of an asset, or the whole of one that has none (null), load of its upstream assets. */
function need(from: ChoiceSource, asset: AssetSpec, keys: Iterable<string | null>, moment: Moment, needed: Map<string, Set<string>>): void {
  const { byKey } = from;
  for (const input of asset.inputs) {
    const upstream = input.upstream === null || input.upstream === asset.key ? undefined : byKey.get(input.upstream);
    const found = upstream === undefined ? null : inputMapping(asset, input, upstream);
    if (upstream !== undefined && found?.kind === "mapped") addAll(needed, upstream.key, found.mapping, keys, moment);
  }
  for (const dep of asset.deps) {
    const upstream = byKey.get(dep.key);
    const mapping = upstream === undefined ? null : mappingBetween(null, specOf(upstream), specOf(asset));
    if (mapping !== null && !isMistake(mapping)) addAll(needed, dep.key, mapping, keys, moment);
  }
}

function addAll(needed: Map<string, Set<string>>, upstream: string, mapping: Mapping, keys: Iterable<string | null>, moment: Moment): void {
  const all = needed.get(upstream) ?? new Set();
  for (const key of keys) for (const each of mapping.upstreamKeys(key, moment).keys) all.add(each);
  needed.set(upstream, all);
}

function bad(message: string): ChosenPartitions {
  return { kind: "bad-selection", message };
}

/** Why a key is no partition of an asset; null when it is one, or only executing the code can tell. */
export function partitionMistake(asset: AssetSpec, key: string, moment: Moment): string | null {
  if (asset.partitions.kind === "none") return l10n.t`"${asset.key}" has no partitions. Leave --partition out.`;
  const spec = specOf(asset);
  if (spec === null) return null;
  const space = keySpace(spec, moment);
  return space.indexOf(key) === -1 ? unknownKey(asset.key, space, key) : null;
}

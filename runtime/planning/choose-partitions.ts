// The partitions that a run materializes for each selected asset: checks the requested keys and ranges.
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
import { inputMapping, specOf } from "./input-mapping.js";
import { keysBefore, type Selectable } from "./neighbours.js";
import { type AskedOfAll, rangesAsked, requestedRanges, unknownKey } from "./requested-partitions.js";

/** The known records of partitions. */
export interface MadePartitions {
  /** The partitions that have a record, as the segments of their addresses joined with `/`; `depth` is the number of dimensions. */
  partitions(assetKey: string, depth: number): ReadonlySet<string>;
  /** The latest materialization of one of them; null when there is no record. */
  latestOf(assetKey: string, partition: string): Materialization | null;
}

export type ChosenPartitions =
  | {
      readonly kind: "chosen";
      readonly ranges: ReadonlyMap<string, readonly PartitionRange[]>;
      /** The number of parts for which the run reports a result, by asset. */
      readonly calls: ReadonlyMap<string, number>;
    }
  | { readonly kind: "bad-selection"; readonly message: string };

/** Keys and ranges written `first...last`; all partitions; those without a value; or separate keys and ranges for each asset. */
export type AskedPartitions = AskedOfAll | PartitionsByAsset;

export interface ChoiceSource extends Pick<Selectable, "byKey"> {
  readonly records: MadePartitions;
}

export interface Choice {
  readonly asked: AskedPartitions;
  /**
   * Assets that are selected themselves, not only because another selected asset is upstream or downstream of them. They get the requested
   * partitions in addition to those that other assets load.
   */
  readonly themselves: ReadonlySet<string>;
  /** Partitions that have a value but no record, by asset. They do not count as missing. */
  readonly unrecorded: ReadonlyMap<string, ReadonlySet<string>>;
  readonly moment: Moment;
}

/**
 * The ranges of every asset with partitions; `assets` lists upstream assets first. The requested partitions are those of the last assets.
 * The assets before get the partitions that the last assets load: for a requested month, its days are materialized first.
 */
export function choosePartitions(from: ChoiceSource, assets: readonly AssetSpec[], choice: Choice): ChosenPartitions {
  const { asked, themselves, unrecorded, moment } = choice;
  const ranges = new Map<string, readonly PartitionRange[]>();
  const calls = new Map<string, number>();
  const choose = (asset: AssetSpec, space: KeySpace, chosen: readonly PartitionRange[]) => {
    ranges.set(asset.key, chosen);
    // An asset without needed partitions is reported as skipped.
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
      const found = requestedRanges(asset.key, space, own);
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
  // For `all` and `missing`, an asset without partitions counts as one part.
  if (ranges.size === 0 && Array.isArray(asked) && asked.length > 0)
    return bad(l10n.t("None of the selected assets has partitions. Leave --partition out."));
  return { kind: "chosen", ranges, calls };
}

/** The partitions that other assets of the run load, by asset. */
interface Needed {
  /** Single partitions that they load. */
  readonly byParts: Map<string, Set<string>>;
  /** Whole assets that assets without partitions load, when assets with partitions load those in turn. */
  readonly byWhole: Map<string, Set<string>>;
  /**
   * Whole assets that assets without partitions load, when no asset with partitions is downstream of those. The requested key was meant for
   * the loaded asset, so this is used last.
   */
  atTheEnd(key: string): ReadonlySet<string> | undefined;
}

/**
 * The requested partitions, or those that other assets load. When an asset without partitions loads all of an asset that is selected
 * itself, this alone does not materialize all of it. Only a requested key that the asset does not have was meant for the other assets.
 */
function rangesToMake(asset: AssetSpec, space: KeySpace, asked: AskedOfAll, isAsked: boolean, needed: Needed): PartitionRange[] | string {
  if (asked === "all" || (asked === "missing" && isAsked)) return requestedRanges(asset.key, space, asked);
  const [byParts, byWhole] = [needed.byParts.get(asset.key), needed.byWhole.get(asset.key)];
  const wanted = isAsked || byWhole === undefined ? byParts : new Set([...byWhole, ...(byParts ?? [])]);
  if (wanted !== undefined) return rangesOf(space, [...wanted, ...alsoAsked(asset, isAsked, space, asked)]);
  const found = requestedRanges(asset.key, space, asked);
  if (typeof found !== "string") return found;
  const whole = byWhole ?? needed.atTheEnd(asset.key);
  return whole === undefined ? found : rangesOf(space, whole);
}

function isByAsset(asked: AskedPartitions): asked is PartitionsByAsset {
  return typeof asked === "object" && !Array.isArray(asked);
}

/** The requested partitions of an asset that other assets need too. Keys that it does not have were meant for the other assets. */
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

/** Whether a value was computed without upstream partitions of which one has a value now, or is materialized earlier in this run. */
function couldBeWhole(from: ChoiceSource, record: Materialization | null, inRun: ReadonlySet<string>): boolean {
  return Object.entries(record?.without ?? {}).some(([upstreamKey, keys]) => {
    const upstream = from.byKey.get(upstreamKey);
    const spec = upstream === undefined ? null : specOf(upstream);
    if (spec === null) return false;
    const recorded = from.records.partitions(upstreamKey, dimensionsOf(spec).length);
    return inRun.has(upstreamKey) || keys.some((key) => recorded.has(partitionSegments(spec, key).join("/")));
  });
}

/** Adds the upstream partitions that the given partitions of an asset load; null means an asset without partitions. */
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

/** Why a key is not a partition of an asset; null when it is one, or when that requires executing code. */
export function partitionMistake(asset: AssetSpec, key: string, moment: Moment): string | null {
  if (asset.partitions.kind === "none") return l10n.t`"${asset.key}" has no partitions. Leave --partition out.`;
  const spec = specOf(asset);
  if (spec === null) return null;
  const space = keySpace(spec, moment);
  return space.indexOf(key) === -1 ? unknownKey(asset.key, space, key) : null;
}

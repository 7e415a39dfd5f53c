// Which partitions a run makes of each selected asset: the keys and ranges that were asked for, checked.
import * as l10n from "@vscode/l10n";
import type { PartitionRange, PartitionsByAsset } from "../../runtime/contract/partitions.js";
import type { Materialization } from "../../runtime/contract/run.js";
import {
  describePartitions,
  dimensionsOf,
  isMistake,
  type KeyList,
  type KeySpace,
  keySpace,
  keysOfRanges,
  type Mapping,
  type Moment,
  mappingBetween,
  partitionSegments,
  rangesOf,
} from "../../runtime/partitions/index.js";
import { type AskedOfAll, askedRanges, rangesAsked, unknownKey } from "./asked-partitions.js";
import type { ResolvedAsset } from "./model.js";
import { inputMapping, momentIn, specOf } from "./partition-wiring.js";
import { isSingleRun } from "./partitions.js";
import type { Project } from "./project.js";
import { property } from "./value.js";

export type ChosenPartitions =
  | {
      readonly kind: "chosen";
      readonly ranges: ReadonlyMap<string, readonly PartitionRange[]>;
      /** How often the function of each of these assets is called. */
      readonly calls: ReadonlyMap<string, number>;
    }
  | { readonly kind: "bad-selection"; readonly message: string };

/** Keys and ranges written `first...last`; all there are; those without a value; or for each asset its own keys and ranges. */
export type AskedPartitions = AskedOfAll | PartitionsByAsset;

/**
 * The ranges of every asset with partitions, `assets` upstream first. What was asked for is made of the last of them; those before make
 * what the last ones load: a month asked for makes its days first.
 */
export function choosePartitions(
  project: Project,
  assets: readonly ResolvedAsset[],
  asked: AskedPartitions,
  /** Those that were not selected only for what is made of them: what is asked for is made of them too, beside what others load of them. */
  themselves: ReadonlySet<string>,
  now: number,
  unrecorded: ReadonlyMap<string, ReadonlySet<string>> = new Map(),
): ChosenPartitions {
  const moment = momentIn(project.files, project.dir, now);
  const ranges = new Map<string, readonly PartitionRange[]>();
  const calls = new Map<string, number>();
  const choose = (asset: ResolvedAsset, space: KeySpace, chosen: readonly PartitionRange[]) => {
    ranges.set(asset.key, chosen);
    // An asset of which nothing is needed is told as skipped.
    calls.set(asset.key, isSingleRun(asset.options) ? 1 : Math.max(1, keysOfRanges(space, chosen).length));
  };
  const needed = new Map<string, Set<string>>();
  const inRun = new Set(assets.map(({ key }) => key));
  for (const asset of [...assets].reverse()) {
    if (asset.partitions.kind === "none") continue;
    const spec = specOf(asset);
    if (spec === null)
      return bad(
        l10n.t`What partitions "${asset.key}" has only running can tell. Write the definition with literals, where it can be read.`,
      );
    const space = keySpace(spec, moment);
    if (isByAsset(asked)) {
      const own = Object.hasOwn(asked, asset.key) ? asked[asset.key] : undefined;
      if (!Array.isArray(own)) return bad(l10n.t`"${asset.key}" has partitions now, and had none in that run. Materialize it anew.`);
      const found = askedRanges(asset.key, space, own);
      if (typeof found === "string") return bad(found);
      choose(asset, space, found);
      continue;
    }
    if (asked.length === 0)
      return bad(
        l10n.t`"${asset.key}" has partitions (${describePartitions(spec)}). Name those to make: --partition KEY, --partition FIRST...LAST, --missing-partitions or --all-partitions.`,
      );
    const isAsked = themselves.has(asset.key);
    const wanted = asked === "all" || (asked === "missing" && isAsked) ? undefined : needed.get(asset.key);
    const found =
      wanted === undefined
        ? askedRanges(asset.key, space, asked)
        : rangesOf(space, [...wanted, ...alsoAsked(asset, isAsked, space, asked)]);
    if (typeof found === "string") return bad(found);
    choose(asset, space, asked === "missing" ? missingOf(project, asset, space, found, unrecorded.get(asset.key), inRun) : found);
    if (asked !== "all") need(project, asset, keysOfRanges(space, ranges.get(asset.key) ?? []), moment, needed);
  }
  // Of all, or of all that is missing, an asset without partitions has one part: itself.
  if (ranges.size === 0 && Array.isArray(asked) && asked.length > 0)
    return bad(l10n.t("None of the selected assets has partitions. Leave --partition out."));
  return { kind: "chosen", ranges, calls };
}

function isByAsset(asked: AskedPartitions): asked is PartitionsByAsset {
  return typeof asked === "object" && !Array.isArray(asked);
}

/** What was asked for, of an asset that others need too; what it does not have was meant for the others. */
function alsoAsked(asset: ResolvedAsset, isAsked: boolean, space: KeySpace, asked: AskedOfAll): Iterable<string> {
  if (!isAsked || typeof asked === "string") return [];
  const ranges = asked.map((text) => rangesAsked(asset.key, space, text)).filter((found) => typeof found !== "string");
  return keysOfRanges(space, ranges.flat());
}

function missingOf(
  project: Project,
  asset: ResolvedAsset,
  space: KeySpace,
  ranges: readonly PartitionRange[],
  unrecorded: ReadonlySet<string> | undefined,
  inRun: ReadonlySet<string>,
): PartitionRange[] {
  const recorded = project.records.partitions(asset.key, dimensionsOf(space.spec).length);
  const mayBePart = asset.inputs.some(({ ins }) => property(ins, "allowMissing") !== undefined);
  const isThere = (key: string) => {
    const path = partitionSegments(space.spec, key).join("/");
    if (!recorded.has(path)) return unrecorded?.has(key) === true;
    return !(mayBePart && couldBeWhole(project, project.records.latestOf(asset.key, path), inRun));
  };
  return rangesOf(
    space,
    [...keysOfRanges(space, ranges)].filter((key) => !isThere(key)),
  );
}

/** Whether a value was made without partitions of which one has a value by now, or is made first by this run. */
function couldBeWhole(project: Project, record: Materialization | null, inRun: ReadonlySet<string>): boolean {
  return Object.entries(record?.without ?? {}).some(([upstreamKey, keys]) => {
    const upstream = project.model().byKey.get(upstreamKey);
    const spec = upstream === undefined ? null : specOf(upstream);
    if (spec === null) return false;
    const recorded = project.records.partitions(upstreamKey, dimensionsOf(spec).length);
    return inRun.has(upstreamKey) || keys.some((key) => recorded.has(partitionSegments(spec, key).join("/")));
  });
}

/** Adds what the partitions of an asset load of its upstream assets. */
function need(project: Project, asset: ResolvedAsset, keys: KeyList, moment: Moment, needed: Map<string, Set<string>>): void {
  const { byKey } = project.model();
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

function addAll(needed: Map<string, Set<string>>, upstream: string, mapping: Mapping, keys: KeyList, moment: Moment): void {
  const all = needed.get(upstream) ?? new Set();
  for (const key of keys) for (const each of mapping.upstreamKeys(key, moment).keys) all.add(each);
  needed.set(upstream, all);
}

function bad(message: string): ChosenPartitions {
  return { kind: "bad-selection", message };
}

/** Why a key is no partition of an asset; null when it is one, or only running can tell. */
export function partitionMistake(project: Project, asset: ResolvedAsset, key: string): string | null {
  if (asset.partitions.kind === "none") return l10n.t`"${asset.key}" has no partitions. Leave --partition out.`;
  const spec = specOf(asset);
  if (spec === null) return null;
  const space = keySpace(spec, momentIn(project.files, project.dir, Date.now()));
  return space.indexOf(key) === -1 ? unknownKey(asset.key, space, key) : null;
}

// The upstream partitions that a partition of the consumer loads: Dagster's mappings, with its defaults.
import * as l10n from "@vscode/l10n";
import type { PartitionMappingSpec, PartitionsSpec } from "../contract/partitions.js";
import { dimensionsOf } from "./definitions.js";
import type { Mapping, MappingMistake } from "./mapped-keys.js";
import { MAPPING_KINDS } from "./mappings/index.js";
import type { MappingKind, MappingRules } from "./mappings/mapping-kind.js";
import { timeWindow } from "./mappings/time-window.js";

export { isMistake, type MappedKeys, type Mapping, type MappingMistake } from "./mapped-keys.js";

/** The mapping between two assets, the given one or the default; null when the upstream asset has no partitions. */
export function mappingBetween(
  given: PartitionMappingSpec | null,
  upstream: PartitionsSpec | null,
  downstream: PartitionsSpec | null,
): Mapping | MappingMistake | null {
  if (upstream === null)
    return given === null ? null : { mistake: l10n.t("the upstream asset has no partitions. Remove the partitionMapping.") };
  const spec = given ?? defaultMapping(upstream, downstream);
  return "kind" in spec ? resolve(spec, upstream, downstream) : spec;
}

/**
 * Dagster's `infer_partition_mapping`: several dimensions map to one of them, windows to the windows that they overlap, and other
 * partitions to the same keys. A consumer without partitions loads all.
 */
export function defaultMapping(upstream: PartitionsSpec, downstream: PartitionsSpec | null): PartitionMappingSpec | MappingMistake {
  if (downstream === null) return { kind: "all" };
  if ((upstream.kind === "multi") !== (downstream.kind === "multi")) {
    const fits = fittingDimensions(upstream, downstream);
    if (fits.length === 1) return { kind: "multi-to-single", dimension: fits[0] as string };
    if (fits.length > 1)
      return { mistake: l10n.t`several dimensions fit: ${fits.join(", ")}. Give a MultiToSingleDimensionPartitionMapping that names one.` };
  }
  if (upstream.kind === "time-window" && downstream.kind === "time-window") return timeWindow.specOf({}) as PartitionMappingSpec;
  return { kind: "identity" };
}

/** The mapping of an asset that loads its own earlier partitions. */
export function ontoItself(given: PartitionMappingSpec): PartitionMappingSpec {
  return kindOf(given).ontoItself?.(given, RULES) ?? given;
}

/** Whether an asset may load itself with this mapping. */
export function loadsEarlier(given: PartitionMappingSpec): boolean {
  return kindOf(given).loadsEarlier?.(given, RULES) === true;
}

/** The constructor's argument of an SDK class as plain data; null when it is not a mapping class, or the argument is wrong. */
export function mappingSpecOf(className: string, option: unknown): PartitionMappingSpec | null {
  return MAPPING_KINDS.find((each) => each.className === className)?.specOf(option) ?? null;
}

/** The dimensions of the multi-dimensional definition that equal the other definition or, for windows, that can be mapped to it. */
function fittingDimensions(upstream: PartitionsSpec, downstream: PartitionsSpec): string[] {
  const [several, single] = upstream.kind === "multi" ? [upstream, downstream] : [downstream, upstream];
  const same = dimensionsOf(several).filter(({ partitions }) => isSame(partitions, single));
  if (same.length > 0) return same.map(({ name }) => name);
  return dimensionsOf(several)
    .filter(({ partitions }) => partitions.kind === "time-window" && single.kind === "time-window")
    .map(({ name }) => name);
}

function isSame(a: PartitionsSpec, b: PartitionsSpec): boolean {
  return JSON.stringify(a) === JSON.stringify(b);
}

function resolve(spec: PartitionMappingSpec, upstream: PartitionsSpec, downstream: PartitionsSpec | null): Mapping | MappingMistake {
  const kind = kindOf(spec);
  if (downstream === null && kind.needsPartitions !== undefined) return withoutPartitions(kind.needsPartitions);
  return kind.between(spec, upstream, downstream as PartitionsSpec, RULES);
}

function kindOf({ kind }: PartitionMappingSpec): MappingKind {
  const found = MAPPING_KINDS.find((each) => each.kind === kind);
  if (found === undefined) throw new Error(`unknown partition mapping ${kind}`);
  return found;
}

const RULES: MappingRules = {
  resolve,
  byDefault(upstream, downstream) {
    const spec = defaultMapping(upstream, downstream);
    return "kind" in spec ? resolve(spec, upstream, downstream) : spec;
  },
  fittingDimensions,
  ontoItself,
  loadsEarlier,
};

function withoutPartitions(name: string): MappingMistake {
  return {
    mistake: l10n.t({
      message: "a {0} mapping needs a consumer with partitions. Give the consumer partitions, or use AllPartitionMapping.",
      args: [name],
      comment: "{0} is the kind of the mapping, a word of the API such as identity or static; it is not translated.",
    }),
  };
}

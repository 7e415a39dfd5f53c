// Which partitions of the upstream asset a partition of the consumer loads: Dagster's mappings, with its defaults.
import * as l10n from "@vscode/l10n";
import type { DimensionSpec, PartitionMappingSpec, PartitionsSpec } from "../contract/partitions.js";
import { describePartitions, dimensionsOf } from "./definitions.js";
import { type KeyList, keySpace } from "./key-space.js";
import { found, type MappedKeys, type Mapping, type MappingMistake, sorted } from "./mapped-keys.js";
import { multiKey, partsOfMultiKey } from "./multi-key.js";
import { ofWindows } from "./window-mapping.js";

export type { MappedKeys, Mapping, MappingMistake } from "./mapped-keys.js";

/** The mapping between two assets, the given one or the default; null when the upstream asset has no partitions. */
export function mappingBetween(
  given: PartitionMappingSpec | null,
  upstream: PartitionsSpec | null,
  downstream: PartitionsSpec | null,
): Mapping | MappingMistake | null {
  if (upstream === null)
    return given === null ? null : { mistake: l10n.t("the upstream asset has no partitions. Take the partitionMapping away.") };
  const spec = given ?? defaultMapping(upstream, downstream);
  return "mistake" in spec ? spec : resolve(spec, upstream, downstream);
}

export function isMistake(mapping: Mapping | MappingMistake | null): mapping is MappingMistake {
  return mapping !== null && "mistake" in mapping;
}

/**
 * Dagster's `infer_partition_mapping`: several dimensions to one of them, windows to the windows they overlap, else the same keys;
 * a consumer without partitions loads all.
 */
export function defaultMapping(upstream: PartitionsSpec, downstream: PartitionsSpec | null): PartitionMappingSpec | MappingMistake {
  if (downstream === null) return { kind: "all" };
  if ((upstream.kind === "multi") !== (downstream.kind === "multi")) {
    const fits = fittingDimensions(upstream, downstream);
    if (fits.length === 1) return { kind: "multi-to-single", dimension: fits[0] as string };
    if (fits.length > 1)
      return { mistake: l10n.t`several dimensions fit: ${fits.join(", ")}. Give a MultiToSingleDimensionPartitionMapping that names one.` };
  }
  if (upstream.kind === "time-window" && downstream.kind === "time-window") return TIME_WINDOW;
  return { kind: "identity" };
}

/** The mapping of an asset that loads its own earlier windows: before the first there are none, and that is no mistake. */
export function ontoItself(given: PartitionMappingSpec | null): PartitionMappingSpec | null {
  if (given?.kind === "time-window") return { ...given, allowNonexistent: given.allowNonexistent || given.endOffset < 0 };
  if (given?.kind !== "multi") return given;
  const dimensions = Object.entries(given.dimensions).map(
    ([name, each]) => [name, { ...each, mapping: ontoItself(each.mapping) ?? each.mapping }] as const,
  );
  return { ...given, dimensions: Object.fromEntries(dimensions) };
}

const TIME_WINDOW = { kind: "time-window", startOffset: 0, endOffset: 0, allowNonexistent: false } as const;

/** The dimensions of the one that has several which are the other, or, of windows, pair with it. */
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
  switch (spec.kind) {
    case "all":
      return { spec, shape: "many", text: l10n.t("all partitions"), upstreamKeys: (_key, moment) => found(keySpace(upstream, moment)) };
    case "last":
      return {
        spec,
        shape: "one",
        text: l10n.t("the last partition"),
        upstreamKeys: (_key, moment) => found([keySpace(upstream, moment).at(-1)].filter((key) => key !== undefined)),
      };
    case "specific":
      return specific(spec, upstream);
    case "identity":
      return downstream === null ? withoutPartitions("identity") : identity(spec, upstream, downstream);
    case "static":
      return downstream === null ? withoutPartitions("static") : ofStatic(spec, upstream, downstream);
    case "time-window":
      return downstream === null ? withoutPartitions("time window") : ofWindows(spec, upstream, downstream);
    case "multi-to-single":
      return downstream === null ? withoutPartitions("dimension") : multiToSingle(spec, upstream, downstream);
    case "multi":
      return downstream === null ? withoutPartitions("multi") : ofDimensions(spec, upstream, downstream);
  }
}

function withoutPartitions(name: string): MappingMistake {
  return {
    mistake: l10n.t({
      message: "a {0} mapping needs a consumer with partitions. Give the consumer partitions, or use AllPartitionMapping.",
      args: [name],
      comment: "{0} is the kind of the mapping, a word of the API such as identity or static; it is not translated.",
    }),
  };
}

function specific(spec: Extract<PartitionMappingSpec, { kind: "specific" }>, upstream: PartitionsSpec): Mapping | MappingMistake {
  const unknown = upstream.kind === "static" ? spec.keys.filter((key) => !upstream.keys.includes(key)) : [];
  if (unknown.length > 0)
    return {
      mistake:
        unknown.length === 1
          ? l10n.t`${listed(unknown)} is not among the upstream keys (${listed(keysOf(upstream))}).`
          : l10n.t`${listed(unknown)} are not among the upstream keys (${listed(keysOf(upstream))}).`,
    };
  return {
    spec,
    shape: "many",
    text: l10n.t`the partitions ${listed(spec.keys)}`,
    upstreamKeys: (_key, moment) => sorted(spec.keys, keySpace(upstream, moment)),
  };
}

function identity(spec: PartitionMappingSpec, upstream: PartitionsSpec, downstream: PartitionsSpec): Mapping | MappingMistake {
  const there = new Set(keysOf(upstream));
  const missing = upstream.kind === "static" ? keysOf(downstream).filter((key) => !there.has(key)) : [];
  if (missing.length > 0)
    return { mistake: l10n.t`the upstream asset has no partition ${listed(missing)}. Give a partitionMapping, or the same keys to both.` };
  const [ups, downs] = [upstream, downstream].map((each) => dimensionsOf(each).map(({ name }) => name));
  const differ = upstream.kind !== downstream.kind || (upstream.kind === "multi" && String(ups) !== String(downs));
  const canMeet =
    !differ || (upstream.kind !== "multi" && downstream.kind !== "multi" && (upstream.kind === "dynamic" || downstream.kind === "dynamic"));
  if (!canMeet)
    return {
      mistake: l10n.t`its partitions (${describePartitions(upstream)}) have no keys in common with the consumer's (${describePartitions(downstream)}). Give a partitionMapping.`,
    };
  return {
    spec,
    shape: "one",
    text: l10n.t("the partition of the same key"),
    upstreamKeys: (key, moment) => sorted(key === null ? [] : [key], keySpace(upstream, moment)),
  };
}

function ofStatic(
  spec: Extract<PartitionMappingSpec, { kind: "static" }>,
  upstream: PartitionsSpec,
  downstream: PartitionsSpec,
): Mapping | MappingMistake {
  if (upstream.kind !== "static" || downstream.kind !== "static")
    return { mistake: l10n.t("a StaticPartitionMapping needs static partitions on both sides. Use another mapping.") };
  const ups = new Map<string, string[]>();
  for (const [upstreamKey, downstreamKeys] of Object.entries(spec.downstreamKeys)) {
    if (!upstream.keys.includes(upstreamKey)) return { mistake: l10n.t`"${upstreamKey}" is no upstream key (${listed(upstream.keys)}).` };
    for (const key of downstreamKeys) {
      if (!downstream.keys.includes(key)) return { mistake: l10n.t`"${key}" is no key of the consumer (${listed(downstream.keys)}).` };
      ups.set(key, [...(ups.get(key) ?? []), upstreamKey]);
    }
  }
  return {
    spec,
    shape: [...ups.values()].every((keys) => keys.length <= 1) ? "one" : "many",
    text: l10n.t("by the given table of keys"),
    upstreamKeys: (key, moment) => sorted(ups.get(key ?? "") ?? [], keySpace(upstream, moment)),
  };
}

function multiToSingle(
  spec: Extract<PartitionMappingSpec, { kind: "multi-to-single" }>,
  upstream: PartitionsSpec,
  downstream: PartitionsSpec,
): Mapping | MappingMistake {
  if ((upstream.kind === "multi") === (downstream.kind === "multi"))
    return { mistake: l10n.t("this mapping needs several dimensions on one side and one on the other. Use another mapping.") };
  const several = dimensionsOf(upstream.kind === "multi" ? upstream : downstream);
  const named = spec.dimension ?? soleDimension(upstream, downstream);
  const place = several.findIndex(({ name }) => name === named);
  const names = several.map(({ name }) => name).join(", ");
  if (place === -1)
    return {
      mistake:
        named === null
          ? l10n.t`no single dimension fits. Name one of ${names}.`
          : l10n.t`there is no dimension ${named}. Name one of ${names}.`,
    };
  const dimension = (several[place] as { partitions: DimensionSpec }).partitions;
  const inner = upstream.kind === "multi" ? mappingOf(dimension, downstream) : mappingOf(upstream, dimension);
  if (isMistake(inner)) return inner;
  const name = several[place]?.name as string;
  if (upstream.kind !== "multi") {
    return {
      spec: { ...spec, dimension: name },
      shape: inner.shape,
      text: l10n.t`${inner.text}, by its dimension ${name}`,
      upstreamKeys: (key, moment) => inner.upstreamKeys(key === null ? null : (partsOfMultiKey(key)[place] ?? null), moment),
    };
  }
  return {
    spec: { ...spec, dimension: name },
    shape: "many",
    text: l10n.t`all partitions whose ${name} is ${inner.text}`,
    upstreamKeys: (key, moment) => {
      const mapped = inner.upstreamKeys(key, moment);
      const spaces = several.map(({ partitions }, at): KeyList => (at === place ? mapped.keys : keySpace(partitions, moment)));
      return { keys: combinations(spaces), nonexistent: mapped.nonexistent };
    },
  };
}

function soleDimension(upstream: PartitionsSpec, downstream: PartitionsSpec): string | null {
  const fits = fittingDimensions(upstream, downstream);
  return fits.length === 1 ? (fits[0] as string) : null;
}

/** One dimension onto another: windows by overlap, the rest by key. */
function mappingOf(upstream: PartitionsSpec, downstream: PartitionsSpec): Mapping | MappingMistake {
  const spec = defaultMapping(upstream, downstream);
  return "mistake" in spec ? spec : resolve(spec, upstream, downstream);
}

function ofDimensions(
  spec: Extract<PartitionMappingSpec, { kind: "multi" }>,
  upstream: PartitionsSpec,
  downstream: PartitionsSpec,
): Mapping | MappingMistake {
  const ups = dimensionsOf(upstream);
  const downs = dimensionsOf(downstream);
  const parts: { mapping: Mapping | null; place: number }[] = [];
  for (const name of Object.keys(spec.dimensions))
    if (!ups.some((up) => up.name === name))
      return { mistake: l10n.t`there is no upstream dimension ${name}. Name one of ${ups.map((up) => up.name).join(", ")}.` };
  for (const { name, partitions } of ups) {
    const given = spec.dimensions[name];
    if (given === undefined) {
      parts.push({ mapping: null, place: -1 });
      continue;
    }
    const place = downs.findIndex((down) => down.name === given.dimension);
    const down = downs[place];
    if (down === undefined)
      return {
        mistake: l10n.t`there is no dimension ${given.dimension} of the consumer. Name one of ${downs.map((each) => each.name).join(", ")}.`,
      };
    const mapping = resolve(given.mapping, partitions, down.partitions);
    if (isMistake(mapping)) return { mistake: `${name}: ${mapping.mistake}` };
    parts.push({ mapping, place });
  }
  return {
    spec,
    shape: parts.every(({ mapping }) => mapping?.shape === "one") ? "one" : "many",
    leavesOut: parts.some(({ mapping }) => mapping?.leavesOut === true),
    text: ups.map(({ name }, at) => `${name}: ${parts[at]?.mapping?.text ?? l10n.t("all")}`).join("; "),
    upstreamKeys(key, moment) {
      const own = key === null ? [] : downstream.kind === "multi" ? partsOfMultiKey(key) : [key];
      const mapped = ups.map(({ partitions }, at): MappedKeys => {
        const { mapping, place } = parts[at] as { mapping: Mapping | null; place: number };
        return mapping === null ? found(keySpace(partitions, moment)) : mapping.upstreamKeys(own[place] ?? null, moment);
      });
      const keys = upstream.kind === "multi" ? combinations(mapped.map((each) => each.keys)) : (mapped[0] as MappedKeys).keys;
      return { keys, nonexistent: mapped.flatMap((each) => each.nonexistent) };
    },
  };
}

function combinations(lists: readonly KeyList[]): string[] {
  return lists.reduce<string[][]>((all, list) => all.flatMap((parts) => [...list].map((key) => [...parts, key])), [[]]).map(multiKey);
}

function keysOf(spec: PartitionsSpec): readonly string[] {
  return spec.kind === "static" ? spec.keys : [];
}

function listed(keys: readonly string[]): string {
  const some = keys
    .slice(0, 5)
    .map((key) => `"${key}"`)
    .join(", ");
  return keys.length > 5 ? l10n.t`${some} and ${keys.length - 5} more` : some;
}

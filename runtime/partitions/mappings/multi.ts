// Dimension by dimension.
import * as l10n from "@vscode/l10n";
import type { PartitionMappingSpec, PartitionsSpec } from "../../contract/partitions.js";
import { dimensionsOf } from "../definitions.js";
import { keySpace } from "../key-space.js";
import { found, isMistake, type MappedKeys, type Mapping, type MappingMistake } from "../mapped-keys.js";
import { partsOfMultiKey } from "../multi-key.js";
import { combinations } from "./key-words.js";
import { type MappingRules, mappingKind, PartitionMapping } from "./mapping-kind.js";

type MultiSpec = {
  readonly kind: "multi";
  /** Upstream dimension → the consumer's dimension that determines it, and the mapping. */
  readonly dimensions: Readonly<Record<string, { readonly dimension: string; readonly mapping: PartitionMappingSpec }>>;
};

export const multi = mappingKind<MultiSpec>({
  kind: "multi",
  className: "MultiPartitionMapping",
  needsPartitions: "multi",
  specOf(given) {
    if (typeof given !== "object" || given === null) return null;
    const dimensions: Record<string, MultiSpec["dimensions"][string]> = {};
    for (const [name, each] of Object.entries(given as Readonly<Record<string, Partial<DimensionPartitionMapping> | null>>)) {
      const mapping = each?.partitionMapping?.spec;
      if (typeof each?.dimensionName !== "string" || mapping === undefined) return null;
      dimensions[name] = { dimension: each.dimensionName, mapping };
    }
    return { kind: "multi", dimensions };
  },
  between,
  ontoItself: (spec, rules) => ({
    ...spec,
    dimensions: Object.fromEntries(
      Object.entries(spec.dimensions).map(([name, each]) => [name, { ...each, mapping: rules.ontoItself(each.mapping) }]),
    ),
  }),
  loadsEarlier: ({ dimensions }, rules) => Object.values(dimensions).some(({ mapping }) => rules.loadsEarlier(mapping)),
});

export interface DimensionPartitionMapping {
  /** The consumer's dimension that determines the upstream keys. */
  readonly dimensionName: string;
  readonly partitionMapping: Pick<PartitionMapping, "spec">;
}

/**
 * Dimension by dimension: upstream dimension → the consumer's dimension and a mapping. For a dimension that is not named, all keys are
 * loaded.
 */
export class MultiPartitionMapping extends PartitionMapping {
  static readonly kind = multi;

  constructor(dimensions: Readonly<Record<string, DimensionPartitionMapping>>) {
    super(multi, dimensions);
  }
}

function between(spec: MultiSpec, upstream: PartitionsSpec, downstream: PartitionsSpec, rules: MappingRules): Mapping | MappingMistake {
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
    const mapping = rules.resolve(given.mapping, partitions, down.partitions);
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

// Between several dimensions and one of them.
import * as l10n from "@vscode/l10n";
import type { DimensionSpec, PartitionsSpec } from "../../contract/partitions.js";
import { dimensionsOf } from "../definitions.js";
import { type KeyList, keySpace } from "../key-space.js";
import { isMistake, type Mapping, type MappingMistake } from "../mapped-keys.js";
import { partsOfMultiKey } from "../multi-key.js";
import { combinations } from "./key-words.js";
import { type MappingRules, mappingKind, PartitionMapping } from "./mapping-kind.js";

type MultiToSingleSpec = {
  readonly kind: "multi-to-single";
  /** Null: the only dimension that fits. */
  readonly dimension: string | null;
};

export const multiToSingle = mappingKind<MultiToSingleSpec>({
  kind: "multi-to-single",
  className: "MultiToSingleDimensionPartitionMapping",
  needsPartitions: "dimension",
  specOf(options) {
    const name = (options as { readonly partitionDimensionName?: unknown } | undefined)?.partitionDimensionName;
    return { kind: "multi-to-single", dimension: typeof name === "string" ? name : null };
  },
  between,
});

/** Between several dimensions and one of them. */
export class MultiToSingleDimensionPartitionMapping extends PartitionMapping {
  static readonly kind = multiToSingle;

  constructor(options: { readonly partitionDimensionName?: string } = {}) {
    super(multiToSingle, options);
  }
}

function between(
  spec: MultiToSingleSpec,
  upstream: PartitionsSpec,
  downstream: PartitionsSpec,
  rules: MappingRules,
): Mapping | MappingMistake {
  if ((upstream.kind === "multi") === (downstream.kind === "multi"))
    return { mistake: l10n.t("this mapping needs several dimensions on one side and one on the other. Use another mapping.") };
  const several = dimensionsOf(upstream.kind === "multi" ? upstream : downstream);
  const named = spec.dimension ?? soleDimension(rules.fittingDimensions(upstream, downstream));
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
  const inner = upstream.kind === "multi" ? rules.byDefault(dimension, downstream) : rules.byDefault(upstream, dimension);
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

function soleDimension(fits: readonly string[]): string | null {
  return fits.length === 1 ? (fits[0] as string) : null;
}

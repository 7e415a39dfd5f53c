// The same upstream partitions for every partition of the consumer.
import * as l10n from "@vscode/l10n";
import type { PartitionsSpec } from "../../contract/partitions.js";
import { keySpace } from "../key-space.js";
import { type Mapping, type MappingMistake, sorted } from "../mapped-keys.js";
import { isTexts, keysOf, listed } from "./key-words.js";
import { mappingKind, PartitionMapping } from "./mapping-kind.js";

type SpecificSpec = {
  readonly kind: "specific";
  readonly keys: readonly string[];
};

export const specific = mappingKind<SpecificSpec>({
  kind: "specific",
  className: "SpecificPartitionsPartitionMapping",
  specOf: (keys) => (isTexts(keys) ? { kind: "specific", keys: [...keys] } : null),
  between,
});

/** The same upstream partitions for every partition of the consumer. */
export class SpecificPartitionsPartitionMapping extends PartitionMapping {
  static readonly kind = specific;

  constructor(partitionKeys: readonly string[]) {
    super(specific, partitionKeys);
  }
}

function between(spec: SpecificSpec, upstream: PartitionsSpec): Mapping | MappingMistake {
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

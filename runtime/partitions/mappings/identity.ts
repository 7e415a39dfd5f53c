// The partition of the same key.
import * as l10n from "@vscode/l10n";
import type { PartitionsSpec } from "../../contract/partitions.js";
import { describePartitions, dimensionsOf } from "../definitions.js";
import { keySpace } from "../key-space.js";
import { type Mapping, type MappingMistake, sorted } from "../mapped-keys.js";
import { keysOf, listed } from "./key-words.js";
import { mappingKind, PartitionMapping } from "./mapping-kind.js";

type IdentitySpec = {
  readonly kind: "identity";
};

export const identity = mappingKind<IdentitySpec>({
  kind: "identity",
  className: "IdentityPartitionMapping",
  needsPartitions: "identity",
  specOf: () => ({ kind: "identity" }),
  between,
});

/** The partition of the same key. */
export class IdentityPartitionMapping extends PartitionMapping {
  static readonly kind = identity;

  constructor() {
    super(identity);
  }
}

function between(spec: IdentitySpec, upstream: PartitionsSpec, downstream: PartitionsSpec): Mapping | MappingMistake {
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

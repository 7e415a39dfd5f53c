// A table of keys.
import * as l10n from "@vscode/l10n";
import type { PartitionsSpec } from "../../contract/partitions.js";
import { keySpace } from "../key-space.js";
import { type Mapping, type MappingMistake, sorted } from "../mapped-keys.js";
import { isTexts, listed } from "./key-words.js";
import { mappingKind, PartitionMapping } from "./mapping-kind.js";

type StaticSpec = {
  readonly kind: "static";
  /** Upstream key → the keys of the consumer that load it. */
  readonly downstreamKeys: Readonly<Record<string, readonly string[]>>;
};

export const ofKeys = mappingKind<StaticSpec>({
  kind: "static",
  className: "StaticPartitionMapping",
  needsPartitions: "static",
  specOf(table) {
    const entries = Object.entries(typeof table === "object" && table !== null ? table : {});
    const lists = entries.map(([key, keys]: [string, unknown]) => [key, typeof keys === "string" ? [keys] : keys] as const);
    return lists.every((list): list is [string, string[]] => isTexts(list[1]))
      ? { kind: "static", downstreamKeys: Object.fromEntries(lists) }
      : null;
  },
  between,
});

/** A table: upstream key → the consumer's key or keys that load it. */
export class StaticPartitionMapping extends PartitionMapping {
  static readonly kind = ofKeys;

  constructor(downstreamKeys: Readonly<Record<string, string | readonly string[]>>) {
    super(ofKeys, downstreamKeys);
  }
}

function between(spec: StaticSpec, upstream: PartitionsSpec, downstream: PartitionsSpec): Mapping | MappingMistake {
  if (upstream.kind !== "static" || downstream.kind !== "static")
    return { mistake: l10n.t("a StaticPartitionMapping needs static partitions on both sides. Use another mapping.") };
  const ups = new Map<string, string[]>();
  for (const [upstreamKey, downstreamKeys] of Object.entries(spec.downstreamKeys)) {
    if (!upstream.keys.includes(upstreamKey))
      return { mistake: l10n.t`"${upstreamKey}" is not an upstream key (${listed(upstream.keys)}).` };
    for (const key of downstreamKeys) {
      if (!downstream.keys.includes(key)) return { mistake: l10n.t`"${key}" is not a key of the consumer (${listed(downstream.keys)}).` };
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

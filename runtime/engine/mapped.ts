// The upstream partitions that a call loads: the mapping between two assets, resolved for the partitions of the call.
import {
  isMistake,
  type KeyList,
  keySpace,
  keysAmong,
  type Mapping,
  type Moment,
  mappingBetween,
  ontoItself,
} from "../partitions/index.js";
import type { AssetIn } from "../sdk/asset.js";
import type { ResolvedAsset } from "../sdk/resolve.js";

export interface MappedInput {
  /** `one`: the value itself; `many`: several values by key. */
  readonly shape: "one" | "many";
  readonly keys: KeyList;
  /** Requested keys that the upstream definition does not have. */
  readonly nonexistent: readonly string[];
  /** The mapping leaves out partitions that do not exist. */
  readonly leavesOut?: boolean;
}

/** Null when the upstream asset has no partitions. Throws when the partitions cannot be mapped. */
export function mappedInput(
  upstream: ResolvedAsset,
  consumer: ResolvedAsset | null,
  entry: AssetIn | undefined,
  downstreamKeys: KeyList | null,
  moment: Moment,
): MappedInput | null {
  const mapping = mappingOf(upstream, consumer, entry);
  const spec = upstream.definition.options.partitions?.spec;
  if (mapping === null || spec === undefined) return null;
  const mapped = [...(downstreamKeys ?? [null])].map((key) => mapping.upstreamKeys(key, moment));
  const leavesOut = mapping.leavesOut === true;
  const isSeveral = consumer?.definition.options.backfillPolicy?.isSeveral === true;
  const [only] = mapped;
  if (mapped.length === 1 && only !== undefined)
    return { shape: isSeveral ? "many" : mapping.shape, keys: only.keys, nonexistent: only.nonexistent, leavesOut };
  const all = new Set(mapped.flatMap(({ keys }) => [...keys]));
  const { keys } = keysAmong(keySpace(spec, moment), all);
  return {
    shape: isSeveral ? "many" : mapping.shape,
    keys,
    nonexistent: [...new Set(mapped.flatMap((each) => each.nonexistent))],
    leavesOut,
  };
}

function mappingOf(upstream: ResolvedAsset, consumer: ResolvedAsset | null, entry: AssetIn | undefined): Mapping | null {
  const specOf = (asset: ResolvedAsset | null) => asset?.definition.options.partitions?.spec ?? null;
  const written = entry?.partitionMapping?.spec ?? null;
  const given = written !== null && upstream.key === consumer?.key ? ontoItself(written) : written;
  const mapping = mappingBetween(given, specOf(upstream), specOf(consumer));
  if (isMistake(mapping)) throw new Error(`the partitions of ${upstream.key} do not fit those of ${consumer?.key}: ${mapping.mistake}`);
  return mapping;
}

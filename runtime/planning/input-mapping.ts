// How the partitions of an upstream asset map to a parameter: the mapping, and the shape of the value.
import type { AssetSpec, InputSpec } from "../contract/manifest.js";
import type { PartitionMappingSpec, PartitionsSpec } from "../contract/partitions.js";
import {
  dimensionsOf,
  isMistake,
  type KeySpace,
  keySpace,
  type Mapping,
  type Moment,
  mappingBetween,
  ontoItself,
} from "../partitions/index.js";

export type InputMapping =
  | { readonly kind: "none" }
  /** The mapping requires executing code. */
  | { readonly kind: "unknown" }
  | { readonly kind: "mistake"; readonly message: string }
  | { readonly kind: "mapped"; readonly mapping: Mapping; readonly shape: "one" | "many" };

/** What a parameter loads from the partitions of its upstream asset. */
export function inputMapping(consumer: AssetSpec, input: InputSpec, upstream: AssetSpec): InputMapping {
  const written = input.partitionMapping;
  const given = written !== null && written !== "unknown" && upstream.key === consumer.key ? ontoItself(written) : written;
  const [up, down] = [upstream.partitions, consumer.partitions];
  if (up.kind === "none" && given === null) return { kind: "none" };
  const isOpen = [up, down].some(({ kind }) => kind === "unknown" || kind === "wrong");
  if (isOpen || given === "unknown") return { kind: "unknown" };
  const mapping = mappingOf(given, specOf(upstream), specOf(consumer));
  if (mapping === null) return { kind: "none" };
  if (isMistake(mapping)) return { kind: "mistake", message: mapping.mistake };
  const { backfill } = consumer;
  if (backfill === null && mapping.shape === "one") return { kind: "unknown" };
  return { kind: "mapped", mapping, shape: backfill === "each" ? mapping.shape : "many" };
}

const NONE = {};
const mappings = new WeakMap<object, WeakMap<object, Map<string, ReturnType<typeof mappingBetween>>>>();

/** Cached by pair of definitions: most parameters of a project use the same few pairs. */
function mappingOf(given: PartitionMappingSpec | null, up: PartitionsSpec | null, down: PartitionsSpec | null) {
  const ofUp = mappings.get(up ?? NONE) ?? new WeakMap<object, Map<string, ReturnType<typeof mappingBetween>>>();
  mappings.set(up ?? NONE, ofUp);
  const known = ofUp.get(down ?? NONE) ?? new Map<string, ReturnType<typeof mappingBetween>>();
  ofUp.set(down ?? NONE, known);
  const id = JSON.stringify(given);
  const mapping = known.has(id) ? (known.get(id) ?? null) : mappingBetween(given, up, down);
  known.set(id, mapping);
  return mapping;
}

export function specOf({ partitions }: AssetSpec): PartitionsSpec | null {
  return partitions.kind === "known" ? partitions.spec : null;
}

export function keysOf(asset: AssetSpec, moment: Moment): KeySpace | null {
  const spec = specOf(asset);
  return spec === null ? null : keySpace(spec, moment);
}

/** Whether the set of partitions depends on the time. */
export function isByTime(asset: AssetSpec): boolean {
  const spec = specOf(asset);
  return spec !== null && dimensionsOf(spec).some(({ partitions }) => partitions.kind === "time-window");
}

// How the partitions of two assets meet at a parameter: the mapping, its shape, and a sample of it.

import { dynamicKeysFile, parseDynamicKeys } from "../../runtime/contract/dynamic-keys.js";
import type { PartitionMappingSpec, PartitionsSpec } from "../../runtime/contract/partitions.js";
import {
  dimensionsOf,
  isMistake,
  type KeySpace,
  keySpace,
  type Mapping,
  type Moment,
  mappingBetween,
} from "../../runtime/partitions/index.js";
import type { FileAccess } from "./file-access.js";
import { type ManagerFacts, partitionsLie } from "./managers.js";
import type { ResolvedAsset, ResolvedInput } from "./model.js";
import { isSingleRun, readMapping } from "./partitions.js";
import { property } from "./value.js";

export type InputMapping =
  | { readonly kind: "none" }
  /** Only running can tell. */
  | { readonly kind: "unknown" }
  | { readonly kind: "mistake"; readonly message: string }
  | { readonly kind: "mapped"; readonly mapping: Mapping; readonly shape: "one" | "many" };

/** What a parameter loads of its upstream asset's partitions. */
export function inputMapping(consumer: ResolvedAsset, input: ResolvedInput, upstream: ResolvedAsset): InputMapping {
  const given = readMapping(input.ins);
  const [up, down] = [upstream.partitions, consumer.partitions];
  if (up.kind === "none" && given === null) return { kind: "none" };
  const isOpen = [up, down].some(({ kind }) => kind === "unknown" || kind === "wrong");
  if (isOpen || given === "unknown") return { kind: "unknown" };
  const mapping = mappingOf(given, specOf(upstream), specOf(consumer));
  if (mapping === null) return { kind: "none" };
  if (isMistake(mapping)) return { kind: "mistake", message: mapping.mistake };
  const isSingle = isSingleRun(consumer.options);
  if (isSingle === null && mapping.shape === "one") return { kind: "unknown" };
  return { kind: "mapped", mapping, shape: isSingle === true ? "many" : mapping.shape };
}

const NONE = {};
const mappings = new WeakMap<object, WeakMap<object, Map<string, ReturnType<typeof mappingBetween>>>>();

/** Worked out once for two definitions: most parameters of a project ask for the same few. */
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

/** What reaches a parameter: the value, a `ReadonlyMap` of values by partition, the value or undefined, or the value or null. */
export function givenBy(
  consumer: ResolvedAsset,
  input: ResolvedInput,
  upstream: ResolvedAsset,
  manager: ManagerFacts | null,
): "value" | "map" | "maybe" | "nullable" | "unknown" {
  const found = inputMapping(consumer, input, upstream);
  const mayMiss = allowsMissing(input);
  if (found.kind === "none") return mayMiss === null ? "unknown" : mayMiss ? "nullable" : "value";
  if (found.kind !== "mapped") return "unknown";
  const lie = partitionsLie(manager);
  if (lie !== "apart") return lie === "together" ? "value" : "unknown";
  if (found.shape === "many") return "map";
  if (mayMiss === null) return "unknown";
  return mayMiss || found.mapping.leavesOut === true ? "maybe" : "value";
}

/** `ins[p].allowMissing`; null where only running can tell. */
function allowsMissing({ ins }: ResolvedInput): boolean | null {
  const allow = property(ins, "allowMissing");
  if (allow === undefined) return false;
  return allow.kind === "literal" ? allow.value === true : null;
}

export function specOf({ partitions }: ResolvedAsset): PartitionsSpec | null {
  return partitions.kind === "known" ? partitions.spec : null;
}

/** The moment keys depend on, with the project's dynamic keys. */
export function momentIn(files: FileAccess, dir: string, now: number): Moment {
  return { now, dynamicKeys: (name) => parseDynamicKeys(files.read(`${dir}/${dynamicKeysFile(name)}`) ?? "") };
}

export function keysOf(asset: ResolvedAsset, moment: Moment): KeySpace | null {
  const spec = specOf(asset);
  return spec === null ? null : keySpace(spec, moment);
}

/** Which partitions there are depends on the time. */
export function isByTime(asset: ResolvedAsset): boolean {
  const spec = specOf(asset);
  return spec !== null && dimensionsOf(spec).some(({ partitions }) => partitions.kind === "time-window");
}

// What is passed to a parameter of an asset with partitions, given how the manager stores them.
import type { Moment } from "../../runtime/partitions/index.js";
import { inputMapping } from "../../runtime/planning/index.js";
import { dynamicKeysIn } from "./dynamic-keys.js";
import type { FileAccess } from "./file-access.js";
import { type ManagerFacts, partitionStorage } from "./managers.js";
import type { ResolvedAsset, ResolvedInput } from "./model.js";

/** What is passed to a parameter: the value, a `ReadonlyMap` of values by partition, the value or undefined, or the value or null. */
export function givenBy(
  consumer: ResolvedAsset,
  input: ResolvedInput,
  upstream: ResolvedAsset,
  manager: ManagerFacts | null,
): "value" | "map" | "maybe" | "nullable" | "unknown" {
  const found = inputMapping(consumer, input, upstream);
  const mayMiss = input.allowMissing;
  if (found.kind === "none") return mayMiss === null ? "unknown" : mayMiss ? "nullable" : "value";
  if (found.kind !== "mapped") return "unknown";
  const arrangement = partitionStorage(manager);
  if (arrangement !== "apart") return arrangement === "together" ? "value" : "unknown";
  if (found.shape === "many") return "map";
  if (mayMiss === null) return "unknown";
  return mayMiss || found.mapping.leavesOut === true ? "maybe" : "value";
}

/** The time and the project's dynamic keys, on which partition keys depend. */
export function momentIn(files: FileAccess, dir: string, now: number): Moment {
  return { now, dynamicKeys: dynamicKeysIn(files, dir) };
}

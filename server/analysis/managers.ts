// What reading finds about an I/O manager: its class, whether it stores and loads, and where it stores values.

import type { FileExtension } from "../../runtime/contract/asset.js";
import type { ManagerFacts, OptionText } from "../../runtime/contract/manager-facts.js";
import type { ToldClass } from "../../runtime/contract/worker.js";
import { STATIC_FACTS } from "../../runtime/io/static-facts.js";
import { answer, possibilities, stringOf, type Value } from "./value.js";

export type { ManagerFacts };

/** The facts of a resource's value as a manager. */
export function managerOf(value: Value): ManagerFacts {
  const options = possibilities(value);
  if (options.length > 1) return sameKind(options.map(managerOf));
  const [only = value] = options;
  switch (only.kind) {
    case "instance":
      return instanceManager(only);
    case "literal":
    case "array":
    case "function":
    case "asset":
      return { kind: "not-a-manager", className: null };
    case "object":
      return objectManager(only);
    case "call":
      return factoryManager(only);
    case "manager":
      return managerOfClass(only.told);
    default:
      return { kind: "other", className: null, unread: true };
  }
}

/** The results of `ioManager(…)`, `inputManager(…)` and `resource(…)`, also with `.configured({ … })`. */
function factoryManager({ callee, receiver }: Extract<Value, { kind: "call" }>): ManagerFacts {
  if (callee === "configured" && receiver !== null) return managerOf(receiver);
  if (callee === "envVar" || callee === "resource") return { kind: "not-a-manager", className: null };
  return { kind: callee === "inputManager" ? "input-only" : "other", className: null };
}

function instanceManager(value: Extract<Value, { kind: "instance" }>): ManagerFacts {
  if (value.sdk !== null) {
    const text: OptionText = (option, absent) => optional(value.args[0], option, absent);
    return STATIC_FACTS.get(value.sdk)?.facts(text) ?? { kind: "other", className: value.sdk };
  }
  const { className } = value;
  if (value.open || value.members.includes("handleOutput")) return { kind: "other", className };
  return value.members.includes("loadInput") ? { kind: "input-only", className } : { kind: "not-a-manager", className: null };
}

/** A literal option: `absent` if it is not given, null if it is known only when the code is executed. */
function optional<Absent>(options: Value | undefined, name: string, absent: Absent): string | null | Absent {
  const given = answer(options, name, stringOf);
  return given.kind === "absent" ? absent : given.kind === "known" ? given.value : null;
}

/** The facts from the class that executing the code reported. Its options, which decide where it stores values, were not reported. */
export function managerOfClass({ className, sdk }: ToldClass): ManagerFacts {
  const facts = sdk && className !== null ? STATIC_FACTS.get(className)?.facts(() => null) : undefined;
  return facts !== undefined && isBuiltIn(facts) ? facts : { kind: "other", className };
}

/** A manager of this package that stores values and whose way of storing is known from reading. */
function isBuiltIn({ kind }: ManagerFacts): boolean {
  return kind !== "other" && kind !== "input-only" && kind !== "not-a-manager";
}

function objectManager(value: Extract<Value, { kind: "object" }>): ManagerFacts {
  if (value.open || value.properties.has("handleOutput")) return { kind: "other", className: null };
  return value.properties.has("loadInput") ? { kind: "input-only", className: null } : { kind: "not-a-manager", className: null };
}

/** Whether the partitions of an asset are stored in one table, apart, or in an unknown way. */
export function partitionStorage(manager: ManagerFacts | null): "together" | "apart" | "unknown" {
  switch (manager?.kind) {
    case "duckdb":
    case "table":
      return "together";
    case "filesystem":
    case "files":
    case "memory":
      return "apart";
    default:
      return "unknown";
  }
}

/** What several possible managers have in common: only facts on which all agree. */
function sameKind(all: readonly ManagerFacts[]): ManagerFacts {
  const [first] = all;
  if (first && all.every((each) => JSON.stringify(each) === JSON.stringify(first))) return first;
  const className = first && all.every((each) => each.className === first.className) ? first.className : null;
  if (first?.kind === "duckdb" && all.every((each) => each.kind === "duckdb")) return { ...first, database: null, schema: null };
  if (first?.kind === "filesystem" && all.every((each) => each.kind === "filesystem")) return { ...first, baseDir: null };
  if (first && all.every((each) => each.kind === "not-a-manager")) return first;
  return { kind: "other", className, unread: true };
}

/**
 * Where a manager will store an asset before anything is stored: relative to the project unless the option is absolute. Null if it is
 * known only when the code is executed, or if nothing durable is written.
 */
export function addressOf(
  manager: ManagerFacts,
  assetKey: string,
  metadataSchema: string | undefined,
  extension: FileExtension | undefined,
  /** Placeholders for a partition in the path: `["date=…"]`. */
  partition: readonly string[] = [],
): string | null {
  const value = { assetKey, schema: metadataSchema, extension, partition };
  return isBuiltIn(manager) ? (STATIC_FACTS.get(manager.className ?? "")?.address?.(manager, value) ?? null) : null;
}

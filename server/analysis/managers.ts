// What reading tells about an I/O manager: which class, whether it stores and loads, and where it puts things.

import {
  assetPath,
  diskSegment,
  type Naming,
  objectSegment,
  tableAddress,
  tableName,
  tableSchema,
} from "../../runtime/contract/address.js";
import type { FileExtension } from "../../runtime/contract/asset.js";
import type { ToldClass } from "../../runtime/contract/worker.js";
import { answer, possibilities, property, stringOf, type Value } from "./value.js";

export type ManagerFacts =
  | { readonly kind: "filesystem"; readonly className: string; readonly baseDir: string | null }
  | { readonly kind: "duckdb"; readonly className: string; readonly database: string | null; readonly schema: string | null | undefined }
  | { readonly kind: "memory"; readonly className: string }
  /** Files of one asset each, on whatever store; where, only the manager knows. */
  | { readonly kind: "files"; readonly className: string; readonly uri: string | null }
  /** Tables in a server. */
  | { readonly kind: "table"; readonly className: string; readonly schema: string | null | undefined }
  /** The user's own, or one that only running can tell: `unread`. */
  | { readonly kind: "other"; readonly className: string | null; readonly unread?: true }
  | { readonly kind: "input-only"; readonly className: string | null }
  | { readonly kind: "not-a-manager"; readonly className: null };

/** Where values go when nobody says: below `.millrace/storage`. */
export const DEFAULT_STORAGE: ManagerFacts = { kind: "filesystem", className: "FilesystemIOManager", baseDir: ".millrace/storage" };

/** What a resource's value is as a manager. */
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

/** What `ioManager(…)`, `inputManager(…)` and `resource(…)` make, also `.configured({ … })`. */
function factoryManager({ callee, receiver }: Extract<Value, { kind: "call" }>): ManagerFacts {
  if (callee === "configured" && receiver !== null) return managerOf(receiver);
  if (callee === "envVar" || callee === "resource") return { kind: "not-a-manager", className: null };
  return { kind: callee === "inputManager" ? "input-only" : "other", className: null };
}

function instanceManager(value: Extract<Value, { kind: "instance" }>): ManagerFacts {
  const options = value.args[0];
  switch (value.sdk) {
    case "FilesystemIOManager":
      return { kind: "filesystem", className: value.sdk, baseDir: optional(options, "baseDir", ".millrace/storage") };
    case "DuckDBIOManager":
      return {
        kind: "duckdb",
        className: value.sdk,
        database: stringOf(property(options, "database")),
        schema: optional(options, "schema", undefined),
      };
    case "InMemoryIOManager":
      return { kind: "memory", className: value.sdk };
    case "ObjectStoreIOManager":
      return { kind: "files", className: value.sdk, uri: stringOf(property(options, "uri")) };
    case "PostgresIOManager":
    case "RedshiftIOManager":
      return { kind: "table", className: value.sdk, schema: optional(options, "schema", undefined) };
    case "ApiInputManager":
    case "DatabaseInputManager":
      return { kind: "input-only", className: value.sdk };
    case "LocalFileManager":
      return { kind: "not-a-manager", className: null };
    case null:
      break;
    default:
      return { kind: "other", className: value.sdk };
  }
  const { className } = value;
  if (value.open || value.members.includes("handleOutput")) return { kind: "other", className };
  return value.members.includes("loadInput") ? { kind: "input-only", className } : { kind: "not-a-manager", className: null };
}

/** A literal option, `absent` where it is not given, null where only running can tell. */
function optional<Absent>(options: Value | undefined, name: string, absent: Absent): string | null | Absent {
  const given = answer(options, name, stringOf);
  return given.kind === "absent" ? absent : given.kind === "known" ? given.value : null;
}

/** What running told of a manager: its class. Where it puts values, its options say, which nobody told. */
export function managerOfClass({ className, sdk }: ToldClass): ManagerFacts {
  if (!sdk) return { kind: "other", className };
  switch (className) {
    case "FilesystemIOManager":
      return { kind: "filesystem", className, baseDir: null };
    case "DuckDBIOManager":
      return { kind: "duckdb", className, database: null, schema: null };
    case "InMemoryIOManager":
      return { kind: "memory", className };
    case "ObjectStoreIOManager":
      return { kind: "files", className, uri: null };
    case "PostgresIOManager":
    case "RedshiftIOManager":
      return { kind: "table", className, schema: null };
    default:
      return { kind: "other", className };
  }
}

function objectManager(value: Extract<Value, { kind: "object" }>): ManagerFacts {
  if (value.open || value.properties.has("handleOutput")) return { kind: "other", className: null };
  return value.properties.has("loadInput") ? { kind: "input-only", className: null } : { kind: "not-a-manager", className: null };
}

/** Whether the partitions of an asset lie in one table, apart, or nobody can say. */
export function partitionsLie(manager: ManagerFacts | null): "together" | "apart" | "unknown" {
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

/** What several possible managers have in common: certain only where they all agree. */
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
 * Where a manager will store an asset, before anything is stored: relative to the project unless the option is absolute.
 * Null where only running can tell, or nothing durable is written.
 */
export function addressOf(
  manager: ManagerFacts,
  assetKey: string,
  metadataSchema: string | undefined,
  extension: FileExtension | undefined,
  /** What stands for a partition in the path: `["date=…"]`. */
  partition: readonly string[] = [],
): string | null {
  const path = (naming: Naming) => [assetPath(assetKey, naming), ...partition].join("/") + (extension ?? "");
  if (manager.kind === "filesystem") return manager.baseDir === null ? null : `${normalise(manager.baseDir)}/${path(diskSegment)}`;
  if (manager.kind === "files" && manager.uri !== null && /^[a-z][a-z0-9+.-]*:\/\//.test(manager.uri))
    return `${manager.uri.replace(/\/+$/, "")}/${path(manager.uri.startsWith("file:") ? diskSegment : objectSegment)}`;
  if (manager.kind === "duckdb") {
    if (manager.database === null || manager.schema === null) return null;
    const schema = tableSchema(assetKey, metadataSchema, manager.schema, "main");
    return tableAddress(normalise(manager.database), schema, tableName(assetKey));
  }
  return null;
}

/** With `/` alone, as records have it. Two slashes begin a share of Windows. */
function normalise(given: string): string {
  const path = given.replaceAll("\\", "/");
  const parts: string[] = [];
  for (const part of path.split("/")) {
    if (part === ".." && parts.length > 0 && parts.at(-1) !== "..") parts.pop();
    else if (part !== "." && part !== "") parts.push(part);
  }
  return (/^\/\/?/.exec(path)?.[0] ?? "") + (parts.length === 0 ? "." : parts.join("/"));
}

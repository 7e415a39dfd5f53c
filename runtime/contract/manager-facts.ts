// What is known of an I/O manager without loading it: each of this package says it in a file beside its code, and analysis reads it.
import { assetPath, type Naming } from "./address.js";
import type { FileExtension } from "./asset.js";

export type ManagerFacts =
  | { readonly kind: "filesystem"; readonly className: string; readonly baseDir: string | null }
  | { readonly kind: "duckdb"; readonly className: string; readonly database: string | null; readonly schema: string | null | undefined }
  | { readonly kind: "memory"; readonly className: string }
  /** Files of one asset each, on whatever store; where, only the manager knows. */
  | { readonly kind: "files"; readonly className: string; readonly uri: string | null }
  /** Tables in a server. */
  | { readonly kind: "table"; readonly className: string; readonly schema: string | null | undefined }
  /** The user's own, or one that only executing the code can tell: `unread`. */
  | { readonly kind: "other"; readonly className: string | null; readonly unread?: true }
  | { readonly kind: "input-only"; readonly className: string | null }
  | { readonly kind: "not-a-manager"; readonly className: null };

/** What a manager of this package says of itself before it is loaded. */
export interface StaticFacts<Facts extends ManagerFacts = ManagerFacts> {
  /** The class, as user code imports it. */
  readonly className: string;
  /** Its facts, by what `text` reads of its options. */
  facts(text: OptionText): Facts;
  /** Where it will store a value; null if only executing the code can tell. Absent where it always is so, or nothing durable is written. */
  address?(facts: Facts, value: ValueToStore): string | null;
}

/** The text of an option: `absent` where it is not given, null if only executing the code can tell. */
export type OptionText = <Absent>(option: string, absent: Absent) => string | null | Absent;

export interface ValueToStore {
  readonly assetKey: string;
  /** Of the asset's metadata. */
  readonly schema: string | undefined;
  readonly extension: FileExtension | undefined;
  /** What stands for a partition in the path: `["date=…"]`. */
  readonly partition: readonly string[];
}

/** The path of a value below the root of a manager of files. */
export function valuePath({ assetKey, extension, partition }: ValueToStore, naming: Naming): string {
  return [assetPath(assetKey, naming), ...partition].join("/") + (extension ?? "");
}

/** With `/` alone, as records have it. Two slashes begin a share of Windows. */
export function slashed(given: string): string {
  const path = given.replaceAll("\\", "/");
  const parts: string[] = [];
  for (const part of path.split("/")) {
    if (part === ".." && parts.length > 0 && parts.at(-1) !== "..") parts.pop();
    else if (part !== "." && part !== "") parts.push(part);
  }
  return (/^\/\/?/.exec(path)?.[0] ?? "") + (parts.length === 0 ? "." : parts.join("/"));
}

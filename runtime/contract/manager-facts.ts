// What is known about an I/O manager without loading it. Each manager of this package has a file of facts beside its code, which analysis reads.
import { assetPath, type Naming } from "./address.js";
import type { FileExtension } from "./asset.js";

export type ManagerFacts =
  | { readonly kind: "filesystem"; readonly className: string; readonly baseDir: string | null }
  | { readonly kind: "duckdb"; readonly className: string; readonly database: string | null; readonly schema: string | null | undefined }
  | { readonly kind: "memory"; readonly className: string }
  /** One file for each asset, in a store that only the manager knows. */
  | { readonly kind: "files"; readonly className: string; readonly uri: string | null }
  /** Tables in a server. */
  | { readonly kind: "table"; readonly className: string; readonly schema: string | null | undefined }
  /** A manager of the user, or one that requires executing code: `unread`. */
  | { readonly kind: "other"; readonly className: string | null; readonly unread?: true }
  | { readonly kind: "input-only"; readonly className: string | null }
  | { readonly kind: "not-a-manager"; readonly className: null };

/** What a manager of this package declares before it is loaded. */
export interface StaticFacts<Facts extends ManagerFacts = ManagerFacts> {
  /** The class name that user code imports. */
  readonly className: string;
  /** Its facts; `text` reads an option. */
  facts(text: OptionText): Facts;
  /**
   * Where it will store a value; null if that requires executing code. Absent if it always requires it, or if the manager stores nothing
   * durable.
   */
  address?(facts: Facts, value: ValueToStore): string | null;
}

/** The text of an option: `absent` when it is not given, null if it requires executing code. */
export type OptionText = <Absent>(option: string, absent: Absent) => string | null | Absent;

export interface ValueToStore {
  readonly assetKey: string;
  /** The asset's metadata. */
  readonly schema: string | undefined;
  readonly extension: FileExtension | undefined;
  /** The segments of a partition in the path: `["date=…"]`. */
  readonly partition: readonly string[];
}

/** The path of a value below the root of a manager of files. */
export function valuePath({ assetKey, extension, partition }: ValueToStore, naming: Naming): string {
  return [assetPath(assetKey, naming), ...partition].join("/") + (extension ?? "");
}

/** With only `/`, as in records. Two slashes at the beginning mean a Windows share. */
export function slashed(given: string): string {
  const path = given.replaceAll("\\", "/");
  const parts: string[] = [];
  for (const part of path.split("/")) {
    if (part === ".." && parts.length > 0 && parts.at(-1) !== "..") parts.pop();
    else if (part !== "." && part !== "") parts.push(part);
  }
  return (/^\/\/?/.exec(path)?.[0] ?? "") + (parts.length === 0 ? "." : parts.join("/"));
}

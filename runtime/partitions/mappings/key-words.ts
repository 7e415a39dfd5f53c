// Keys in messages, and keys of several dimensions.
import * as l10n from "@vscode/l10n";
import type { PartitionsSpec } from "../../contract/partitions.js";
import type { KeyList } from "../key-space.js";
import { multiKey } from "../multi-key.js";

export function combinations(lists: readonly KeyList[]): string[] {
  return lists.reduce<string[][]>((all, list) => all.flatMap((parts) => [...list].map((key) => [...parts, key])), [[]]).map(multiKey);
}

/** The keys of static partitions; empty for other definitions. */
export function keysOf(spec: PartitionsSpec): readonly string[] {
  return spec.kind === "static" ? spec.keys : [];
}

export function listed(keys: readonly string[]): string {
  const some = keys
    .slice(0, 5)
    .map((key) => `"${key}"`)
    .join(", ");
  return keys.length > 5 ? l10n.t`${some} and ${keys.length - 5} more` : some;
}

/** A list of texts. */
export function isTexts(value: unknown): value is readonly string[] {
  return Array.isArray(value) && value.every((each) => typeof each === "string");
}

// An asset's key: its parts, its text, and the rule for valid names.

import { faultOfKey, faultOfName, type NameFault } from "../contract/names.js";

/** The key of an asset: one or more parts, written `a/b`. */
export class AssetKey {
  readonly path: readonly string[];

  constructor(path: readonly string[]) {
    this.path = Object.freeze([...path]);
  }

  /** From `"a/b"`, `["a", "b"]` or a key. Throws when a part is not a valid name. */
  static from(key: AssetKeyInput): AssetKey {
    if (key instanceof AssetKey) return key;
    const path = partsOf(key);
    refuse(faultOfKey(path), path);
    return new AssetKey(path);
  }

  /** The parts joined with `/`. */
  toString(): string {
    return this.path.join("/");
  }

  toJSON(): string {
    return this.toString();
  }
}

export type AssetKeyInput = string | readonly string[] | AssetKey;

/** Why `name` cannot name an asset; null when it can. */
export function reasonAgainstName(name: string): string | null {
  const fault = faultOfName(name);
  if (fault === null) return null;
  return fault.why === "reserved"
    ? `"${name}" is a reserved name, so no parameter can name it. Choose another name.`
    : `"${name}" is not a valid asset name: only letters A-Z a-z, digits and _ are allowed. Rename it, or give the asset a key.`;
}

/** The parts of a `keyPrefix`. Throws when one is not valid. */
export function prefixParts(prefix: string | readonly string[] | undefined): readonly string[] {
  if (prefix === undefined) return [];
  const parts = partsOf(prefix);
  // As in Dagster, an empty list means no prefix.
  if (parts.length === 0) return [];
  refuse(faultOfKey(parts), parts);
  return parts;
}

function partsOf(key: string | readonly string[]): readonly string[] {
  if (typeof key === "string") return key.split("/");
  if (Array.isArray(key)) return key;
  const what =
    key === null ? "null" : typeof key === "object" || typeof key === "function" ? "an object that is not an AssetKey" : String(key);
  throw new TypeError(`${what} is given as an asset key. Give the key's text or parts: "a/b" or ["a", "b"].`);
}

function refuse(fault: NameFault | null, parts: readonly string[]): void {
  const whole = parts.join("/");
  switch (fault?.why) {
    case "empty":
      throw new TypeError("an asset key has no parts. Give at least one name.");
    case "letters":
      throw new TypeError(
        `the asset key "${whole}" has the part "${fault.part}": only letters A-Z a-z, digits, _ and - are allowed in a part. Rename it.`,
      );
  }
}

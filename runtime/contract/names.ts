// Which names are valid. Analysis and runtime use the same rule.

/** Dagster's letters for the name of an asset. */
const LEGAL_NAME = /^[A-Za-z0-9_]+$/;
/**
 * A given key may also contain a hyphen, as in Dagster, and any word: it is never used as an identifier, because a parameter names it in
 * `ins`.
 */
const LEGAL_PART = /^[A-Za-z0-9_-]+$/;

/** JavaScript words that are not allowed as parameter names in a module, and the names of the context. */
const RESERVED: ReadonlySet<string> = new Set(
  (
    "context _context arguments await break case catch class const continue debugger default delete do else enum eval export extends false " +
    "finally for function if implements import in instanceof interface let new null package private protected public return static super " +
    "switch this throw true try typeof var void while with yield"
  ).split(" "),
);

/** Why parts are not a valid key: `part` is the invalid one. `"empty"`: there are no parts. */
export type NameFault = { readonly why: "letters" | "reserved"; readonly part: string } | { readonly why: "empty"; readonly part: "" };

/** Why the parts of a `key` or a prefix are invalid; null when they are valid. */
export function faultOfKey(parts: readonly string[]): NameFault | null {
  if (parts.length === 0) return { why: "empty", part: "" };
  const odd = parts.find((part) => typeof part !== "string" || !LEGAL_PART.test(part));
  return odd === undefined ? null : { why: "letters", part: String(odd) };
}

/** Why the name of an export or a parameter is invalid as the name of an asset. */
export function faultOfName(name: string): NameFault | null {
  if (!LEGAL_NAME.test(name)) return { why: "letters", part: name };
  return RESERVED.has(name) ? { why: "reserved", part: name } : null;
}

/** An e-mail address (with a dot in its domain, as Dagster has it), or `team:name`. */
export function isOwner(owner: string): boolean {
  return /^team:\S+$|^[^\s@]+@[^\s@]+\.[^\s@]+$/.test(owner);
}

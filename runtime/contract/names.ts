// Which names are legal: one rule for those who read code and for those who run it.

/** Dagster's letters for the name of an asset. */
const LEGAL_NAME = /^[A-Za-z0-9_]+$/;
/** In a key that is given, as in Dagster, a hyphen may stand too, and any word: no identifier is made of it, a parameter reaches it by `ins`. */
const LEGAL_PART = /^[A-Za-z0-9_-]+$/;

/** Words of JavaScript that no parameter of a module can be named, and the names of the context. */
const RESERVED: ReadonlySet<string> = new Set(
  (
    "context _context arguments await break case catch class const continue debugger default delete do else enum eval export extends false " +
    "finally for function if implements import in instanceof interface let new null package private protected public return static super " +
    "switch this throw true try typeof var void while with yield"
  ).split(" "),
);

/** Why parts make no key: `part` is the one that is not legal. `"empty"`: there are none. */
export type NameFault = { readonly why: "letters" | "reserved"; readonly part: string } | { readonly why: "empty"; readonly part: "" };

/** What is wrong with the parts of a key that is given by `key`, or of a prefix; null when nothing is. */
export function faultOfKey(parts: readonly string[]): NameFault | null {
  if (parts.length === 0) return { why: "empty", part: "" };
  const odd = parts.find((part) => typeof part !== "string" || !LEGAL_PART.test(part));
  return odd === undefined ? null : { why: "letters", part: String(odd) };
}

/** What is wrong with the name of an export, or of a parameter, as the name of an asset. */
export function faultOfName(name: string): NameFault | null {
  if (!LEGAL_NAME.test(name)) return { why: "letters", part: name };
  return RESERVED.has(name) ? { why: "reserved", part: name } : null;
}

/** An e-mail address (with a dot in its domain, as Dagster has it), or `team:name`. */
export function isOwner(owner: string): boolean {
  return /^team:\S+$|^[^\s@]+@[^\s@]+\.[^\s@]+$/.test(owner);
}

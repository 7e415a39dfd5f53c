// An asset's key: its parts, how they are written, and which names are legal.

/** The key of an asset: one or more parts, written `a/b`. */
export class AssetKey {
  readonly path: readonly string[];

  constructor(path: readonly string[]) {
    this.path = Object.freeze([...path]);
  }

  /** From `"a/b"`, `["a", "b"]` or a key. Throws when a part is not a legal name. */
  static from(key: AssetKeyInput): AssetKey {
    if (key instanceof AssetKey) return key;
    const path = typeof key === "string" ? key.split("/") : key;
    for (const part of path) checkPart(part, path.join("/"));
    if (path.length === 0) throw new TypeError("an asset key has no parts. Give at least one name.");
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

const LEGAL_PART = /^[A-Za-z0-9_]+$/;

const RESERVED = new Set(
  (
    "context _context break case catch class const continue debugger default delete do else enum export extends false finally for " +
    "function if import in instanceof new null return super switch this throw true try typeof var void while with yield let static " +
    "implements interface package private protected public await"
  ).split(" "),
);

/** Why `name` cannot be the last part of a key, or null when it can. */
export function reasonAgainstName(name: string): string | null {
  if (!LEGAL_PART.test(name))
    return `"${name}" is not a legal asset name: only letters A-Z a-z, digits and _ are. Rename it, or give the asset a key.`;
  if (RESERVED.has(name)) return `"${name}" is a reserved name and no parameter can ask for it. Choose another.`;
  return null;
}

/** The parts of a `keyPrefix`. Throws when one is not legal. */
export function prefixParts(prefix: string | readonly string[] | undefined): readonly string[] {
  if (prefix === undefined) return [];
  return AssetKey.from(prefix).path;
}

function checkPart(part: string, whole: string): void {
  if (typeof part === "string" && LEGAL_PART.test(part)) return;
  throw new TypeError(
    `the asset key "${whole}" has the part "${part}": only letters A-Z a-z, digits and _ are allowed in a part. Rename it.`,
  );
}

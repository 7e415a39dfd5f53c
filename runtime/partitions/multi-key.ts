// Keys of several dimensions as one text: `2026-01-01|eu`, sorted by the dimensions' names.

/** The key of one combination. A `|` or `%` inside a part is percent-encoded, so that the text can be parsed exactly. */
export function multiKey(parts: readonly string[]): string {
  return parts.map((part) => part.replaceAll("%", "%25").replaceAll("|", "%7C")).join("|");
}

/** The inverse of `multiKey`. */
export function partsOfMultiKey(key: string): string[] {
  return key.split("|").map((part) => part.replaceAll("%7C", "|").replaceAll("%25", "%"));
}

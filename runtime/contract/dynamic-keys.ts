// The file of a dynamic partitions definition: lines of JSON, each adding or removing keys; a line that is cut short says nothing.
import { encodeSegment } from "./address.js";

/** Relative to the project. */
export function dynamicKeysFile(name: string): string {
  return `.millrace/partitions/${encodeSegment(name)}.jsonl`;
}

/** The keys after all changes, in the order of their addition. */
export function parseDynamicKeys(text: string): string[] {
  const keys = new Set<string>();
  for (const line of text.split("\n")) {
    const change = parse(line);
    for (const key of change.add) keys.add(key);
    for (const key of change.remove) keys.delete(key);
  }
  return [...keys];
}

function parse(line: string): { readonly add: readonly string[]; readonly remove: readonly string[] } {
  try {
    const { add = [], remove = [] } = JSON.parse(line) as { add?: string[]; remove?: string[] };
    return { add, remove };
  } catch {
    return { add: [], remove: [] };
  }
}

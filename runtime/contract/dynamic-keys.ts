// The file of a dynamic partitions definition: lines of JSON, each adding or removing keys; a line that is cut short says nothing.
import { diskSegment, objectSegment } from "./address.js";

/** The folder of all dynamic partitions definitions, relative to the project. */
export const DYNAMIC_KEYS = ".millrace/partitions";

/** The file of one, relative to the project: the one that versions to 0.3 have made, if it is among the `names` in the folder. */
export function dynamicKeysFile(name: string, names: () => readonly string[]): string {
  const [file, former] = [`${diskSegment(name)}.jsonl`, `${objectSegment(name)}.jsonl`];
  return `${DYNAMIC_KEYS}/${file !== former && names().includes(former) ? former : file}`;
}

export interface DynamicKeysChange {
  readonly add: readonly string[];
  readonly remove: readonly string[];
}

/** What is appended to the file for one change. The line break comes first: a line that a crash cut short ends there. */
export function dynamicKeysChange({ add, remove }: DynamicKeysChange): string {
  return `\n${JSON.stringify({ add, remove })}`;
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

function parse(line: string): DynamicKeysChange {
  try {
    const { add, remove } = JSON.parse(line) as Record<keyof DynamicKeysChange, unknown>;
    return { add: textsIn(add), remove: textsIn(remove) };
  } catch {
    return { add: [], remove: [] };
  }
}

/** The file may have been written by hand: only texts are keys. */
function textsIn(list: unknown): string[] {
  return Array.isArray(list) ? list.filter((key): key is string => typeof key === "string") : [];
}

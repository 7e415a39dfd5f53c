// The file of a dynamic partitions definition: each line is JSON that adds or removes keys. A truncated line is ignored.
import { diskSegment, objectSegment } from "./address.js";

/** The folder of all dynamic partitions definitions, relative to the project. */
export const DYNAMIC_KEYS = ".millrace/partitions";

/**
 * The file of one definition, relative to the project. If the file of a version up to 0.3 is among the `names` in the folder, it is that
 * file.
 */
export function dynamicKeysFile(name: string, names: () => readonly string[]): string {
  const [file, former] = [`${diskSegment(name)}.jsonl`, `${objectSegment(name)}.jsonl`];
  return `${DYNAMIC_KEYS}/${file !== former && names().includes(former) ? former : file}`;
}

export interface DynamicKeysChange {
  readonly add: readonly string[];
  readonly remove: readonly string[];
}

/** The text to append to the file for one change. It begins with a line break, which ends a line that a crash truncated. */
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

/** Only strings are keys: the file may have been edited by hand. */
function textsIn(list: unknown): string[] {
  return Array.isArray(list) ? list.filter((key): key is string => typeof key === "string") : [];
}

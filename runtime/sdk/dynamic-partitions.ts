// Dynamic partition keys: a log of additions and removals in a file each, appended to, so that two writers lose nothing.
import { appendFileSync, closeSync, fsyncSync } from "node:fs";
import { dirname, join } from "node:path";
import { dynamicKeysChange, dynamicKeysFile, parseDynamicKeys } from "../contract/dynamic-keys.js";
import { openToAppend } from "../disk/new-file.js";
import { readTextSync } from "../disk/regular-file.js";
import { staticSpec } from "../partitions/index.js";
import { syncFolder } from "./durable-file.js";

export interface DynamicPartitions {
  /** The keys of a definition, in the order of their addition. */
  keys(name: string): readonly string[];
  change(name: string, change: { readonly add?: readonly string[]; readonly remove?: readonly string[] }): Promise<void>;
}

/** The dynamic keys of the project in `projectDir`. */
export function dynamicPartitions(projectDir: string): DynamicPartitions {
  const fileOf = (name: string) => join(projectDir, dynamicKeysFile(name));
  return {
    keys: (name) => parseDynamicKeys(readText(fileOf(name))),
    async change(name, change) {
      const { keys } = staticSpec([...new Set(change.add ?? [])]);
      const path = fileOf(name);
      const file = openToAppend(path);
      try {
        appendFileSync(file, dynamicKeysChange({ add: keys, remove: change.remove ?? [] }));
        fsyncSync(file);
      } finally {
        closeSync(file);
      }
      await syncFolder(dirname(path));
    },
  };
}

function readText(path: string): string {
  try {
    return readTextSync(path);
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code === "ENOENT") return "";
    throw error;
  }
}

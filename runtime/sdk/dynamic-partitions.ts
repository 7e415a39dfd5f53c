// Dynamic partition keys: a log of additions and removals in a file each, appended to, so that two writers lose nothing.
import { dirname } from "node:path";
import { dynamicKeysChange, parseDynamicKeys } from "../contract/dynamic-keys.js";
import { syncFolder } from "../disk/durable-file.js";
import { dynamicKeysPath } from "../disk/dynamic-keys-path.js";
import { appendDurably } from "../disk/new-file.js";
import { readTextIfThere } from "../disk/regular-file.js";
import { staticSpec } from "../partitions/index.js";

export interface DynamicPartitions {
  /** The keys of a definition, in the order of their addition. */
  keys(name: string): readonly string[];
  change(name: string, change: { readonly add?: readonly string[]; readonly remove?: readonly string[] }): Promise<void>;
}

/** The dynamic keys of the project in `projectDir`. */
export function dynamicPartitions(projectDir: string): DynamicPartitions {
  const fileOf = (name: string) => dynamicKeysPath(projectDir, name);
  return {
    keys: (name) => parseDynamicKeys(readTextIfThere(fileOf(name))),
    async change(name, change) {
      const { keys } = staticSpec([...new Set(change.add ?? [])]);
      const path = fileOf(name);
      appendDurably(path, dynamicKeysChange({ add: keys, remove: change.remove ?? [] }));
      await syncFolder(dirname(path));
    },
  };
}

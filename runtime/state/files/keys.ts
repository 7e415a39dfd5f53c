// Dynamic partition keys: a log of additions and removals in a file each, appended to, so that two writers lose nothing.
import { dirname } from "node:path";
import { dynamicKeysChange, parseDynamicKeys } from "../../contract/dynamic-keys.js";
import type { KeyStore } from "../../contract/state.js";
import { syncFolder } from "../../disk/durable-file.js";
import { dynamicKeysPath } from "../../disk/dynamic-keys-path.js";
import { appendDurably } from "../../disk/new-file.js";
import { readTextIfThere } from "../../disk/regular-file.js";
import { staticSpec } from "../../partitions/index.js";

export function fileKeys(projectDir: string): KeyStore {
  return {
    read: async (name) => dynamicKeysNow(projectDir, name),
    async change(name, change) {
      const { keys } = staticSpec([...new Set(change.add ?? [])]);
      const path = dynamicKeysPath(projectDir, name);
      appendDurably(path, dynamicKeysChange({ add: keys, remove: change.remove ?? [] }));
      await syncFolder(dirname(path));
    },
  };
}

/** The keys as the files of the project tell them, at once: `getPartitionKeys` of the SDK answers without waiting. */
export function dynamicKeysNow(projectDir: string, name: string): readonly string[] {
  return parseDynamicKeys(readTextIfThere(dynamicKeysPath(projectDir, name)));
}

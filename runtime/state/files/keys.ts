// Dynamic partition keys: one log file of additions and removals for each definition. Writers only append, so concurrent changes are kept.
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

/** Reads the keys synchronously from the project's files: `getPartitionKeys` of the SDK is synchronous. */
export function dynamicKeysNow(projectDir: string, name: string): readonly string[] {
  return parseDynamicKeys(readTextIfThere(dynamicKeysPath(projectDir, name)));
}

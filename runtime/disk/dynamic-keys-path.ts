// The path of the file with the keys of a dynamic partitions definition.
import { readdirSync } from "node:fs";
import { DYNAMIC_KEYS, dynamicKeysFile } from "../contract/dynamic-keys.js";
import { onDisk } from "./state-folder.js";

/** The absolute path of the file. */
export function dynamicKeysPath(projectDir: string, name: string): string {
  return onDisk(
    projectDir,
    dynamicKeysFile(name, () => {
      try {
        return readdirSync(onDisk(projectDir, DYNAMIC_KEYS));
      } catch {
        return [];
      }
    }),
  );
}

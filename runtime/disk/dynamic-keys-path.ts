// Where the keys of a dynamic partitions definition lie on disk.
import { readdirSync } from "node:fs";
import { join } from "node:path";
import { DYNAMIC_KEYS, dynamicKeysFile } from "../contract/dynamic-keys.js";

/** The absolute path of the file. */
export function dynamicKeysPath(projectDir: string, name: string): string {
  return join(
    projectDir,
    dynamicKeysFile(name, () => {
      try {
        return readdirSync(join(projectDir, DYNAMIC_KEYS));
      } catch {
        return [];
      }
    }),
  );
}

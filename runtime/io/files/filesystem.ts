// Values as files in a folder of the project.
import { EnvVar } from "../../sdk/env-var.js";
import { ObjectStoreIOManager } from "../object-store/manager.js";

export interface FilesystemIOManagerOptions {
  /** Relative to the project. */
  readonly baseDir: string | EnvVar;
}

/**
 * Stores a value as `<baseDir>/<key parts>.<ext>`, a partition as `<baseDir>/<key parts>/<dimension>=<key>.<ext>`: JSON-safe values as
 * `.json`, Arrow tables as `.parquet`, typed and n-d arrays as `.npy`, bytes as `.bin`, and all other values that structured clone supports
 * as `.v8`. Batches of rows become one JSON array, which is written and read in pieces. An asset's `metadata: { format: "csv" }` (or
 * `"jsonl"`, `"parquet"`) stores rows in that format, and loads them with their original kinds of cells.
 */
export class FilesystemIOManager extends ObjectStoreIOManager {
  constructor(options: FilesystemIOManagerOptions) {
    const baseDir = options?.baseDir;
    if (baseDir === undefined)
      throw new TypeError('FilesystemIOManager needs a baseDir. Write new FilesystemIOManager({ baseDir: "data" }).');
    if (!(baseDir instanceof EnvVar) && /^[a-z0-9]+:\/\//i.test(baseDir))
      throw new TypeError(
        `FilesystemIOManager got the baseDir ${baseDir}, which is not a folder. Use ObjectStoreIOManager({ uri: "${baseDir}" }).`,
      );
    super({ uri: baseDir });
  }
}

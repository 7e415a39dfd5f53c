// Where values go that nobody placed elsewhere.
import { FilesystemIOManager } from "../io/files/filesystem.js";
import type { IOManager } from "./io-manager.js";

/** The `io_manager` of a project that names none: files below `.millrace/storage`. */
export function defaultManager(): IOManager {
  return new FilesystemIOManager({ baseDir: ".millrace/storage" });
}

// The default I/O manager.
import { FilesystemIOManager } from "../io/files/filesystem.js";
import type { IOManager } from "./io-manager.js";

/** The `io_manager` of a project that does not set one: files below `.millrace/storage`. */
export function defaultManager(): IOManager {
  return new FilesystemIOManager({ baseDir: ".millrace/storage" });
}

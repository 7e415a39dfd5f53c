// The state of a project in files. Each file has one writer: the process that created it.
import type { StateStore } from "../../contract/state.js";
import { fileKeys } from "./keys.js";
import { fileLeases } from "./leases.js";
import { fileRecords } from "./records.js";
import { fileRuns } from "./runs.js";
import { watchFiles } from "./watch.js";

export function fileState(projectDir: string): StateStore {
  return {
    runs: fileRuns(projectDir),
    records: fileRecords(projectDir),
    keys: fileKeys(projectDir),
    leases: fileLeases(projectDir),
    watch: (watcher) => watchFiles(projectDir, watcher),
  };
}

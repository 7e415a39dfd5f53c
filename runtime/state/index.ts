// The entry of the state of projects: it decides where the state is stored.
import type { StateStore } from "../contract/state.js";
import { fileState } from "./files/index.js";

export { dynamicKeysNow } from "./files/keys.js";
export { isProcessGone, ownerEntries, type ProcessOwner } from "./files/owner.js";
export { fileRecords } from "./files/records.js";
export { memoryRecords } from "./memory-records.js";

/** The state of the project in an absolute folder: files below `.millrace`, or below the folder in MILLRACE_STATE. */
export function openState(projectDir: string): StateStore {
  return fileState(projectDir);
}

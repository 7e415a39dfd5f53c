// Watches the folder that MILLRACE_STATE names: it lies outside the folders that a client watches.
import { isStateMoved } from "../../runtime/disk/state-folder.js";
import { openState } from "../../runtime/state/index.js";
import type { StateWatchOptions } from "./platform.js";

/** Tells what changes there, and returns what ends it. Does nothing where the state lies in the project, which the client watches. */
export function watchState({ changed, failed }: StateWatchOptions): () => void {
  try {
    if (!isStateMoved()) return () => undefined;
  } catch (error) {
    failed(error);
    return () => undefined;
  }
  // The variable names one folder for all projects.
  return openState("").watch({ changed, failed });
}

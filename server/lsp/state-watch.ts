// Watches the folder that MILLRACE_STATE names, which is outside the folders that a client watches.
import { isStateMoved } from "../../runtime/disk/state-folder.js";
import { openState } from "../../runtime/state/index.js";
import type { StateWatchOptions } from "./platform.js";

/** Reports changes there. Returns a function that stops it. Does nothing if the state is in the project, which the client watches. */
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

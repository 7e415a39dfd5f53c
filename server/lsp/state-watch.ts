// Watches the folder that MILLRACE_STATE names: it lies outside the folders that a client watches.
import { type FSWatcher, watch } from "node:fs";
import { makeFolder } from "../../runtime/disk/own-folder.js";
import { isStateMoved, stateFolder } from "../../runtime/disk/state-folder.js";
import type { StateWatchOptions } from "./platform.js";

/** Milliseconds in which changes gather: a run writes several files for each asset. */
const BURST = 100;

/** Tells what changes there, and returns what ends it. Does nothing where the state lies in the project, which the client watches. */
export function watchState({ changed, failed }: StateWatchOptions): () => void {
  const waiting = new Set<string>();
  let timer: NodeJS.Timeout | null = null;
  let watcher: FSWatcher | null = null;

  function tell(): void {
    timer = null;
    const paths = [...waiting];
    waiting.clear();
    changed(paths);
  }

  function heard(name: string | null): void {
    const path = name?.replaceAll("\\", "/") ?? "";
    if (!TOLD.test(path)) return;
    waiting.add(path);
    timer ??= setTimeout(tell, BURST);
  }

  try {
    if (!isStateMoved()) return () => undefined;
    const folder = stateFolder("");
    makeFolder(folder);
    watcher = watch(folder, { recursive: true, persistent: false }, (_event, name) => heard(name));
    watcher.on("error", failed);
  } catch (error) {
    failed(error);
  }
  return () => {
    watcher?.close();
    if (timer !== null) clearTimeout(timer);
  };
}

/** What a server shows: the records of values and of runs. */
const TOLD = /^(?:records|runs)(?:\/|$)/;

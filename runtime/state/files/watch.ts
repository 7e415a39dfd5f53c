// Watches the state folder of a project for changes by any process.
import { type FSWatcher, watch } from "node:fs";
import type { StateChange, StateWatcher } from "../../contract/state.js";
import { makeFolder } from "../../disk/own-folder.js";
import { stateFolder } from "../../disk/state-folder.js";

/** Milliseconds during which changes are collected: a run writes several files for each asset. */
const BURST = 100;

export function watchFiles(projectDir: string, { changed, failed }: StateWatcher): () => void {
  const waiting = new Map<string, StateChange>();
  let timer: NodeJS.Timeout | null = null;
  let watcher: FSWatcher | null = null;

  function tell(): void {
    timer = null;
    const changes = [...waiting.values()];
    waiting.clear();
    changed(changes);
  }

  function heard(path: string): void {
    const change = changeAt(path);
    if (change === null) return;
    waiting.set(path, change);
    timer ??= setTimeout(tell, BURST);
  }

  try {
    const folder = stateFolder(projectDir);
    makeFolder(folder);
    watcher = watch(folder, { recursive: true, persistent: false }, (_event, name) => heard(name?.replaceAll("\\", "/") ?? ""));
    watcher.on("error", failed);
  } catch (error) {
    failed(error);
  }
  return () => {
    watcher?.close();
    if (timer !== null) clearTimeout(timer);
  };
}

/** What a path below the state folder belongs to; null for other files. */
function changeAt(path: string): StateChange | null {
  const [, folder, name = ""] = /^(records|runs|partitions)(?:\/(.*))?$/.exec(path) ?? [];
  if (folder === "runs") return { kind: "run", name: name.replace(/\.jsonl$/, "") };
  if (folder === "records") return { kind: "record", name };
  return folder === "partitions" ? { kind: "keys", name } : null;
}

// The calls that create assets, in the form that the bundler and the running code use.
import { type FileSites, type SiteTable, textHash } from "../../runtime/contract/sites.js";
import type { DescribedProject } from "../../runtime/contract/worker.js";
import type { FileFacts } from "./facts.js";
import { relativeTo } from "./file-access.js";

const known = new WeakMap<FileFacts, FileSites>();

/** Covers all loaded files. Files without such a call are included because their hashes show whether the project is unchanged. */
export function siteTable(
  dir: string,
  files: Iterable<string>,
  facts: (file: string) => FileFacts | undefined,
  textOf: (file: string) => string | undefined,
): SiteTable {
  const table: Record<string, SiteTable[string]> = {};
  for (const file of files) {
    const found = facts(file);
    if (found === undefined) continue;
    const sites = known.get(found) ?? sitesOf(found, textOf(file) ?? "");
    known.set(found, sites);
    table[relativeTo(dir, file)] = sites;
  }
  return table;
}

/** The bundler's offsets do not count a byte order mark. An editor's text may contain one. */
function sitesOf({ sites }: FileFacts, text: string): FileSites {
  const mark = text.startsWith("\uFEFF") ? 1 : 0;
  return { hash: textHash(text), ends: sites.map(({ end }) => end - mark) };
}

/** Whether a description is of the files as they are now. */
export function isCurrent({ hashes: reported }: DescribedProject, now: SiteTable): boolean {
  const files = Object.entries(now);
  return files.length === Object.keys(reported).length && files.every(([file, { hash }]) => reported[file] === hash);
}

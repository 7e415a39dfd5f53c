// The calls that make assets, as the bundler and the running code know them.
import { type FileSites, type SiteTable, textHash } from "../../runtime/contract/sites.js";
import type { DescribedProject } from "../../runtime/contract/worker.js";
import type { FileFacts } from "./facts.js";
import { relativeTo } from "./file-access.js";

const known = new WeakMap<FileFacts, FileSites>();

/** Of all files that load; those without such a call count for whether the project is still the same. */
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

/** The bundler counts no byte order mark. An editor may have one in its text. */
function sitesOf({ sites }: FileFacts, text: string): FileSites {
  const mark = text.startsWith("\uFEFF") ? 1 : 0;
  return { hash: textHash(text), ends: sites.map(({ end }) => end - mark) };
}

/** Whether what was told is of the files as they are. */
export function isCurrent({ hashes: told }: DescribedProject, now: SiteTable): boolean {
  const files = Object.entries(now);
  return files.length === Object.keys(told).length && files.every(([file, { hash }]) => told[file] === hash);
}

// Where each import of the files that load leads, for the bundler to take the same files.
import type { ModuleTable } from "../../runtime/contract/modules.js";
import type { FileFacts } from "./facts.js";
import { relativeTo } from "./file-access.js";
import type { Resolver } from "./reader/resolve.js";

/** Of `starts` and all they import, at their beginning or later. */
export function moduleTable(
  dir: string,
  starts: Iterable<string>,
  facts: (file: string) => FileFacts | undefined,
  resolve: Resolver["resolve"],
): ModuleTable {
  const table: Record<string, Record<string, string>> = {};
  const queue = [...starts];
  const seen = new Set(queue);
  for (let file = queue.pop(); file !== undefined; file = queue.pop()) {
    const found = facts(file);
    const leads: Record<string, string> = {};
    for (const specifier of [...(found?.specifiers ?? []), ...(found?.dynamic ?? [])]) {
      const target = resolve(file, specifier);
      if (target?.kind !== "file") continue;
      leads[specifier] = relativeTo(dir, target.path);
      if (!seen.has(target.path)) queue.push(target.path);
      seen.add(target.path);
    }
    table[relativeTo(dir, file)] = leads;
  }
  return table;
}

// Where each import of the loaded files leads, so that the bundler uses the same files.
import type { ModuleTable } from "../../runtime/contract/modules.js";
import type { FileFacts } from "./facts.js";
import { relativeTo } from "./file-access.js";
import { walkImports } from "./import-walk.js";
import type { Resolver } from "./reader/resolve.js";

/** Covers `starts` and everything they import, statically or dynamically. */
export function moduleTable(
  dir: string,
  starts: Iterable<string>,
  configs: Iterable<string>,
  facts: (file: string) => FileFacts | undefined,
  resolve: Resolver["resolve"],
): ModuleTable {
  const table: Record<string, Record<string, string>> = {};
  for (const config of configs) table[relativeTo(dir, config)] = {};
  walkImports(starts, (file) => {
    const { specifiers = [], dynamic = [] } = facts(file) ?? {};
    const leads = [...specifiers, ...dynamic].flatMap((specifier) => {
      const target = resolve(file, specifier);
      return target?.kind === "file" ? [[specifier, target.path] as const] : [];
    });
    table[relativeTo(dir, file)] = Object.fromEntries(leads.map(([specifier, path]) => [specifier, relativeTo(dir, path)]));
    return leads.map(([, path]) => path);
  });
  return table;
}

// Loads a project: bundles the config and its imports, executes the bundle, and names every asset.

import { rmSync, statSync } from "node:fs";
import { readdir, rm } from "node:fs/promises";
import { url as inspectorUrl } from "node:inspector";
import { createRequire } from "node:module";
import { join } from "node:path";
import { fileURLToPath, pathToFileURL } from "node:url";
import type { SiteTable } from "../contract/sites.js";
import { wasLeftBehind } from "../disk/durable-file.js";
import { machineTag } from "../disk/new-file.js";
import { makeFolder } from "../disk/own-folder.js";
import { stateFolder, unkeptState } from "../disk/state-folder.js";
import { withArticle } from "../io/values/json-safe.js";
import { Definitions } from "../sdk/definitions.js";
import { openModuleRegistry } from "../sdk/modules.js";
import type { ResolvedProject } from "../sdk/resolve.js";
import { explainImport } from "./explain-import.js";
import { hashOf, keptBundle } from "./kept-bundle.js";
import { lookUpFromProject } from "./look-up-from-project.js";
import { moduleTable } from "./module-table.js";
import type { Report } from "./report.js";

/**
 * Runs the project's config in this process and resolves its Definitions. Throws a ProjectError that names file, line and column
 * when the code does not build, and whatever the code itself throws.
 */
export async function loadProject(projectDir: string, configFile: string, report: Report, sites: SiteTable = {}): Promise<ResolvedProject> {
  process.chdir(projectDir);
  const folder = join(stateFolder(projectDir), "build");
  try {
    makeFolder(folder);
  } catch (cause) {
    throw new Error(unkeptState(projectDir, folder, "made", cause), { cause });
  }
  lookUpFromProject(folder, projectDir);
  openModuleRegistry();
  await removeLeftOvers(folder);
  const key = keyOf(projectDir, configFile, sites);
  const kept = key === null ? null : await keptBundle(folder, key);
  const bundle = kept ?? (await (await import("./bundle.js")).bundleProject({ projectDir, configFile, folder, sites, key }));
  report.correctColumns(bundle.prefixLengths);
  try {
    // A bundle is ESM, in which CommonJS sources of the project have no `require`.
    if (bundle.requires) Object.assign(globalThis, { require: createRequire(join(projectDir, configFile)) });
    const loaded = (await import(pathToFileURL(join(folder, bundle.file)).href).catch((error: Error) => {
      throw explainImport(error, projectDir, bundle.importers);
    })) as { readonly default?: unknown };
    return definitionsOf(loaded.default, configFile).resolve();
  } finally {
    if (!bundle.isKept) await clearUp(join(folder, bundle.file));
  }
}

/**
 * The dependencies of a bundle beside its files; null when it is not kept: for describing (it contains marks), for a debugger, or without
 * known import targets.
 */
function keyOf(projectDir: string, configFile: string, sites: SiteTable): string | null {
  const modules = moduleTable();
  if (inspectorUrl() !== undefined || Object.keys(sites).length > 0 || Object.keys(modules).length === 0) return null;
  const { mtimeMs, size } = statSync(fileURLToPath(import.meta.url));
  return hashOf(JSON.stringify([projectDir, configFile, process.version, mtimeMs, size, modules]));
}

async function clearUp(outfile: string): Promise<void> {
  const files = [outfile, `${outfile}.map`];
  // A debugger may read the files at any time.
  if (inspectorUrl() === undefined) await Promise.all(files.map((file) => rm(file, { force: true })));
  else
    process.once("exit", () => {
      for (const file of files) rmSync(file, { force: true });
    });
}

/** How long a debugger on another machine may read its bundle. */
const OLD_MS = 24 * 3_600_000;

/** Removes bundles of processes that were killed before they could remove them. */
async function removeLeftOvers(folder: string): Promise<void> {
  for (const name of await readdir(folder)) {
    const [, pid, machine] = /^(\d+)-([0-9a-f]{8})-/.exec(name) ?? [];
    const file = join(folder, name);
    const old = machine === machineTag() ? 0 : OLD_MS;
    if (pid !== undefined && (await wasLeftBehind(file, Number(pid), old))) await rm(file, { force: true });
  }
}

function definitionsOf(exported: unknown, configFile: string): Definitions {
  if (exported instanceof Definitions) return exported;
  const what =
    exported === undefined
      ? "has no default export"
      : `exports ${exported === null ? "null" : withArticle(typeof exported)} by default, which is not a Definitions object`;
  const twice = typeof exported === "object" && exported !== null && exported.constructor?.name === "Definitions";
  const remedy = twice
    ? "Two copies of millrace are installed; keep one (npm ls millrace)."
    : "Write: export default new Definitions({ assets }).";
  throw new Error(`${configFile} ${what}. ${remedy}`);
}

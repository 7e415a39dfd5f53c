// Loads a project: bundles the config and what it imports, runs the bundle, names every asset.
import { readdirSync, rmSync } from "node:fs";
import { access, mkdir, readdir, rm } from "node:fs/promises";
import { url as inspectorUrl } from "node:inspector";
import { createRequire } from "node:module";
import { dirname, join } from "node:path";
import { pathToFileURL } from "node:url";
import { type BuildFailure, build, type Message, type Plugin } from "esbuild";
import { addCommand, installingOf } from "../contract/package-manager.js";
import type { SiteTable } from "../contract/sites.js";
import type { DescribedParameter } from "../contract/worker.js";
import { withArticle } from "../io/json-safe.js";
import { Definitions } from "../sdk/definitions.js";
import { isAlive } from "../sdk/durable-file.js";
import { openModuleRegistry } from "../sdk/modules.js";
import { parameterNames } from "../sdk/parameters.js";
import type { ResolvedAsset, ResolvedProject } from "../sdk/resolve.js";
import { upstreamOf as upstreamKey, writtenName } from "../sdk/run/plan-from-text.js";
import { IMPORT_META, projectSources } from "./bundle-plugin.js";
import { readModules } from "./modules-plugin.js";
import { packages } from "./packages-plugin.js";
import type { Report } from "./report.js";

/**
 * Runs the project's config in this process and resolves its Definitions. Throws a ProjectError that names file, line and column
 * when the code does not build, and whatever the code itself throws.
 */
export async function loadProject(projectDir: string, configFile: string, report: Report, sites: SiteTable = {}): Promise<ResolvedProject> {
  process.chdir(projectDir);
  const folder = join(projectDir, ".millrace", "build");
  const outfile = join(folder, `${process.pid}-${Date.now().toString(36)}.mjs`);
  const { plugin, prefixLengths } = projectSources(projectDir, configFile, sites);
  report.correctColumns(prefixLengths);
  await mkdir(dirname(outfile), { recursive: true });
  openModuleRegistry();
  try {
    await removeLeftOvers(folder);
    const { importers, requires } = await bundle(projectDir, configFile, outfile, plugin, prefixLengths);
    // A bundle is ESM, where CommonJS sources of the project find no `require` of their own.
    if (requires) Object.assign(globalThis, { require: createRequire(join(projectDir, configFile)) });
    const loaded = (await import(pathToFileURL(outfile).href).catch((error: Error) => {
      throw explainedImport(error, importers);
    })) as { readonly default?: unknown };
    return definitionsOf(loaded.default, configFile).resolve();
  } finally {
    const files = [outfile, `${outfile}.map`];
    // A debugger reads them when it pleases.
    if (inspectorUrl() === undefined) await Promise.all(files.map((file) => rm(file, { force: true })));
    else
      process.once("exit", () => {
        for (const file of files) rmSync(file, { force: true });
      });
  }
}

/** Bundles of processes that were killed before they could clear up. */
async function removeLeftOvers(folder: string): Promise<void> {
  const stale = (await readdir(folder)).filter((name) => !isAlive(Number(name.split("-")[0])));
  await Promise.all(stale.map((name) => rm(join(folder, name), { force: true })));
}

/** What the bundle imports from packages. */
interface Imports {
  /** Package path → the first source that imports it. */
  readonly importers: ReadonlyMap<string, string>;
  /** Some source of the project is CommonJS and calls `require`. */
  readonly requires: boolean;
}

async function bundle(
  projectDir: string,
  configFile: string,
  outfile: string,
  plugin: Plugin,
  prefixLengths: ReadonlyMap<string, number>,
): Promise<Imports> {
  await access(join(projectDir, configFile)).catch(() => {
    throw new Error(`${configFile} does not exist. Make it, or run in the folder that holds it.`);
  });
  try {
    const { metafile } = await build({
      absWorkingDir: projectDir,
      entryPoints: [join(projectDir, configFile)],
      outfile,
      bundle: true,
      format: "esm",
      platform: "node",
      target: `node${process.versions.node}`,
      // As Node chooses among what a package exports; esbuild alone would also take what is for bundlers.
      conditions: [],
      sourcemap: "linked",
      sourcesContent: true,
      keepNames: false,
      logLevel: "silent",
      define: IMPORT_META,
      loader: { ".sql": "text", ".txt": "text", ".md": "text" },
      plugins: [readModules(projectDir), packages(projectDir), plugin],
      metafile: true,
    });
    const imports = Object.entries(metafile.inputs).flatMap(([file, input]) =>
      input.imports.filter((found) => found.external === true).map(({ path, kind }) => ({ path, kind, file })),
    );
    return {
      importers: new Map(imports.map(({ path, file }) => [path, file] as const).reverse()),
      requires: imports.some(({ kind }) => kind === "require-call" || kind === "require-resolve"),
    };
  } catch (error) {
    const [first, ...others] = (error as Partial<BuildFailure>).errors ?? [];
    if (first === undefined) throw error;
    throw new ProjectError(first, others.length, prefixLengths);
  }
}

/** The project's code does not build. */
class ProjectError extends Error {
  override readonly name = "ProjectError";

  constructor(message: Message, others: number, prefixLengths: ReadonlyMap<string, number>) {
    const { location, text } = message;
    const remedy = text.startsWith("Could not resolve") ? "Correct the path, or make the file." : "Correct it and run again.";
    const more = others === 0 ? "" : ` (and ${others} more)`;
    const column = location === null ? 0 : location.column + 1 - (location.line === 1 ? (prefixLengths.get(location.file) ?? 0) : 0);
    const where = location === null ? "the project" : `${location.file}:${location.line}:${Math.max(1, column)}`;
    super(`${where}: ${text}${more}. ${remedy}`);
    this.stack =
      location === null
        ? ""
        : `ProjectError: ${this.message}\n    at ${join(process.cwd(), location.file)}:${location.line}:${location.column + 1}`;
  }
}

/** Node names the bundle, which the user never sees; the source that imports the package is what helps. */
function explainedImport(error: Error, importers: ReadonlyMap<string, string>): Error {
  const { code } = error as NodeJS.ErrnoException;
  const name = /^Cannot find package '([^']+)'/.exec(error.message)?.[1];
  if (code !== "ERR_MODULE_NOT_FOUND" || name === undefined) return error;
  const importer = [...importers].find(([path]) => path === name || path.startsWith(`${name}/`))?.[1];
  const { manager } = installingOf(process.cwd(), filesIn);
  return new Error(
    `${importer ?? "the project"} imports the package ${name}, which is not installed. Install it: ${addCommand(manager, name)}`,
  );
}

function filesIn(folder: string): string[] {
  try {
    return readdirSync(folder);
  } catch {
    return [];
  }
}

function definitionsOf(exported: unknown, configFile: string): Definitions {
  if (exported instanceof Definitions) return exported;
  const what =
    exported === undefined
      ? "has no default export"
      : `exports ${exported === null ? "null" : withArticle(typeof exported)} by default, which is no Definitions`;
  const twice = typeof exported === "object" && exported !== null && exported.constructor?.name === "Definitions";
  const remedy = twice
    ? "Two copies of millrace are installed; keep one (npm ls millrace)."
    : "Write: export default new Definitions({ assets }).";
  throw new Error(`${configFile} ${what}. ${remedy}`);
}

/** The parameters of a loaded asset, as far as its own text tells. */
export function parametersOf(asset: ResolvedAsset, project: ResolvedProject): DescribedParameter[] {
  return namesIn(asset).map((inText, at) => {
    const name = writtenName(inText, at, asset, project);
    const isContext = at === 0 && (name === "context" || name === "_context");
    return { name, isContext, asset: isContext ? null : upstreamOf(name, asset, project) };
  });
}

function namesIn(asset: ResolvedAsset): string[] {
  try {
    return asset.definition.fn === null ? [] : parameterNames(asset.definition.fn);
  } catch {
    return [];
  }
}

function upstreamOf(parameter: string, asset: ResolvedAsset, project: ResolvedProject): string | null {
  try {
    return upstreamKey(parameter, asset, project);
  } catch {
    return null;
  }
}

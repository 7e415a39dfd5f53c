// Bundles the config of a project and what it imports, with esbuild.

import { realpathSync } from "node:fs";
import { access } from "node:fs/promises";
import { dirname, join, resolve, sep } from "node:path";
import { type BuildFailure, build, type Location, type Message } from "esbuild";
import type { SiteTable } from "../contract/sites.js";
import { machineTag } from "../disk/new-file.js";
import { takeAccess } from "../disk/own-folder.js";
import { asWritten, IMPORT_META, projectSources } from "./bundle-plugin.js";
import { type Bundle, contentHash, KEPT, keepBundle, noteInputs } from "./kept-bundle.js";
import { moduleTable } from "./module-table.js";
import { readModules } from "./modules-plugin.js";
import { packages } from "./packages-plugin.js";

export interface BundleOptions {
  readonly projectDir: string;
  /** Relative to the project. */
  readonly configFile: string;
  /** The path of the bundle. */
  readonly folder: string;
  readonly sites: SiteTable;
  /** The key under which the bundle is kept; null when it is removed with this process. */
  readonly key: string | null;
}

/** Throws a ProjectError that names file, line and column when the code does not build. */
export async function bundleProject({ projectDir, configFile, folder, sites, key }: BundleOptions): Promise<Bundle> {
  await access(join(projectDir, configFile)).catch(() => {
    throw new Error(`${configFile} does not exist. Create it, or run in the folder that contains it.`);
  });
  const file = `${key === null ? "" : KEPT}${process.pid}-${machineTag()}-${Date.now().toString(36)}.mjs`;
  const { plugin, prefixLengths } = projectSources(projectDir, configFile, sites);
  const inputs = new Map<string, string>();
  const configs = key === null ? new Map<string, string>() : await toldConfigs(projectDir);
  try {
    const { metafile } = await build({
      absWorkingDir: projectDir,
      entryPoints: [join(projectDir, configFile)],
      // The folder as Node.js sees it, with links resolved: source maps are relative to it.
      outfile: join(realpathSync(folder), file),
      bundle: true,
      format: "esm",
      platform: "node",
      target: `node${process.versions.node}`,
      // Selects among the exports of a package as Node.js does. esbuild by default also accepts exports for bundlers.
      conditions: [],
      sourcemap: "linked",
      sourcesContent: true,
      keepNames: false,
      logLevel: "silent",
      define: IMPORT_META,
      loader: { ".sql": "text", ".txt": "text", ".md": "text" },
      plugins: [...(key === null ? [] : [noteInputs(inputs)]), readModules(projectDir), packages(projectDir), plugin],
      metafile: true,
    });
    await Promise.all([file, `${file}.map`].map((name) => takeAccess(join(folder, name))));
    const imports = Object.entries(metafile.inputs).flatMap(([source, input]) =>
      input.imports.filter((found) => found.external === true).map(({ path, kind }) => ({ path, kind, source })),
    );
    const bundle = {
      file,
      importers: new Map(imports.map(({ path, source }) => [path, source] as const).reverse()),
      requires: imports.some(({ kind }) => kind === "require-call" || kind === "require-resolve"),
      prefixLengths,
    };
    // The files that match an import pattern change with the files of a folder.
    const isOpen = key === null || imports.some(({ path }) => path.includes("*"));
    const others = isOpen ? null : await otherConfigs(projectDir, [...inputs.keys()], configs);
    const isKept = key !== null && others !== null && (await keepBundle(folder, key, bundle, new Map([...inputs, ...configs, ...others])));
    return { ...bundle, isKept };
  } catch (error) {
    const [first, ...others] = (error as Partial<BuildFailure>).errors ?? [];
    if (first === undefined) throw error;
    throw new ProjectError(first, others.length, prefixLengths);
  }
}

/** The TypeScript configs that analysis listed, with those they extend: path → hash of the content. */
async function toldConfigs(projectDir: string): Promise<Map<string, string>> {
  const paths = Object.keys(moduleTable()).filter((path) => path.endsWith(".json"));
  return new Map(
    await Promise.all(paths.map(async (path) => [resolve(projectDir, path), await contentHash(resolve(projectDir, path))] as const)),
  );
}

/**
 * Paths at which esbuild looks for further configs, and finds none. Null when one of them is a config that analysis did not list: what it
 * extends is unknown. Null too when a source is outside the project, because configs there are not listed.
 */
async function otherConfigs(
  projectDir: string,
  inputs: readonly string[],
  told: ReadonlyMap<string, string>,
): Promise<Map<string, string> | null> {
  // As esbuild names files: links are resolved, but the drive of Windows stays as written.
  const root = realpathSync(projectDir);
  const folders = new Set<string>();
  for (const input of inputs) {
    if (!input.startsWith(root + sep) || /[\\/]node_modules[\\/]/.test(input)) return null;
    for (let folder = dirname(input); !folders.has(folder); folder = dirname(folder)) folders.add(folder);
  }
  const paths = [...folders].flatMap((folder) => ["tsconfig.json", "jsconfig.json"].map((name) => join(folder, name)));
  const others = await Promise.all(paths.filter((path) => !told.has(path)).map(async (path) => [path, await contentHash(path)] as const));
  return others.every(([, hash]) => hash === "") ? new Map(others) : null;
}

/** The project's code does not build. */
class ProjectError extends Error {
  override readonly name = "ProjectError";

  constructor(message: Message, others: number, prefixLengths: ReadonlyMap<string, number>) {
    const { location, text } = message;
    const remedy = text.startsWith("Could not resolve") ? "Correct the path, or create the file." : "Correct it and run again.";
    const more = others === 0 ? "" : ` (and ${others} more)`;
    const column = location === null ? 0 : columnOf(location, prefixLengths);
    const where = location === null ? "the project" : `${location.file}:${location.line}:${column}`;
    super(`${where}: ${text}${more}. ${remedy}`);
    this.stack =
      location === null ? "" : `ProjectError: ${this.message}\n    at ${join(process.cwd(), location.file)}:${location.line}:${column}`;
  }
}

/** From 1, as in the source. esbuild counts bytes of the text that it gets. */
function columnOf({ file, line, column, lineText }: Location, prefixLengths: ReadonlyMap<string, number>): number {
  const before = Buffer.from(lineText).subarray(0, column).toString();
  return asWritten(before, line === 1 ? (prefixLengths.get(file) ?? 0) : 0).length + 1;
}

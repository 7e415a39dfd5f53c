// Which package manager a folder uses, told by its lockfile or by one above, and how each installs and runs.
import * as l10n from "@vscode/l10n";

export type PackageManager = "npm" | "pnpm" | "yarn" | "bun";

export const packageManagers: readonly PackageManager[] = ["npm", "pnpm", "yarn", "bun"];

const lockfiles: Readonly<Record<PackageManager, readonly string[]>> = {
  npm: ["package-lock.json", "npm-shrinkwrap.json"],
  pnpm: ["pnpm-lock.yaml", "pnpm-workspace.yaml"],
  yarn: ["yarn.lock"],
  bun: ["bun.lock", "bun.lockb"],
};

export interface FoundManager {
  readonly manager: PackageManager;
  /** The file that tells; null where nothing does. */
  readonly by: string | null;
}

export interface Installing {
  readonly manager: PackageManager;
  /** The file that says that Yarn's Plug'n'Play replaces node_modules; null where none does. */
  readonly plugAndPlay: string | null;
}

/** The package manager that started this process, by what it puts into `npm_config_user_agent`: `pnpm/12.21.0 npm/? node/v24.1.0 linux x64`. */
export function managerOfAgent(agent: string | undefined): PackageManager | undefined {
  return packageManagers.find((manager) => agent?.startsWith(`${manager}/`));
}

/** How the packages of a folder are installed: its own files tell, else those of the nearest folder above, as in a workspace, else `otherwise`. */
export function installingOf(dir: string, namesIn: (folder: string) => readonly string[], otherwise: PackageManager = "npm"): Installing {
  let manager: PackageManager | null = null;
  let plugAndPlay: string | null = null;
  for (const folder of foldersAbove(dir)) {
    const names = namesIn(folder);
    const [first] = managersFor(names);
    if (first && first.by !== null) manager ??= first.manager;
    const pnp = [".pnp.cjs", ".pnp.js"].find((name) => names.includes(name));
    if (pnp !== undefined) plugAndPlay ??= `${folder.replace(/[\\/]$/, "")}/${pnp}`;
  }
  return { manager: manager ?? (plugAndPlay === null ? otherwise : "yarn"), plugAndPlay };
}

/** What to do where the package millrace is not found. */
export function installAdvice({ manager, plugAndPlay }: Installing, command: string = addCommand(manager, "millrace")): string {
  if (plugAndPlay === null) return l10n.t("Run `{0}`.", command);
  return l10n.t(
    "{0} says that Yarn installs with Plug'n'Play, which Millrace does not support: write `nodeLinker: node-modules` into .yarnrc.yml and run `yarn install`.",
    plugAndPlay,
  );
}

/** The package that an import by name means: `"@scope/name/inside"` → `"@scope/name"`. */
export function packageOf(specifier: string): string {
  return specifier.split("/", specifier.startsWith("@") ? 2 : 1).join("/");
}

/** A folder and those above it, the nearest first. */
export function foldersAbove(dir: string): string[] {
  const above = dir.replace(/[\\/]+[^\\/]*$/, "");
  if (above === dir) return [dir];
  // The root of a disk keeps its slash.
  return [dir, ...(/^([A-Za-z]:)?$/.test(above) ? [`${above}/`] : foldersAbove(above))];
}

/** All of them, those that the files of a folder tell of first. */
export function managersFor(files: readonly string[]): FoundManager[] {
  const found = packageManagers.map((manager) => ({ manager, by: lockfiles[manager].find((file) => files.includes(file)) ?? null }));
  return [...found.filter(({ by }) => by !== null), ...found.filter(({ by }) => by === null)];
}

/** The command that installs what package.json names, or adds the package in an archive to it. */
export function installCommand(manager: PackageManager, archive: string | null): string {
  if (archive === null) return `${manager} install`;
  if (manager === "npm") return `npm install ./${archive}`;
  return manager === "yarn" ? `yarn add millrace@file:./${archive}` : `${manager} add ./${archive}`;
}

/** The command that adds a package by its name. */
export function addCommand(manager: PackageManager, name: string): string {
  return `${manager} ${manager === "npm" ? "install" : "add"} ${name}`;
}

/**
 * How each runs the installed millrace; none fetches one that is not. `project` is the project's folder below the one where the command runs,
 * which pnpm does not look into: it installs in a package only what the package names.
 */
export function runCommand(manager: PackageManager, project = ""): readonly string[] {
  if (manager === "pnpm" && project !== "") return ["node", `${project}/node_modules/millrace/bin/millrace.js`];
  const runners = { npm: ["npx", "--no", "--"], pnpm: ["pnpm", "exec"], yarn: ["yarn", "run"], bun: ["bunx", "--no-install"] };
  return [...runners[manager], "millrace"];
}

// Which package manager a folder uses (detected from its lockfile, or from one in a folder above), and how each one installs packages and runs commands.
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
  /** The file that was detected; null when there is no such file. */
  readonly by: string | null;
}

export interface Installing {
  readonly manager: PackageManager;
  /** The file which shows that Yarn's Plug'n'Play replaces node_modules; null without it. */
  readonly plugAndPlay: string | null;
}

/** The package manager that started this process, from `npm_config_user_agent`: `pnpm/12.21.0 npm/? node/v24.1.0 linux x64`. */
export function managerOfAgent(agent: string | undefined): PackageManager | undefined {
  return packageManagers.find((manager) => agent?.startsWith(`${manager}/`));
}

/**
 * How the packages of a folder are installed: from its own files, else from those of the nearest folder above (as in a workspace), else
 * `otherwise`.
 */
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

/** What to do when the package millrace is not found. */
export function installAdvice({ manager, plugAndPlay }: Installing, command: string = addCommand(manager, "millrace")): string {
  if (plugAndPlay === null) return l10n.t("Run `{0}`.", command);
  return l10n.t(
    "{0} says that Yarn installs with Plug'n'Play, which Millrace does not support: write `nodeLinker: node-modules` into .yarnrc.yml and run `yarn install`.",
    plugAndPlay,
  );
}

/** The package of an import by name: `"@scope/name/inside"` → `"@scope/name"`. */
export function packageOf(specifier: string): string {
  return specifier.split("/", specifier.startsWith("@") ? 2 : 1).join("/");
}

/** A folder and the folders above it, nearest first. */
export function foldersAbove(dir: string): string[] {
  const above = dir.replace(/[\\/]+[^\\/]*$/, "");
  if (above === dir) return [dir];
  // The root of a disk keeps its slash.
  return [dir, ...(/^([A-Za-z]:)?$/.test(above) ? [`${above}/`] : foldersAbove(above))];
}

/** All package managers, with those that the files of a folder show first. */
export function managersFor(files: readonly string[]): FoundManager[] {
  const found = packageManagers.map((manager) => ({ manager, by: lockfiles[manager].find((file) => files.includes(file)) ?? null }));
  return [...found.filter(({ by }) => by !== null), ...found.filter(({ by }) => by === null)];
}

/** The command that installs the packages of package.json, or adds the package in an archive. */
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
 * How each package manager runs the installed millrace; none of them downloads a missing one. `project` is the project's folder below the
 * folder of the command. pnpm needs it, because it installs into a package only what that package lists.
 */
export function runCommand(manager: PackageManager, project = ""): readonly string[] {
  if (manager === "pnpm" && project !== "") return ["node", `${project}/node_modules/millrace/bin/millrace.js`];
  const runners = { npm: ["npx", "--no", "--"], pnpm: ["pnpm", "exec"], yarn: ["yarn", "run"], bun: ["bunx", "--no-install"] };
  return [...runners[manager], "millrace"];
}

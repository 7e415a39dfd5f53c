// Which package manager a folder uses, told by its lockfile, and how each installs.

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

/** How each runs a command of an installed package; none fetches one that is not. */
export function runCommand(manager: PackageManager): readonly string[] {
  return { npm: ["npx", "--no", "--"], pnpm: ["pnpm", "exec"], yarn: ["yarn", "run"], bun: ["bunx", "--no-install"] }[manager];
}

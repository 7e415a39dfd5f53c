// Finds the worker of the project's own millrace package, and the Node that runs it.
import { existsSync, readdirSync, realpathSync } from "node:fs";
import { dirname, join } from "node:path";
import * as l10n from "@vscode/l10n";
import semver from "semver";
import { addCommand, installAdvice, installingOf } from "../contract/package-manager.js";
import { readTextSync } from "../disk/regular-file.js";

/** Why a project's code cannot be started, in words for the user, with the remedy last. */
export class CannotStart extends Error {
  override readonly name = "CannotStart";
}

/** The path of the worker. Throws a CannotStart with the install command when the project has no millrace package. */
export function findWorker(projectDir: string): string {
  const packageDir = findPackage(projectDir);
  if (packageDir !== null) return workerOf(packageDir);
  const missing = l10n.t`${projectDir} has no millrace package, which runs its code: no node_modules/millrace is in it or in a folder above.`;
  throw new CannotStart(`${missing} ${installAdvice(installing(projectDir))}`);
}

const installing = (dir: string) =>
  installingOf(dir, (folder) => {
    try {
      return readdirSync(folder);
    } catch {
      return [];
    }
  });

/** As Node searches: in node_modules of the folder, else of the folders above. */
function findPackage(projectDir: string): string | null {
  for (let folder = projectDir; ; folder = dirname(folder)) {
    const packageDir = join(folder, "node_modules", "millrace");
    if (existsSync(join(packageDir, "package.json"))) return realpathSync(packageDir);
    if (dirname(folder) === folder) return null;
  }
}

function workerOf(packageDir: string): string {
  const entry = manifestOf(packageDir).exports?.["./worker"];
  const worker = join(packageDir, typeof entry === "string" ? entry : "dist/worker.js");
  if (existsSync(worker)) return worker;
  throw new CannotStart(
    l10n.t`${packageDir} has no worker (${worker}): the package is not built, or of another version. Install it again: ${addCommand(installing(packageDir).manager, "millrace")}`,
  );
}

/** The Node.js versions that the project's millrace supports, from its package.json; default: those of this version. */
export function neededNode(projectDir: string): string {
  const packageDir = findPackage(projectDir);
  const range = packageDir === null ? undefined : manifestOf(packageDir).engines?.node;
  return semver.validRange(range ?? null) === null ? NEEDED : (range ?? NEEDED);
}

const NEEDED = ">=20.20.0";

/** Empty when it cannot be read; the worker is then expected at its usual path. */
function manifestOf(packageDir: string): Manifest {
  try {
    return JSON.parse(readTextSync(join(packageDir, "package.json"))) as Manifest;
  } catch {
    return {};
  }
}

interface Manifest {
  readonly exports?: Readonly<Record<string, unknown>>;
  readonly engines?: { readonly node?: string };
}

export interface ChosenNode {
  readonly path: string;
  /** Variables it needs to behave as Node. */
  readonly env: Readonly<Record<string, string>>;
}

/** The Node for user code: the one that is set, else the current one. Electron gets the variable that makes it behave as Node. */
export function nodeFor(nodePath?: string): ChosenNode {
  if (nodePath !== undefined && nodePath !== "") {
    if (!existsSync(nodePath))
      throw new CannotStart(l10n.t`${nodePath} does not exist, though it is set as the Node to use. Correct the setting.`);
    return { path: nodePath, env: {} };
  }
  return { path: process.execPath, env: "electron" in process.versions ? { ELECTRON_RUN_AS_NODE: "1" } : {} };
}

// Makes what lies in `.millrace`: for the user alone, or for the group too where the project's folder is the group's.
import { chmodSync, mkdirSync, statSync } from "node:fs";
import { chmod } from "node:fs/promises";
import { basename, dirname, parse } from "node:path";
import { isStateElsewhere, STATE } from "./state-folder.js";

/** Windows has access lists, which a new file inherits from its folder. */
const hasModes = process.platform !== "win32";

/** The access of `.millrace` where we make it; what is made below it has the access that it has itself. */
const [MINE, OURS] = [0o700, 0o770];
const [GROUP_WRITES, SET_GROUP, ALL] = [0o020, 0o2000, 0o777];

/** Makes a folder and those above it that are missing. Below `.millrace` none is open to more than that folder is. */
export function makeFolder(path: string): void {
  const own = ownFolderOf(path);
  if (own === null) {
    mkdirSync(path, { recursive: true });
    return;
  }
  if (own !== path) makeBelow(path, own);
  else makeOwn(own);
}

function makeBelow(path: string, own: string): void {
  if (isMade(path, accessBelow(own))) return;
  makeFolder(dirname(path));
  isMade(path, accessBelow(own));
}

function makeOwn(own: string): void {
  const project = dirname(own);
  mkdirSync(project, { recursive: true });
  const { mode } = statSync(project);
  // Beside a state folder elsewhere lies no project whose group it would be: /tmp is everybody's.
  const shares = isStateElsewhere(own) ? SET_GROUP : GROUP_WRITES | SET_GROUP;
  isMade(own, (mode & shares) !== 0 ? OURS : MINE);
}

/** False when the folder above is missing. One that is there stays as it is. */
function isMade(path: string, mode: number): boolean {
  try {
    mkdirSync(path, { mode });
  } catch (error) {
    const { code } = error as NodeJS.ErrnoException;
    if (code === "EEXIST" && statSync(path).isDirectory()) return true;
    if (code === "ENOENT") return false;
    throw error;
  }
  // The mask of the process takes access from the group that is to have it. The bit that passes on the group stays.
  if (hasModes && (mode & GROUP_WRITES) !== 0) chmodSync(path, mode | (statSync(path).mode & SET_GROUP));
  return true;
}

/** With which access a file is to be opened that is made at a path: elsewhere than below `.millrace` what everybody gives files. */
export function modeOfFile(path: string): number {
  const own = ownFolderOf(path);
  return own === null ? 0o666 : accessBelow(own) & 0o666;
}

/** Gives a file below `.millrace` that something else made (a bundler, say) the access that it would have if it were made here. */
export async function takeAccess(path: string): Promise<void> {
  if (hasModes && ownFolderOf(path) !== null) await chmod(path, modeOfFile(path));
}

/** Gives the group its part, which the mask of the process took away when the file was made. */
export function sharedMode(path: string): number | null {
  const mode = modeOfFile(path);
  return hasModes && mode !== 0o666 && (mode & GROUP_WRITES) !== 0 ? mode : null;
}

function accessBelow(own: string): number {
  return (statSync(own, { throwIfNoEntry: false })?.mode ?? MINE) & ALL;
}

/** The innermost state folder that a path is or lies in; null for any other path. */
function ownFolderOf(path: string): string | null {
  const { root } = parse(path);
  for (let at = path; at !== root && at !== "." && at !== dirname(at); at = dirname(at))
    if (basename(at) === STATE || isStateElsewhere(at)) return at;
  return null;
}

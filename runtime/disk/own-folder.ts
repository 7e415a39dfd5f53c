// Creates folders and files in `.millrace`: private to the user, or shared with the group if the group shares the project's folder.
import { chmodSync, mkdirSync, statSync } from "node:fs";
import { chmod } from "node:fs/promises";
import { basename, dirname, parse } from "node:path";
import { isStateElsewhere, STATE } from "./state-folder.js";

/** Windows uses access control lists, which a new file inherits from its folder. */
const hasModes = process.platform !== "win32";

/** The access rights of a new `.millrace` folder. Everything created below it gets the rights that the folder has. */
const [MINE, OURS] = [0o700, 0o770];
const [GROUP_WRITES, SET_GROUP, ALL] = [0o020, 0o2000, 0o777];

/** Creates a folder and its missing parents. A folder below `.millrace` is at most as accessible as `.millrace`. */
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
  // Next to a state folder elsewhere there is no project whose group could share it: for example, everyone can write to /tmp.
  const shares = isStateElsewhere(own) ? SET_GROUP : GROUP_WRITES | SET_GROUP;
  isMade(own, (mode & shares) !== 0 ? OURS : MINE);
}

/** Returns false if the parent is missing. An existing folder stays unchanged. */
function isMade(path: string, mode: number): boolean {
  try {
    mkdirSync(path, { mode });
  } catch (error) {
    const { code } = error as NodeJS.ErrnoException;
    if (code === "EEXIST" && statSync(path).isDirectory()) return true;
    if (code === "ENOENT") return false;
    throw error;
  }
  // The umask of the process removes the group's rights, so they are set again. The setgid bit of the folder stays.
  if (hasModes && (mode & GROUP_WRITES) !== 0) chmodSync(path, mode | (statSync(path).mode & SET_GROUP));
  return true;
}

/** The mode for a new file at a path. Outside `.millrace` it is the usual default. */
export function modeOfFile(path: string): number {
  const own = ownFolderOf(path);
  return own === null ? 0o666 : accessBelow(own) & 0o666;
}

/** Sets the access rights of a file below `.millrace` that something else created, such as a bundler. */
export async function takeAccess(path: string): Promise<void> {
  if (hasModes && ownFolderOf(path) !== null) await chmod(path, modeOfFile(path));
}

/** The mode to set after a file was created, because the umask removed the group's rights; null if no change is needed. */
export function sharedMode(path: string): number | null {
  const mode = modeOfFile(path);
  return hasModes && mode !== 0o666 && (mode & GROUP_WRITES) !== 0 ? mode : null;
}

function accessBelow(own: string): number {
  return (statSync(own, { throwIfNoEntry: false })?.mode ?? MINE) & ALL;
}

/** The innermost state folder that contains the path or is the path; null for any other path. */
function ownFolderOf(path: string): string | null {
  const { root } = parse(path);
  for (let at = path; at !== root && at !== "." && at !== dirname(at); at = dirname(at))
    if (basename(at) === STATE || isStateElsewhere(at)) return at;
  return null;
}

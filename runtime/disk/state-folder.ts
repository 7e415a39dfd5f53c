// Locates the state of a project: the folder in MILLRACE_STATE if it is set, else `.millrace` in the project.
import { isAbsolute, join, relative, resolve, sep } from "node:path";

/** The name of the state folder in paths relative to a project, wherever the folder is: `.millrace/storage/orders.json`. */
export const STATE = ".millrace";

/** The environment variable with another folder for the project's state. `--state` sets it for one command. */
export const STATE_VARIABLE = "MILLRACE_STATE";

/** The message that a relative path is not a valid state folder: its meaning would depend on the reader's working directory. */
export function relativeState(path: string): string {
  return `${STATE_VARIABLE} names the relative folder ${path}. Give an absolute path.`;
}

/** The message that the state cannot be kept, and the remedy. `what` is "made" or "written". */
export function unkeptState(projectDir: string, path: string, what: string, cause: unknown): string {
  const reason = (cause instanceof Error ? cause.message : String(cause)).replace(/\.$/, "");
  return `${shownPath(projectDir, path)} cannot be ${what}: ${reason}. Make the project's folder writable, or name another folder for its state with --state or ${STATE_VARIABLE}.`;
}

/** An absolute path. Throws if the variable contains a relative path. */
export function stateFolder(projectDir: string): string {
  return elsewhere() ?? join(projectDir, STATE);
}

/** The absolute path on disk for a path that is relative to the project, or absolute. A path in `.millrace` is in the state folder. */
export function onDisk(projectDir: string, path: string): string {
  const [first, ...rest] = path.replace(/^\.[\\/]+/, "").split(/[\\/]+/);
  const state = first === STATE ? elsewhere() : null;
  return state === null ? resolve(projectDir, path) : join(state, ...rest);
}

/** The inverse of `onDisk`, with `/` as separator. Relative to the project for a path in the project or its state folder, else absolute. */
export function shownPath(projectDir: string, path: string): string {
  const state = elsewhere();
  const inState = state === null ? null : insideOf(state, path);
  if (inState !== null) return `${STATE}/${inState}`;
  const inProject = insideOf(projectDir, path);
  // If the state is elsewhere, an absolute path below the project's own `.millrace` does not belong to the state.
  return inProject === null || (state !== null && inProject.startsWith(`${STATE}/`)) ? slashed(path) : inProject;
}

/** The path on disk for a path that refers to the state as `<project>/.millrace/…`, as all code does. */
export function stateOnDisk(path: string): string {
  // Most files do not belong to the state, and reading the environment takes longer.
  const [, project, inside] = path.includes(`/${STATE}/`) && isStateMoved() ? (IN_STATE.exec(path) ?? []) : [];
  return project === undefined || inside === undefined ? path : onDisk(project, `${STATE}/${inside}`);
}

/** Finds the innermost `.millrace` that contains Millrace's own folders, because a project may be inside another folder with that name. */
const IN_STATE = /^(.*)\/\.millrace\/((?:records|runs|partitions|storage|build|cache|moves)(?:\/.*)?)$/;

/** Whether the state is stored outside the project. */
export function isStateMoved(): boolean {
  return elsewhere() !== null;
}

/** Whether a path is the state folder that the variable contains. */
export function isStateElsewhere(path: string): boolean {
  return elsewhere() === path;
}

function elsewhere(): string | null {
  const named = process.env[STATE_VARIABLE];
  if (!named) return null;
  if (!isAbsolute(named)) throw new Error(relativeState(named));
  return resolve(named);
}

function insideOf(folder: string, path: string): string | null {
  const inside = relative(folder, path);
  return inside === "" || inside.startsWith("..") || isAbsolute(inside) ? null : slashed(inside);
}

const slashed = (path: string): string => path.split(sep).join("/");

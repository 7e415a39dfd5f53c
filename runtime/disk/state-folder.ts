// Where Millrace keeps the state of a project: the folder that MILLRACE_STATE names, else `.millrace` in the project.
import { isAbsolute, join, relative, resolve, sep } from "node:path";

/** As paths below a project say it, wherever it lies: `.millrace/storage/orders.json`. */
export const STATE = ".millrace";

/** The variable of the environment that names another folder for the project's state. `--state` sets it for one command. */
export const STATE_VARIABLE = "MILLRACE_STATE";

/** Why a path is no state folder: what it counts from would depend on who reads it. */
export function relativeState(path: string): string {
  return `${STATE_VARIABLE} names the relative folder ${path}. Give an absolute path.`;
}

/** Why the state cannot be kept, and what helps. `what`: "made", "written". */
export function unkeptState(projectDir: string, path: string, what: string, cause: unknown): string {
  const reason = (cause instanceof Error ? cause.message : String(cause)).replace(/\.$/, "");
  return `${shownPath(projectDir, path)} cannot be ${what}: ${reason}. Make the project's folder writable, or name another folder for its state with --state or ${STATE_VARIABLE}.`;
}

/** Absolute. Throws where the variable names a relative path. */
export function stateFolder(projectDir: string): string {
  return elsewhere() ?? join(projectDir, STATE);
}

/** A path below the project, or an absolute one, as it lies on disk: what begins with `.millrace` lies in the state folder. */
export function onDisk(projectDir: string, path: string): string {
  const [first, ...rest] = path.replace(/^\.[\\/]+/, "").split(/[\\/]+/);
  const state = first === STATE ? elsewhere() : null;
  return state === null ? resolve(projectDir, path) : join(state, ...rest);
}

/** What `onDisk` leads to `path`, `/`-separated: relative to the project where it lies in the project or in its state folder, else absolute. */
export function shownPath(projectDir: string, path: string): string {
  const state = elsewhere();
  const inState = state === null ? null : insideOf(state, path);
  if (inState !== null) return `${STATE}/${inState}`;
  const inProject = insideOf(projectDir, path);
  // What an absolute path names below the project's own `.millrace` is not in its state.
  return inProject === null || (state !== null && inProject.startsWith(`${STATE}/`)) ? slashed(path) : inProject;
}

/** A path of a project by the name that all code gives its state, `<project>/.millrace/…`, as it lies on disk. */
export function stateOnDisk(path: string): string {
  // Most files are no state, and asking the environment takes longer.
  const [, project, inside] = path.includes(`/${STATE}/`) && isStateMoved() ? (IN_STATE.exec(path) ?? []) : [];
  return project === undefined || inside === undefined ? path : onDisk(project, `${STATE}/${inside}`);
}

/** The innermost `.millrace` of a path that holds what Millrace keeps in it: projects may lie below a folder of that name. */
const IN_STATE = /^(.*)\/\.millrace\/((?:records|runs|partitions|storage|build|cache|moves)(?:\/.*)?)$/;

/** Whether the state lies elsewhere than in the project. */
export function isStateMoved(): boolean {
  return elsewhere() !== null;
}

/** Whether a path is the state folder that the variable names. */
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

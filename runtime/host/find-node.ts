// Finds the Node.js that runs a project's code: the setting, the project's own, the PATH, the editor's own.
import { delimiter, dirname, isAbsolute, join } from "node:path";
import semver from "semver";
import { type Machine, variable } from "./machine.js";
import {
  asAsked,
  asSet,
  isNone,
  isThere,
  nothingFound,
  notInstalled,
  notOnPath,
  type Origin,
  originWords,
  settingRefused,
  tooOld,
  type Wrong,
} from "./node-messages.js";
import { settingPath } from "./node-setting.js";
import { rangeOf, type WantedNode, wantedNode } from "./wanted-node.js";

export interface NodeQuestion {
  readonly projectDir: string;
  readonly workspaceFolder: string;
  /** The value of `millrace.nodePath` as written; empty when it is not set. */
  readonly setting: string;
  /** The supported versions, as in `engines`. */
  readonly range: string;
}

export type NodeChoice = FoundNode | RefusedNode;

export interface FoundNode {
  readonly kind: "found";
  readonly path: string;
  readonly version: string;
  /** The program to start; it may need environment variables to behave as Node. */
  readonly isOwn: boolean;
  /** Why this one was chosen, in a few words. */
  readonly why: string;
  /** The version that the project requires was not found. */
  readonly warning: string | null;
  readonly looked: readonly string[];
}

export interface RefusedNode {
  readonly kind: "refused";
  readonly message: string;
  /** The searched places, and what was found there. */
  readonly looked: readonly string[];
}

interface Candidate {
  readonly origin: Origin;
  readonly path: string;
}

/** A candidate with a supported version, with its executable behind shims. */
interface Good extends Candidate {
  readonly version: string;
}

/**
 * The order is: the setting; the version that a file of the project requires, in the project's `node_modules` or on the PATH; the first
 * `node` on the PATH; the editor's own. Versions that are too old are skipped. A setting that does not lead to a Node.js is an error. When
 * the required version is not found, the next in the list is used, with a warning.
 */
export async function findNode(question: NodeQuestion, machine: Machine): Promise<NodeChoice> {
  if (question.setting.trim() !== "") return bySetting(question, machine);
  const looked: string[] = [];
  const wanted = asked(machine, question.projectDir);
  const good: Good[] = [];
  for (const candidate of candidates(machine, question.projectDir, wanted !== null)) {
    const judged = await judge(candidate, question, machine, looked);
    if (judged === null) continue;
    good.push(judged);
    if (wanted === null || isAsked(wanted, judged)) break;
  }
  if (!good.some(({ origin }) => origin.kind === "on-path")) looked.push(notOnPath(foldersOnPath(machine), program(machine)));
  const found = ({ path, version }: Good, why: string, warning: string | null): FoundNode => {
    return { kind: "found", path, version, isOwn: path === machine.own.path, why, warning, looked };
  };
  const chosen = wanted === null ? undefined : good.find((each) => isAsked(wanted, each));
  if (wanted !== null && chosen !== undefined) return found(chosen, asAsked(chosen.origin, wanted.file), null);
  // A Node.js in node_modules is used only when a file requires its version.
  const first = good.find(({ origin }) => origin.kind !== "in-project");
  if (first === undefined) return { kind: "refused", message: nothingFound({ wanted, looked, range: question.range }), looked };
  return found(first, originWords(first.origin), wanted === null ? null : missing(wanted, first, looked, question.range));
}

async function bySetting({ setting, workspaceFolder, projectDir, range }: NodeQuestion, machine: Machine): Promise<NodeChoice> {
  const { files } = machine;
  const meant = settingPath(setting, workspaceFolder, machine);
  const refused = (wrong: Wrong): NodeChoice => {
    const path = "path" in meant ? meant.path : null;
    return { kind: "refused", message: settingRefused({ setting, path, wrong, range }), looked: [] };
  };
  if ("mistake" in meant) return refused({ kind: "text", words: meant.mistake });
  const { path } = meant;
  if (files.directoryExists(path)) {
    const inside = [join(path, program(machine)), join(path, "bin", program(machine))].find((each) => files.fileExists(each));
    return refused({ kind: "folder", program: inside });
  }
  if (!files.fileExists(path)) return refused({ kind: "nothing" });
  const answer = await machine.ask(path, projectDir);
  if (answer.kind === "none") return refused({ kind: "other", trouble: answer.trouble });
  if (!satisfies(answer.version, range)) return refused({ kind: "old", version: answer.version });
  const { version } = answer;
  // The path as set, even if it is a script that starts Node: the user wants that script.
  return { kind: "found", path, version, isOwn: false, why: asSet(), warning: null, looked: [] };
}

/** The version that a file requires. A file that requires the system's version accepts the first one found. */
function asked(machine: Machine, projectDir: string): WantedNode | null {
  const wanted = wantedNode(machine, projectDir);
  const versions = wanted?.versions.filter((word) => word !== "system") ?? [];
  return wanted === null || versions.length === 0 ? null : { ...wanted, versions };
}

function missing(wanted: WantedNode, instead: Good, looked: readonly string[], range: string): string {
  const ranges = wanted.versions.map(rangeOf).filter((each) => each !== null);
  const isTooOld = ranges.length > 0 && !ranges.some((each) => semver.intersects(each, range));
  return isTooOld ? tooOld(wanted, instead, range) : notInstalled(wanted, instead, looked);
}

function isAsked({ versions }: WantedNode, { version }: Good): boolean {
  return versions.some((word) => semver.satisfies(version, rangeOf(word) ?? "<0"));
}

/** Sorted by priority. */
function candidates(machine: Machine, projectDir: string, isAsked: boolean): Candidate[] {
  const inFolders = (kind: "in-project" | "on-path", folders: readonly string[]): Candidate[] =>
    folders
      .map((folder) => join(folder, program(machine)))
      .filter((path) => machine.files.fileExists(path))
      .map((path) => ({ origin: { kind }, path }));
  return [
    ...(isAsked ? inFolders("in-project", foldersOfPackage(projectDir)) : []),
    ...inFolders("on-path", foldersOnPath(machine)),
    { origin: { kind: "own" }, path: machine.own.path },
  ];
}

/** The executable of the npm package `node`, in the project's folder and the folders above it. */
function foldersOfPackage(projectDir: string): string[] {
  const above = dirname(projectDir);
  return [join(projectDir, "node_modules", "node", "bin"), ...(above === projectDir ? [] : foldersOfPackage(above))];
}

/** Null for a candidate that is not a Node.js, or is too old; it records what was found. */
async function judge(
  { origin, path }: Candidate,
  { projectDir, range }: NodeQuestion,
  machine: Machine,
  looked: string[],
): Promise<Good | null> {
  const isOwn = origin.kind === "own";
  const answer = isOwn ? ({ kind: "node", ...machine.own } as const) : await machine.ask(path, projectDir);
  looked.push(answer.kind === "none" ? isNone(origin, path, answer.trouble) : isThere(origin, answer.version, path));
  return answer.kind === "node" && satisfies(answer.version, range) ? { origin, path: answer.path, version: answer.version } : null;
}

/** Relative entries would depend on the folder in which the editor was started. */
function foldersOnPath(machine: Machine): string[] {
  const folders = (variable(machine, "PATH") ?? "").split(delimiter).filter((folder) => isAbsolute(folder));
  return [...new Set(folders)];
}

const program = ({ platform }: Machine) => (platform === "win32" ? "node.exe" : "node");
const satisfies = (version: string, range: string) => semver.satisfies(version, range, { includePrerelease: true });

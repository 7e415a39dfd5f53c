// Finds the Node.js that runs a project's code, by files alone: an editor that was started from an icon knows nothing of a user's shell.
import { delimiter, isAbsolute, join } from "node:path";
import semver from "semver";
import { fits, type Manager, managersOn, newestFor } from "./installed-nodes.js";
import { type Machine, variable } from "./machine.js";
import {
  asAsked,
  asSet,
  isNone,
  isThere,
  managerHas,
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
  /** `millrace.nodePath` as it is written; empty: none. */
  readonly setting: string;
  /** The versions that will do, as `engines` says it. */
  readonly range: string;
}

export type NodeChoice = FoundNode | RefusedNode;

export interface FoundNode {
  readonly kind: "found";
  readonly path: string;
  readonly version: string;
  /** The program that asks; it may need more than a path to behave as Node. */
  readonly isOwn: boolean;
  /** Why this one, in a few words. */
  readonly why: string;
  /** What the project asks for was not found. */
  readonly warning: string | null;
  readonly looked: readonly string[];
}

export interface RefusedNode {
  readonly kind: "refused";
  readonly message: string;
  /** Where was looked, and what was there. */
  readonly looked: readonly string[];
}

interface Candidate {
  readonly origin: Origin;
  readonly path: string;
  /** Null: it has to be asked. */
  readonly version: string | null;
}

/** A candidate that will do, its program behind the shims. */
interface Good {
  readonly origin: Origin;
  readonly path: string;
  readonly version: string;
}

/**
 * In this order: the setting; what the project's files ask for; `node` on the PATH; the defaults of version managers; the usual places;
 * the newest a manager has; the editor's own. None that is too old. What is set and cannot be is refused; what is asked for and missing
 * is told, and the next one runs.
 */
export async function findNode(question: NodeQuestion, machine: Machine): Promise<NodeChoice> {
  if (question.setting.trim() !== "") return bySetting(question, machine);
  const managers = managersOn(machine);
  const looked = managers.map(contents);
  const judge = createJudge(question, machine, looked);
  const wanted = asked(machine, question.projectDir);
  const others = elsewhere(machine, managers);
  if (!others.some(({ origin }) => origin.kind === "on-path")) looked.push(notOnPath(foldersOnPath(machine), program(machine)));
  const found = ({ path, version }: Good, why: string, warning: string | null): FoundNode => {
    return { kind: "found", path, version, isOwn: path === machine.own.path, why, warning, looked };
  };
  if (wanted !== null) {
    const pinned = wanted.versions.flatMap((word) => installedFor(machine, managers, word));
    for (const candidate of [...pinned, ...others]) {
      const good = await judge(candidate);
      const isAsked = good !== null && wanted.versions.some((word) => fits(machine, word, good.version));
      if (isAsked) return found(good, asAsked(good.origin, wanted.file), null);
    }
  }
  for (const candidate of others) {
    const good = await judge(candidate);
    if (good === null) continue;
    const warning = wanted === null ? null : missing(wanted, good, { managers, looked, range: question.range });
    return found(good, originWords(good.origin), warning);
  }
  return { kind: "refused", message: nothingFound({ wanted, looked, range: question.range }), looked };
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
  // As it is set, though it may only lead to a Node: whoever writes a program around one wants it.
  return { kind: "found", path, version, isOwn: false, why: asSet(), warning: null, looked: [] };
}

/** What a file asks for; who asks for the system's takes what is found. */
function asked(machine: Machine, projectDir: string): WantedNode | null {
  const wanted = wantedNode(machine, projectDir);
  const versions = wanted?.versions.filter((word) => word !== "system") ?? [];
  return wanted === null || versions.length === 0 ? null : { ...wanted, versions };
}

function missing(
  wanted: WantedNode,
  good: Good,
  looked: { managers: readonly Manager[]; looked: readonly string[]; range: string },
): string {
  const ranges = wanted.versions.map((word) => rangeOf(word)).filter((range) => range !== null);
  const isTooOld = ranges.length > 0 && !ranges.some((range) => semver.intersects(range, looked.range));
  return isTooOld ? tooOld(wanted, good, looked.range) : notInstalled(wanted, good, looked);
}

/** Of all managers, the newest that a word means. */
function installedFor(machine: Machine, managers: readonly Manager[], word: string): Candidate[] {
  const all = managers.flatMap(({ installed }) => installed);
  const newest = newestFor(machine, word, all);
  return newest === null ? [] : [{ origin: { kind: "installed", manager: newest.manager }, path: newest.path, version: newest.version }];
}

/** Where to look when no file of the project says, the first one first. */
function elsewhere(machine: Machine, managers: readonly Manager[]): Candidate[] {
  const { files, own } = machine;
  const inFolders = (kind: "on-path" | "usual-place", folders: readonly string[]): Candidate[] =>
    folders
      .map((folder) => join(folder, program(machine)))
      .filter((path) => files.fileExists(path))
      .map((path) => ({ origin: { kind }, path, version: null }));
  const defaults = managers.flatMap(({ name, installed, standard }) => {
    const node = standard === null ? null : newestFor(machine, standard, installed);
    return node === null ? [] : [{ origin: { kind: "default" as const, manager: name }, path: node.path, version: node.version }];
  });
  const all = managers.flatMap(({ installed }) => installed).sort((a, b) => semver.rcompare(a.version, b.version));
  return [
    ...inFolders("on-path", foldersOnPath(machine)),
    ...defaults,
    ...inFolders("usual-place", usualPlaces(machine)),
    ...all.map(({ manager, path, version }) => ({ origin: { kind: "installed" as const, manager }, path, version })),
    { origin: { kind: "own" }, ...own },
  ];
}

/** Says whether a candidate will do, and notes what it is. */
function createJudge(
  { projectDir, range }: NodeQuestion,
  machine: Machine,
  looked: string[],
): (candidate: Candidate) => Promise<Good | null> {
  const judge = async ({ origin, path, version }: Candidate): Promise<Good | null> => {
    const answer = version === null ? await machine.ask(path, projectDir) : { kind: "node" as const, version, path };
    // What a manager has installed is listed with it.
    if (answer.kind === "none") looked.push(isNone(origin, path, answer.trouble));
    else if (origin.kind !== "installed") looked.push(isThere(origin, answer.version, path));
    return answer.kind === "node" && satisfies(answer.version, range) ? { origin, path: answer.path, version: answer.version } : null;
  };
  const known = new Map<Candidate, Promise<Good | null>>();
  return (candidate) => {
    const judged = known.get(candidate) ?? judge(candidate);
    known.set(candidate, judged);
    return judged;
  };
}

function contents({ name, folders, installed }: Manager): string {
  const versions = installed.map(({ version }) => version).sort(semver.rcompare);
  return managerHas(name, folders, versions);
}

/** Relative ones would depend on where the editor was started. */
function foldersOnPath(machine: Machine): string[] {
  const folders = (variable(machine, "PATH") ?? "").split(delimiter).filter((folder) => isAbsolute(folder));
  return [...new Set(folders)];
}

function usualPlaces(machine: Machine): string[] {
  if (machine.platform === "win32") {
    const programs = ["ProgramFiles", "ProgramFiles(x86)"].flatMap((name) => variable(machine, name) ?? []);
    return programs.map((folder) => join(folder, "nodejs"));
  }
  return ["/usr/local/bin", "/opt/homebrew/bin", "/home/linuxbrew/.linuxbrew/bin", "/usr/bin", "/snap/bin"];
}

const program = ({ platform }: Machine) => (platform === "win32" ? "node.exe" : "node");
const satisfies = (version: string, range: string) => semver.satisfies(version, range, { includePrerelease: true });

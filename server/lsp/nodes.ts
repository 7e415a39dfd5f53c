// The Node.js that runs each project's code. It is searched each time, because versions come and go, and changes are reported.
import type { NodeState } from "../../runtime/contract/server-status.js";
import { findNode, type NodeChoice, neededNode, thisMachine } from "../../runtime/host/index.js";
import { nodeFiles } from "./node-files.js";

export interface Nodes {
  choose(projectDir: string): Promise<ChosenNode>;
  /** The same for callers that cannot return a refusal: rejects instead. */
  options(projectDir: string): Promise<NodeOptions>;
  state(projectDir: string): Promise<NodeState>;
  /** A warning about the last chosen Node.js. Null if there is none, or if nothing was chosen yet. */
  note(projectDir: string): string | null;
  /** Applies `millrace.nodePath`. Returns true if it changed. */
  configure(setting: unknown): boolean;
}

/** Without a path, the program of this process is used. */
export interface NodeOptions {
  readonly nodePath?: string;
}

export type ChosenNode =
  | { readonly kind: "chosen"; readonly options: NodeOptions }
  | { readonly kind: "refused"; readonly message: string };

export interface NodesOptions {
  /** The workspace folder that contains a project. */
  readonly folderOf: (projectDir: string) => string;
  readonly log: { info(line: string): void; warn(line: string): void };
  /** The warning about a project changed. */
  readonly changed: () => void;
}

export function createNodes({ folderOf, log, changed }: NodesOptions): Nodes {
  const machine = thisMachine(nodeFiles);
  const notes = new Map<string, string>();
  const logged = new Map<string, string>();
  let setting = "";

  async function look(projectDir: string): Promise<NodeChoice> {
    const question = { projectDir, workspaceFolder: folderOf(projectDir), setting, range: neededNode(projectDir) };
    const choice = await findNode(question, machine);
    tell(projectDir, choice);
    return choice;
  }

  function tell(projectDir: string, choice: NodeChoice): void {
    const note = choice.kind === "refused" ? choice.message : choice.warning;
    const found = choice.kind === "found" ? `${choice.path}, ${choice.why}` : choice.message;
    if (logged.get(projectDir) !== found) {
      logged.set(projectDir, found);
      if (choice.kind === "found") log.info(`${projectDir}: Node.js ${choice.version} runs the code: ${found}.`);
    }
    if (notes.get(projectDir) === (note ?? undefined)) return;
    if (note === null) notes.delete(projectDir);
    else {
      notes.set(projectDir, note);
      log.warn(`${projectDir}: ${note}`);
    }
    changed();
  }

  async function choose(projectDir: string): Promise<ChosenNode> {
    const choice = await look(projectDir);
    if (choice.kind === "refused") return { kind: "refused", message: choice.message };
    return { kind: "chosen", options: choice.isOwn ? {} : { nodePath: choice.path } };
  }

  return {
    choose,
    async options(projectDir) {
      const chosen = await choose(projectDir);
      if (chosen.kind === "refused") throw new Error(chosen.message);
      return chosen.options;
    },
    async state(projectDir) {
      const choice = await look(projectDir);
      const { looked } = choice;
      if (choice.kind === "refused") return { path: null, version: null, reason: choice.message, warning: null, looked };
      return { path: choice.path, version: choice.version, reason: choice.why, warning: choice.warning, looked };
    },
    note: (projectDir) => notes.get(projectDir) ?? null,
    configure: (next) => {
      // The client may send anything.
      const wanted = typeof next === "string" ? next : "";
      if (wanted === setting) return false;
      setting = wanted;
      // A warning about the previous Node.js may no longer apply.
      for (const projectDir of logged.keys()) void look(projectDir);
      return true;
    },
  };
}

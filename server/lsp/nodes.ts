// The Node.js that runs each project's code: looked for anew each time, because versions come and go, and told when it is another.
import type { NodeState } from "../../runtime/contract/server-status.js";
import { findNode, type NodeChoice, neededNode, thisMachine } from "../../runtime/host/index.js";
import { nodeFiles } from "./node-files.js";

export interface Nodes {
  choose(projectDir: string): Promise<ChosenNode>;
  /** The same, for what cannot be refused in words of its own: rejects instead. */
  options(projectDir: string): Promise<NodeOptions>;
  state(projectDir: string): Promise<NodeState>;
  /** What is amiss with the one that was last chosen; null when nothing is, or nothing was chosen yet. */
  note(projectDir: string): string | null;
  /** `millrace.nodePath`; true when it is another now. */
  configure(setting: unknown): boolean;
}

/** No path: the program that asks. */
export interface NodeOptions {
  readonly nodePath?: string;
}

export type ChosenNode =
  | { readonly kind: "chosen"; readonly options: NodeOptions }
  | { readonly kind: "refused"; readonly message: string };

export interface NodesOptions {
  /** The folder of the workspace around a project. */
  readonly folderOf: (projectDir: string) => string;
  readonly log: { info(line: string): void; warn(line: string): void };
  /** What there is to note of a project is another now. */
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
      // A client may send anything.
      const wanted = typeof next === "string" ? next : "";
      if (wanted === setting) return false;
      setting = wanted;
      // What was noted of the one before need not be so any more.
      for (const projectDir of logged.keys()) void look(projectDir);
      return true;
    },
  };
}

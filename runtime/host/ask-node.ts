// Asks a program which Node.js it is: once for each file, and for as long as the file stays the same.
import { execFile } from "node:child_process";
import { realpathSync, statSync } from "node:fs";
import semver from "semver";
import { childEnv } from "./child-env.js";

export type NodeAnswer =
  /** `path` is the program itself where the one asked only leads to it, as the shims of version managers do. */
  { readonly kind: "node"; readonly version: string; readonly path: string } | { readonly kind: "none"; readonly trouble: NodeTrouble };

/** Why a program is no Node.js. */
export type NodeTrouble =
  | { readonly kind: "another-program" | "silent" }
  | { readonly kind: "slow"; readonly seconds: number }
  /** `code` is the system's. */
  | { readonly kind: "not-started"; readonly code: string };

/** `cwd` is where it is asked: a shim chooses by the folder. */
export type AskNode = (path: string, cwd: string) => Promise<NodeAnswer>;

const QUESTION = 'process.versions.node + "\\n" + process.execPath';

export function createAskNode(timeoutMs = 5000): AskNode {
  const known = new Map<string, Promise<NodeAnswer>>();
  return async (path, cwd) => {
    const id = identity(path);
    const before = id === null ? undefined : known.get(id);
    if (before) return before;
    const asked = ask(path, cwd, timeoutMs);
    if (id === null) return asked;
    known.set(id, asked);
    const answer = await asked;
    // What a shim leads to, and what was too busy to answer, may be another the next time.
    if (answer.kind === "none" || identity(answer.path) !== id) known.delete(id);
    return answer;
  };
}

function ask(path: string, cwd: string, timeout: number): Promise<NodeAnswer> {
  return new Promise((resolve) => {
    const options = { cwd, timeout, env: childEnv(), windowsHide: true, encoding: "utf8", killSignal: "SIGKILL" } as const;
    execFile(path, ["-p", QUESTION], options, (error, out) => {
      const [version = "", program = path] = out.trim().split(/\r?\n/);
      if (error === null && semver.valid(version) !== null) return resolve({ kind: "node", version, path: program });
      resolve({ kind: "none", trouble: troubleOf(error, timeout) });
    });
  });
}

function troubleOf(error: Error | null, timeout: number): NodeTrouble {
  if (error === null) return { kind: "another-program" };
  const { killed, code } = error as { killed?: boolean; code?: unknown };
  if (killed === true) return { kind: "slow", seconds: timeout / 1000 };
  return typeof code === "string" ? { kind: "not-started", code } : { kind: "silent" };
}

/** The file behind the links, in the state it is in; null when there is none. */
function identity(path: string): string | null {
  try {
    const real = realpathSync(path);
    const { mtimeMs, size } = statSync(real);
    return `${real}\0${mtimeMs}\0${size}`;
  } catch {
    return null;
  }
}

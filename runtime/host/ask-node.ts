// Runs a program to find out whether it is Node.js, and its version. The answer is cached as long as the file does not change.
import { execFile } from "node:child_process";
import { realpathSync, statSync } from "node:fs";
import semver from "semver";
import { childEnv } from "./child-env.js";

export type NodeAnswer =
  /** `path` is the Node.js executable when the program only starts another one, as the shims of version managers do. */
  { readonly kind: "node"; readonly version: string; readonly path: string } | { readonly kind: "none"; readonly trouble: NodeTrouble };

/** Why a program is not a usable Node.js. */
export type NodeTrouble =
  | { readonly kind: "another-program" | "silent" }
  | { readonly kind: "slow"; readonly seconds: number }
  /** `code` is the error code of the system. */
  | { readonly kind: "not-started"; readonly code: string };

/** `cwd` is the folder in which the program runs: a shim chooses a version by the folder. */
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
    // The answers of a shim and of a program that was too busy may change, so they are not cached.
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

/** The state of the file behind the links; null when there is no file. */
function identity(path: string): string | null {
  try {
    const real = realpathSync(path);
    const { mtimeMs, size } = statSync(real);
    return `${real}\0${mtimeMs}\0${size}`;
  } catch {
    return null;
  }
}

// What the search for a Node.js knows about the machine. It is a parameter, so that a test can use another home folder.
import { homedir } from "node:os";
import { parse } from "node:path";
import { type AskNode, createAskNode } from "./ask-node.js";

export interface Machine {
  readonly env: Readonly<Record<string, string | undefined>>;
  readonly home: string;
  readonly platform: NodeJS.Platform;
  readonly files: LookupFiles;
  /** The program of this process: an editor's own Node, or its Electron. */
  readonly own: { readonly path: string; readonly version: string };
  readonly ask: AskNode;
}

/** Paths are absolute. Results for missing files are undefined, false or empty. */
export interface LookupFiles {
  read(path: string): string | undefined;
  fileExists(path: string): boolean;
  directoryExists(path: string): boolean;
  list(path: string): readonly { readonly name: string; readonly kind: "file" | "directory" }[];
  realpath(path: string): string;
}

export function thisMachine(files: LookupFiles): Machine {
  const own = { path: process.execPath, version: process.versions.node };
  return { env: process.env, home: homeFolder(), platform: process.platform, files, own, ask: createAskNode() };
}

/** The root folder when the user has no home, as for user ids without a name in containers. */
export function homeFolder(ask: () => string = homedir): string {
  try {
    return ask();
  } catch {
    return parse(process.cwd()).root;
  }
}

/** The value of a variable. Windows ignores the case of its name. */
export function variable({ env, platform }: Pick<Machine, "env" | "platform">, name: string): string | undefined {
  const value = env[name];
  if (value !== undefined || platform !== "win32") return value === "" ? undefined : value;
  return Object.entries(env).find(([each]) => each.toUpperCase() === name.toUpperCase())?.[1] || undefined;
}

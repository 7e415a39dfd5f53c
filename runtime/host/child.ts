// One child process: started, spoken to, and gone for good when its parent is.
import { type ChildProcess, fork } from "node:child_process";
import type { ModuleTable } from "../contract/modules.js";
import type { EnvFile, WorkerMessage, WorkerRequest } from "../contract/worker.js";
import { STATE_VARIABLE } from "../disk/state-folder.js";
import { childEnv } from "./child-env.js";
import { readEnvFiles, withEnvFiles } from "./env-files.js";
import { findWorker, nodeFor } from "./find-worker.js";

export interface ChildOptions {
  /** The Node to use; default: this one. */
  readonly nodePath?: string;
  /** Another worker than that of the project's package. */
  readonly workerPath?: string;
  /** Variables added to the child's environment. */
  readonly env?: Readonly<Record<string, string>>;
  readonly execArgv?: readonly string[];
  /** Where the project's imports lead, as analysis read them. */
  readonly modules?: ModuleTable;
  /** A worker that was started before. */
  readonly ready?: ReadyWorker;
}

export interface ChildListener {
  message(message: WorkerMessage): void;
  /** Lines the child wrote past its own log (native code does). */
  output(stream: "stdout" | "stderr", line: string): void;
  /** Once, after the last message and the last line. */
  gone(how: Departure): void;
}

export interface Departure {
  readonly code: number | null;
  readonly signal: NodeJS.Signals | null;
  /** The process could not be started. */
  readonly error: Error | null;
}

/** A worker that loads what it is made of while its request is still worked out. It takes one. */
export interface ReadyWorker {
  /** Null where it did not start or has ended. */
  take(): Forked | null;
  /** Ends it where nobody took it. */
  end(): void;
}

interface Forked {
  readonly child: ChildProcess;
  /** The files with variables that its environment was read from. */
  readonly envFiles: readonly EnvFile[];
}

/** Never throws: what keeps it from starting is told by the start that would have used it. */
export function readyWorker(projectDir: string, options: ChildOptions = {}): ReadyWorker {
  let forked: Forked | null = null;
  let isTaken = false;
  try {
    const own = forkWorker(projectDir, options);
    own.child.on("error", () => {
      forked = null;
    });
    forked = own;
  } catch {
    // Told later.
  }
  return {
    take() {
      if (forked === null || isTaken || !forked.child.connected) return null;
      isTaken = true;
      return forked;
    },
    end() {
      if (!isTaken) forked?.child.kill("SIGKILL");
    },
  };
}

/** Starts a worker in the project's environment and hands it `request`. Throws when there is no worker to start. */
export function startChild(projectDir: string, request: WorkerRequest, options: ChildOptions, listener: ChildListener): ChildProcess {
  const { child, envFiles } = options.ready?.take() ?? forkWorker(projectDir, options);
  let failure: Error | null = null;
  let isGone = false;
  const gone = (how: Departure) => {
    if (!isGone) listener.gone(how);
    isGone = true;
  };
  child.on("error", (error) => {
    failure = error;
    // What could not be started may never close.
    if (child.pid === undefined) gone({ code: null, signal: null, error });
  });
  child.on("message", (message) => listener.message(message as WorkerMessage));
  for (const name of ["stdout", "stderr"] as const) forwardLines(child, name, listener);
  const departed = (code: number | null, signal: NodeJS.Signals | null) =>
    gone({ code, signal, error: code === null && signal === null ? failure : null });
  child.on("close", departed);
  // A process that the code started may hold the streams open for as long as it likes.
  child.on("exit", (code, signal) => {
    const waiting = setTimeout(() => {
      for (const stream of [child.stdout, child.stderr]) stream?.destroy();
      departed(code, signal);
    }, STREAMS_CLOSE_WITHIN_MS);
    child.once("close", () => clearTimeout(waiting));
  });
  child.send({ ...request, envFiles, ...(options.modules ? { modules: options.modules } : {}) }, () => undefined);
  return child;
}

/** After the process has ended. */
const STREAMS_CLOSE_WITHIN_MS = 2_000;

function forkWorker(projectDir: string, options: ChildOptions): Forked {
  const node = nodeFor(options.nodePath);
  const { values, files } = readEnvFiles(projectDir);
  const child = fork(options.workerPath ?? findWorker(projectDir), [], {
    cwd: projectDir,
    // A file of variables cannot move the state: who starts the worker reads it, too.
    env: { ...withEnvFiles(childEnv(process.env, options.env), values), ...node.env, [STATE_VARIABLE]: process.env[STATE_VARIABLE] ?? "" },
    execPath: node.path,
    execArgv: ["--enable-source-maps", ...(options.execArgv ?? [])],
    serialization: "advanced",
    stdio: ["ignore", "pipe", "pipe", "ipc"],
  });
  return { child, envFiles: files };
}

function forwardLines(child: ChildProcess, name: "stdout" | "stderr", listener: ChildListener): void {
  let rest = "";
  child[name]?.setEncoding("utf8");
  child[name]?.on("data", (text: string) => {
    const lines = (rest + text).split("\n");
    rest = lines.pop() ?? "";
    for (const line of lines) listener.output(name, line);
  });
  child[name]?.on("end", () => {
    if (rest !== "") listener.output(name, rest);
  });
}

/** What became of the child, in a sentence. */
export function departed({ code, signal, error }: Departure): string {
  if (error !== null) return `could not be started: ${error.message}`;
  if (signal === "SIGKILL") return "was killed by the system, perhaps out of memory (SIGKILL)";
  if (signal === "SIGABRT" || code === 134)
    return "aborted, perhaps out of memory (SIGABRT): a relation or batches need less of it than rows";
  if (signal === "SIGSEGV" || signal === "SIGBUS" || signal === "SIGILL") return `crashed in native code (${signal})`;
  if (signal !== null) return `was ended by ${signal}`;
  return `ended by itself with exit code ${code} before the run was over`;
}

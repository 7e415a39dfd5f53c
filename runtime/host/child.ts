// One child process: starts it, sends messages, and ends it reliably when the parent ends.
import { type ChildProcess, fork } from "node:child_process";
import type { ModuleTable } from "../contract/modules.js";
import type { EnvFile, WorkerMessage, WorkerRequest } from "../contract/worker.js";
import { STATE_VARIABLE } from "../disk/state-folder.js";
import { childEnv } from "./child-env.js";
import { readEnvFiles, withEnvFiles } from "./env-files.js";
import { findWorker, nodeFor } from "./find-worker.js";

export interface ChildOptions {
  /** The Node to use; default: the current one. */
  readonly nodePath?: string;
  /** A worker other than the one of the project's package. */
  readonly workerPath?: string;
  /** Variables added to the child's environment. */
  readonly env?: Readonly<Record<string, string>>;
  readonly execArgv?: readonly string[];
  /** The targets of the project's imports, as analysis resolved them. */
  readonly modules?: ModuleTable;
  /** A worker that was started in advance. */
  readonly ready?: ReadyWorker;
}

export interface ChildListener {
  message(message: WorkerMessage): void;
  /** Lines that the child wrote outside its own log (native code does). */
  output(stream: "stdout" | "stderr", line: string): void;
  /** Called once, after the last message and the last line. */
  gone(how: Departure): void;
}

export interface Departure {
  readonly code: number | null;
  readonly signal: NodeJS.Signals | null;
  /** The process could not be started. */
  readonly error: Error | null;
}

/** A worker that is started in advance and loads its modules while the request is prepared. It accepts one request. */
export interface ReadyWorker {
  /** Null when it did not start, or has ended. */
  take(): Forked | null;
  /** Ends it if no request was sent. */
  end(): void;
}

interface Forked {
  readonly child: ChildProcess;
  /** The files with variables from which its environment was read. */
  readonly envFiles: readonly EnvFile[];
}

/** Never throws: the start that uses the worker reports the error. */
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
    // Reported later.
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

/** Starts a worker in the project's environment and sends it `request`. Throws when there is no worker to start. */
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
    // A process that failed to start may never emit `close`.
    if (child.pid === undefined) gone({ code: null, signal: null, error });
  });
  child.on("message", (message) => listener.message(message as WorkerMessage));
  for (const name of ["stdout", "stderr"] as const) forwardLines(child, name, listener);
  const departed = (code: number | null, signal: NodeJS.Signals | null) =>
    gone({ code, signal, error: code === null && signal === null ? failure : null });
  child.on("close", departed);
  // A process that the code started may keep the streams open.
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
    // A file of variables cannot change the state folder, because the parent reads it, too.
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

/** Why the child ended, in one sentence. */
export function departed({ code, signal, error }: Departure): string {
  if (error !== null) return `could not be started: ${error.message}`;
  if (signal === "SIGKILL") return "was killed by the system, perhaps out of memory (SIGKILL)";
  if (signal === "SIGABRT" || code === 134)
    return "aborted, perhaps out of memory (SIGABRT): a relation or batches need less of it than rows";
  if (signal === "SIGSEGV" || signal === "SIGBUS" || signal === "SIGILL") return `crashed in native code (${signal})`;
  if (signal !== null) return `was ended by ${signal}`;
  return `ended by itself with exit code ${code} before the run was over`;
}

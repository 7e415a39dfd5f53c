// The status of the server: for the status item, and to find the reason of a problem.
import type { Severity } from "./problem.js";

export interface ServerState {
  /** A client uses `stopped` for a server that ended. */
  readonly kind: "starting" | "ready" | "no-project" | "restricted" | "without-node" | "stopped";
  readonly projects: readonly ProjectState[];
  /** Open documents that belong to no project. */
  readonly outside: readonly OutsideDocument[];
  readonly message: string;
}

export interface ProjectState {
  readonly uri: string;
  readonly name: string;
  readonly assets: number;
  readonly errors: number;
  /** Types are being checked. */
  readonly checking: boolean;
  /** What does not work and why, each in one or two sentences, the remedy last. */
  readonly notes: readonly string[];
}

export interface OutsideDocument {
  readonly uri: string;
  readonly reason: string;
  /** The document mentions Millrace, so a user will expect lenses in it. */
  readonly wanted: boolean;
}

export interface ServerStatus {
  readonly version: string;
  /** Null in a web worker. */
  readonly process: ServerProcess | null;
  readonly state: ServerState;
  readonly projects: readonly ProjectStatus[];
  /** URIs. */
  readonly openDocuments: readonly string[];
  /** The latest slow requests, oldest first. */
  readonly slowRequests: readonly SlowRequest[];
}

export interface ServerProcess {
  readonly node: string;
  readonly pid: number;
  readonly uptimeMs: number;
  readonly memory: { readonly rssBytes: number; readonly heapUsedBytes: number; readonly heapTotalBytes: number };
}

export interface ProjectStatus {
  readonly uri: string;
  readonly config: string;
  readonly assets: number;
  readonly files: number;
  readonly problems: Readonly<Record<Severity, number>>;
  /** Files whose types are still to be checked. */
  readonly waiting: number;
  readonly described: DescribedState;
  /** Duration of the last reading of the graph, in milliseconds. */
  readonly graphMs: number | null;
  /** Duration of the last type check of all files, in milliseconds. */
  readonly typesMs: number | null;
  /** The TypeScript that answers. */
  readonly typeEngine: "typescript6" | "native";
  readonly runId: string | null;
  /** The Node.js that executes its code; null when code may not be executed. */
  readonly node: NodeState | null;
}

export interface NodeState {
  /** Null: no Node.js was found, or the setting is invalid. `reason` contains the whole explanation. */
  readonly path: string | null;
  readonly version: string | null;
  /** Why this Node.js is used. */
  readonly reason: string;
  /** What the project requires but was not found. */
  readonly warning: string | null;
  /** The searched places, and what was found there. */
  readonly looked: readonly string[];
}

/** Whether the project's code was executed for values that require it. `failed` and `not-allowed` contain the reason. */
export interface DescribedState {
  readonly kind: "not-needed" | "waiting" | "described" | "failed" | "not-allowed";
  readonly reason?: string;
}

export interface SlowRequest {
  readonly name: string;
  readonly ms: number;
  /** ISO time of its end. */
  readonly when: string;
  /** The document, and the size of its project if known. */
  readonly about?: string;
}

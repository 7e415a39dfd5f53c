// How the server stands: for the status item, and for whoever looks for the reason of something.
import type { Severity } from "./problem.js";

export interface ServerState {
  /** `stopped` is what a client says of a server that is gone. */
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
  /** What cannot work here and why, each in a sentence or two with the remedy last. */
  readonly notes: readonly string[];
}

export interface OutsideDocument {
  readonly uri: string;
  readonly reason: string;
  /** It speaks of Millrace, so somebody will miss its lenses. */
  readonly wanted: boolean;
}

export interface ServerStatus {
  readonly version: string;
  /** Null in a worker of a browser. */
  readonly process: ServerProcess | null;
  readonly state: ServerState;
  readonly projects: readonly ProjectStatus[];
  /** URIs. */
  readonly openDocuments: readonly string[];
  /** The last that were slow, the latest last. */
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
  /** Milliseconds the last reading of the graph took. */
  readonly graphMs: number | null;
  /** Milliseconds the last check of types took, all its files together. */
  readonly typesMs: number | null;
  /** Which TypeScript answers. */
  readonly typeEngine: "typescript6" | "native";
  readonly runId: string | null;
  /** The Node.js that runs its code; null where nothing may run. */
  readonly node: NodeState | null;
}

export interface NodeState {
  /** Null: none was found, or what is set cannot be; `reason` says all of it. */
  readonly path: string | null;
  readonly version: string | null;
  /** Why this one. */
  readonly reason: string;
  /** What the project asks for, and which was not found. */
  readonly warning: string | null;
  /** Where was looked, and what was there. */
  readonly looked: readonly string[];
}

/** Whether the project was asked what requires executing code; `failed` and `not-allowed` say why not. */
export interface DescribedState {
  readonly kind: "not-needed" | "waiting" | "described" | "failed" | "not-allowed";
  readonly reason?: string;
}

export interface SlowRequest {
  readonly name: string;
  readonly ms: number;
  /** ISO time of its end. */
  readonly when: string;
  /** The document and the size of its project, where known. */
  readonly about?: string;
}

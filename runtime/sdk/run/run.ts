// What one run is made of: what it was asked for, and what its steps share.
import type { Materialization, RunError, RunEvent, RunPlan } from "../../contract/run.js";
import type { IOManager } from "../io-manager.js";
import type { RecordStore } from "../record-store.js";
import type { ResolvedProject } from "../resolve.js";
import type { ManagerPool } from "./managers.js";

export interface ExecuteOptions {
  readonly plan: RunPlan;
  readonly project: ResolvedProject;
  readonly records: RecordStore;
  /** The `io_manager` of a project that names none. */
  readonly defaultManager: IOManager;
  readonly emit: (event: RunEvent) => void;
  readonly signal?: AbortSignal;
  /** Steps at the same time; default: the number of processors, at least 4. */
  readonly concurrency?: number;
  /** False where the plan comes from functions' text, which says nothing of what they return. Default true. */
  readonly typesKnown?: boolean;
  /** Wraps each step, so that output can be attributed to its asset. */
  readonly within?: <T>(assetKey: string, work: () => Promise<T>) => Promise<T>;
  /** Is told every value a function returned. */
  readonly onValue?: (assetKey: string, value: unknown) => void;
}

/** What the steps of one run share. */
export interface Run extends ExecuteOptions {
  readonly managers: ManagerPool;
  readonly signal: AbortSignal;
  readonly stored: Map<string, Materialization>;
  readonly resources: Readonly<Record<string, unknown>>;
  tell(type: RunEvent["type"], details?: Omit<Partial<RunEvent>, "type" | "runId" | "timestamp">): void;
  errorOf(thrown: unknown): RunError;
}

/** The step's name: the key's parts joined with `__`. */
export function stepKey(assetKey: string): string {
  return assetKey.replaceAll("/", "__");
}

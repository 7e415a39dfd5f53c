// Asks the worker for values that require executing code, if reading leaves something open: once for each saved state of a project.
import type { DescribedState } from "../../runtime/contract/server-status.js";
import type { DescribedProject } from "../../runtime/contract/worker.js";
import type { Project } from "../analysis/index.js";
import { yieldToClient } from "./breath.js";

export interface Describing {
  /** The project on disk may have changed: questions about its previous state are canceled. */
  stale(project: Project): void;
  /** The permission to execute code, or the Node.js, has changed: describes the project if that has not succeeded yet. */
  again(project: Project): void;
  /** Describes the project if necessary, unless its current state has been described. */
  consider(project: Project): void;
  /** The current state of describing. */
  state(project: Project): DescribedState;
}

export interface DescribingOptions {
  /** Why nothing may be executed, as a short label. Null if it may. */
  readonly refused: (project: Project) => string | null;
  /** Stops if the signal is aborted. */
  readonly ask: (project: Project, signal: AbortSignal) => Promise<DescribedProject>;
  readonly onDescribed: (project: Project, described: DescribedProject) => void;
  readonly failed: (project: Project, reason: string) => void;
}

/** The milliseconds for which types are asked without a pause. */
const SLICE = 20;

export function createDescribing({ refused, ask, onDescribed, failed }: DescribingOptions): Describing {
  /** Whether projects need describing in their current state. */
  const needs = new Map<string, boolean | "judged">();
  /** Projects whose current state was asked about, with the controller that cancels the question. Null once it is answered. */
  const questions = new Map<string, AbortController | null>();
  const failures = new Map<string, string>();

  /** Decides whether a project needs describing. Types may be needed for this, and are asked in slices between answers to the client. */
  async function judge(project: Project): Promise<boolean> {
    while (project.needsDescribing()) {
      if (project.settle(SLICE)) return true;
      await yieldToClient();
    }
    return false;
  }

  function describe(project: Project): void {
    if (refused(project) !== null || questions.has(project.dir)) return;
    const question = new AbortController();
    const { signal } = question;
    questions.set(project.dir, question);
    ask(project, signal).then(
      (described) => {
        if (signal.aborted) return;
        questions.set(project.dir, null);
        onDescribed(project, described);
      },
      (error: unknown) => signal.aborted || fail(project, error),
    );
  }

  function giveUp({ dir }: Project): void {
    questions.get(dir)?.abort();
    questions.delete(dir);
    failures.delete(dir);
  }

  function fail(project: Project, error: unknown): void {
    const reason = error instanceof Error ? error.message : String(error);
    failures.set(project.dir, reason);
    failed(project, reason);
  }

  function consider(project: Project): void {
    const known = needs.get(project.dir);
    if (known === true) describe(project);
    if (known !== undefined) return;
    needs.set(project.dir, "judged");
    judge(project).then(
      (needed) => {
        // A newer state is decided separately.
        if (needs.get(project.dir) !== "judged") return;
        needs.set(project.dir, needed);
        if (needed) describe(project);
      },
      (error: unknown) => fail(project, error),
    );
  }

  return {
    stale(project) {
      needs.delete(project.dir);
      giveUp(project);
    },
    again(project) {
      if (questions.get(project.dir)) giveUp(project);
      consider(project);
    },
    consider,
    state(project) {
      const why = refused(project);
      if (why !== null && needs.get(project.dir) === true && project.described() === null) return { kind: "not-allowed", reason: why };
      const reason = failures.get(project.dir);
      if (reason !== undefined) return { kind: "failed", reason };
      if (project.described() !== null) return { kind: "described" };
      if (needs.get(project.dir) !== true) return { kind: "not-needed" };
      return { kind: "waiting" };
    },
  };
}

// Asks the worker what requires executing code, where reading leaves something open: once for each saved state of a project.
import type { DescribedState } from "../../runtime/contract/server-status.js";
import type { DescribedProject } from "../../runtime/contract/worker.js";
import type { Project } from "../analysis/index.js";
import { breath } from "./breath.js";

export interface Describing {
  /** The project on disk may be another now: what is asked about the one before is given up. */
  stale(project: Project): void;
  /** Leave to run, or the Node.js that runs, is another now: describes what is not yet. */
  again(project: Project): void;
  /** Describes the project if it is needed and has not been done for its present state. */
  consider(project: Project): void;
  /** How that stands now. */
  state(project: Project): DescribedState;
}

export interface DescribingOptions {
  /** Why nothing may run, in two words; null when it may. */
  readonly refused: (project: Project) => string | null;
  /** Gives up when the signal says so. */
  readonly ask: (project: Project, signal: AbortSignal) => Promise<DescribedProject>;
  readonly told: (project: Project, described: DescribedProject) => void;
  readonly failed: (project: Project, reason: string) => void;
}

/** Milliseconds of asking types at a stretch. */
const SLICE = 20;

export function createDescribing({ refused, ask, told, failed }: DescribingOptions): Describing {
  /** Whether projects need it in their present state. */
  const needs = new Map<string, boolean | "judged">();
  /** Projects whose present state was asked about, and what ends the question; null once it is answered. */
  const asked = new Map<string, AbortController | null>();
  const failures = new Map<string, string>();

  /** Types may have to tell, and take turns with answers to the client. */
  async function judge(project: Project): Promise<boolean> {
    while (project.needsDescribing()) {
      if (project.settle(SLICE)) return true;
      await breath();
    }
    return false;
  }

  function describe(project: Project): void {
    if (refused(project) !== null || asked.has(project.dir)) return;
    const question = new AbortController();
    const { signal } = question;
    asked.set(project.dir, question);
    ask(project, signal).then(
      (described) => {
        if (signal.aborted) return;
        asked.set(project.dir, null);
        told(project, described);
      },
      (error: unknown) => signal.aborted || fail(project, error),
    );
  }

  function giveUp({ dir }: Project): void {
    asked.get(dir)?.abort();
    asked.delete(dir);
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
        // A newer state is judged by itself.
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
      if (asked.get(project.dir)) giveUp(project);
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

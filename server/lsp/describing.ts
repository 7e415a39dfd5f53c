// Asks the worker what only running can tell, where reading leaves something open: once for each saved state of a project.
import type { DescribedState } from "../../runtime/contract/editor.js";
import type { DescribedProject } from "../../runtime/contract/worker.js";
import { type Project, relativeTo } from "../analysis/index.js";

export interface Describing {
  /** The project on disk may be another now. */
  stale(project: Project): void;
  /** Describes the project if it is needed and has not been done for its present state. */
  consider(project: Project): void;
  /** How that stands now. */
  state(project: Project): DescribedState;
}

export interface DescribingOptions {
  readonly allowed: () => boolean;
  readonly ask: (projectDir: string, configFile: string) => Promise<DescribedProject>;
  readonly told: (project: Project, described: DescribedProject) => void;
  readonly failed: (project: Project, reason: string) => void;
}

export function createDescribing({ allowed, ask, told, failed }: DescribingOptions): Describing {
  /** Projects whose present state was asked about. */
  const asked = new Set<string>();
  const failures = new Map<string, string>();
  return {
    stale: (project) => {
      asked.delete(project.dir);
      failures.delete(project.dir);
    },
    consider(project) {
      if (!allowed() || asked.has(project.dir) || !project.needsDescribing()) return;
      asked.add(project.dir);
      ask(project.dir, relativeTo(project.dir, project.configFile)).then(
        (described) => told(project, described),
        (error: unknown) => {
          const reason = error instanceof Error ? error.message : String(error);
          failures.set(project.dir, reason);
          failed(project, reason);
        },
      );
    },
    state(project) {
      const reason = failures.get(project.dir);
      if (reason !== undefined) return { kind: "failed", reason };
      if (project.described() !== null) return { kind: "described" };
      if (!project.needsDescribing()) return { kind: "not-needed" };
      return allowed() ? { kind: "waiting" } : { kind: "not-allowed", reason: "Restricted Mode" };
    },
  };
}

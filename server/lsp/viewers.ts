// Looks at stored values: one process for each project somebody looks into, until its code changes or nobody asks any more.
import type { LookAnswer, LookQuestion } from "../../runtime/contract/value.js";
import type { Viewer } from "../../runtime/host/index.js";
import type { Project } from "../analysis/index.js";

export interface Viewers {
  /** Rejects in words for the user. */
  look(project: Project, question: LookQuestion): Promise<LookAnswer>;
  /** The project's code is another now, or is not to run any more. */
  stale(project: Project): void;
  close(): void;
}

export function createViewers(open: (project: Project) => Viewer): Viewers {
  const viewers = new Map<string, Viewer>();
  return {
    async look(project, question) {
      const viewer = viewers.get(project.dir) ?? open(project);
      viewers.set(project.dir, viewer);
      return viewer.ask(question);
    },
    stale({ dir }) {
      viewers.get(dir)?.close();
      viewers.delete(dir);
    },
    close() {
      for (const viewer of viewers.values()) viewer.close();
      viewers.clear();
    },
  };
}

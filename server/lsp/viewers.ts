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

export function createViewers(open: (project: Project) => Promise<Viewer>): Viewers {
  const viewers = new Map<string, Promise<Viewer>>();
  const close = (dir: string) => {
    void viewers.get(dir)?.then(
      (viewer) => viewer.close(),
      () => undefined,
    );
    viewers.delete(dir);
  };
  return {
    async look(project, question) {
      const opening = viewers.get(project.dir) ?? open(project);
      viewers.set(project.dir, opening);
      try {
        return await (await opening).ask(question);
      } catch (error) {
        // What could not be opened may be another time.
        await opening.catch(() => viewers.get(project.dir) === opening && viewers.delete(project.dir));
        throw error;
      }
    },
    stale: ({ dir }) => close(dir),
    close() {
      for (const dir of [...viewers.keys()]) close(dir);
    },
  };
}

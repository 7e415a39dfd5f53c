// Looks at stored values: one process for each project somebody looks into, until its code changes or nobody asks any more.
import type { LookAnswer, LookQuestion } from "../../runtime/contract/value.js";
import type { Viewer } from "../../runtime/host/index.js";
import type { Project } from "../analysis/index.js";

export interface Viewers {
  /** A question that is open when the code changes is asked once more. Rejects in words for the user. */
  look(project: Project, question: LookQuestion): Promise<LookAnswer>;
  /** The project's code is another now, or runs otherwise. */
  stale(project: Project): void;
  close(): void;
}

export function createViewers(open: (project: Project) => Promise<Viewer>): Viewers {
  const viewers = new Map<string, Promise<Viewer>>();
  const outdated = new WeakSet<Promise<Viewer>>();

  async function ask(project: Project, question: LookQuestion, isFirst: boolean): Promise<LookAnswer> {
    const opening = viewers.get(project.dir) ?? open(project);
    viewers.set(project.dir, opening);
    try {
      return await (await opening).ask(question);
    } catch (error) {
      if (isFirst && outdated.has(opening)) return ask(project, question, false);
      // What could not be opened may be another time.
      await opening.catch(() => viewers.get(project.dir) === opening && viewers.delete(project.dir));
      throw error;
    }
  }

  const close = (dir: string) => {
    void viewers.get(dir)?.then(
      (viewer) => viewer.close(),
      () => undefined,
    );
    viewers.delete(dir);
  };
  return {
    look: (project, question) => ask(project, question, true),
    stale({ dir }) {
      const viewer = viewers.get(dir);
      if (viewer) outdated.add(viewer);
      close(dir);
    },
    close() {
      for (const dir of [...viewers.keys()]) close(dir);
    },
  };
}

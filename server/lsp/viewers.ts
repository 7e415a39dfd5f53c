// Reads stored values: one process for each project, until its code changes or no more requests come.
import type { LookAnswer, LookQuestion } from "../../runtime/contract/value.js";
import type { Viewer } from "../../runtime/host/index.js";
import type { Project } from "../analysis/index.js";

export interface Viewers {
  /** If the code changes during a question, the question is asked once more. Rejects with a message for the user. */
  look(project: Project, question: LookQuestion): Promise<LookAnswer>;
  /** The project's code changed, or runs differently. */
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
      // Opening may succeed the next time.
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

// Tells the client how the statuses of assets changed.
import type { Connection } from "vscode-languageserver";
import { statusChangedNotification, tell } from "../../runtime/contract/protocol.js";
import type { Project } from "../analysis/index.js";
import type { Statuses } from "./statuses.js";

export interface StatusNews {
  /** What changed, a moment later and all at once: a run of thousands of assets tells thousands of events. */
  tell(project: Project): void;
  /** Everything at once, for a change nobody can name: another process's, say. */
  tellAll(project: Project): void;
}

interface Sources {
  readonly connection: Connection;
  readonly statusesOf: (project: Project) => Statuses;
  readonly running: (project: Project) => string | null;
  readonly uriOf: (project: Project) => string;
  /** Called with each change that was told. */
  readonly told: () => void;
}

export function createStatusNews({ connection, statusesOf, running, uriOf, told }: Sources): StatusNews {
  const waiting = new Set<Project>();
  const send = (project: Project, statuses: ReturnType<Statuses["all"]>) => {
    tell(connection, statusChangedNotification, { project: uriOf(project), statuses, runId: running(project) });
    told();
  };
  return {
    tell(project) {
      if (waiting.has(project)) return;
      waiting.add(project);
      setTimeout(() => {
        waiting.delete(project);
        send(project, statusesOf(project).news());
      }, NEWS);
    },
    tellAll: (project) => send(project, statusesOf(project).all()),
  };
}

/** Milliseconds in which changed statuses gather. */
const NEWS = 50;

// Sends changed statuses of assets to the client.
import type { Connection } from "vscode-languageserver";
import { statusChangedNotification, tell } from "../../runtime/contract/protocol.js";
import type { Project } from "../analysis/index.js";
import type { Statuses } from "./statuses.js";

export interface StatusNews {
  /** Sends the changes together after a moment, because a run of thousands of assets has thousands of events. */
  tell(project: Project): void;
  /** Sends all statuses, for a change that is not known in detail, such as one by another process. */
  tellAll(project: Project): void;
}

interface Sources {
  readonly connection: Connection;
  readonly statusesOf: (project: Project) => Statuses;
  readonly running: (project: Project) => string | null;
  readonly uriOf: (project: Project) => string;
  /** Called after changes were sent. */
  readonly onSent: () => void;
}

export function createStatusNews({ connection, statusesOf, running, uriOf, onSent }: Sources): StatusNews {
  const waiting = new Set<Project>();
  const send = (project: Project, statuses: ReturnType<Statuses["all"]>) => {
    tell(connection, statusChangedNotification, { project: uriOf(project), statuses, runId: running(project) });
    onSent();
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

/** The milliseconds for which changes are collected. */
const NEWS = 50;

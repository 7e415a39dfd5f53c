// Requests of somebody who looks at the record of runs.

import type { Connection } from "vscode-languageserver";
import { methods } from "../../runtime/contract/editor.js";
import type { RunEvent } from "../../runtime/contract/events.js";
import type { RunList, RunRequest, RunStep, RunsRequest, UnfinishedRun } from "../../runtime/contract/run-record.js";
import { foldRun } from "../../runtime/contract/run-state.js";
import { unfinished } from "../../runtime/planning/index.js";
import { momentIn } from "../analysis/index.js";
import type { Handle } from "./handle.js";
import type { Served } from "./served.js";

/** More than anybody reads in a list. */
const MOST = 5_000;

export function registerRunHistory(connection: Connection, served: Served, handle: Handle): void {
  const { history } = served;

  connection.onRequest(
    methods.runs,
    handle("runs", null, ({ project, limit }: RunsRequest): RunList | null | Promise<RunList> => {
      const found = served.projectNamed(project);
      return found === null ? null : history.list(found, Math.min(MOST, Math.max(0, Math.floor(limit) || 0)));
    }),
  );

  connection.onRequest(
    methods.runSteps,
    handle("runSteps", null, ({ project, runId }: RunRequest): null | Promise<readonly RunStep[] | null> => {
      const found = served.projectNamed(project);
      return found === null ? null : history.steps(found, runId);
    }),
  );

  connection.onRequest(
    methods.runEvents,
    handle("runEvents", null, ({ project, runId }: RunRequest): null | Promise<readonly RunEvent[] | null> => {
      const found = served.projectNamed(project);
      return found === null ? null : history.events(found, runId);
    }),
  );

  connection.onRequest(
    methods.unfinished,
    handle("unfinished", null, async ({ project, runId }: RunRequest): Promise<UnfinishedRun | null> => {
      const found = served.projectNamed(project);
      const events = found === null ? null : await history.events(found, runId);
      if (found === null || events === null) return null;
      return unfinished(found.model(), foldRun(runId, events), momentIn(found.files, found.dir, Date.now()));
    }),
  );
}

// Requests for the history of runs.

import { runEventsRequest, runStepsRequest, runsRequest, unfinishedRequest } from "../../runtime/contract/protocol.js";
import { foldRun } from "../../runtime/contract/run-state.js";
import { unfinished } from "../../runtime/planning/index.js";
import { momentIn } from "../analysis/index.js";
import type { Respond } from "./handle.js";
import type { Served } from "./served.js";

/** More than a user reads in a list. */
const MOST = 5_000;

export function registerRunHistory(respond: Respond, served: Served): void {
  const { history } = served;

  respond(runsRequest, null, ({ project, limit }) => {
    const found = served.projectNamed(project);
    return found === null ? null : history.list(found, Math.min(MOST, Math.max(0, Math.floor(limit) || 0)));
  });

  respond(runStepsRequest, null, ({ project, runId }) => {
    const found = served.projectNamed(project);
    return found === null ? null : history.steps(found, runId);
  });

  respond(runEventsRequest, null, ({ project, runId }) => {
    const found = served.projectNamed(project);
    return found === null ? null : history.events(found, runId);
  });

  respond(unfinishedRequest, null, async ({ project, runId }) => {
    const found = served.projectNamed(project);
    const events = found === null ? null : await history.events(found, runId);
    if (found === null || events === null) return null;
    return unfinished(found.model(), foldRun(runId, events), momentIn(found.files, found.dir, Date.now()));
  });
}

// What happens after each event in the server.
import type { Connection } from "vscode-languageserver";
import { recordFolder } from "../../runtime/contract/address.js";
import { outcomeOf, type RunEvent } from "../../runtime/contract/events.js";
import { assetsSavedNotification, graphChangedNotification, runEventNotification, tell } from "../../runtime/contract/protocol.js";
import type { Project, Workspace } from "../analysis/index.js";
import type { Describing } from "./describing.js";
import type { FactKeeping } from "./fact-keeping.js";
import type { Problems } from "./problems.js";
import type { Refresh } from "./refresh.js";
import type { Renames } from "./renames.js";
import type { Runs } from "./runs.js";
import type { EventHub } from "./server-events.js";
import type { ServerStates } from "./server-state.js";
import type { StatusNews } from "./status-news.js";
import type { ProjectStatuses } from "./statuses.js";
import type { Viewers } from "./viewers.js";

export interface ReactingParts {
  readonly connection: Connection;
  readonly workspace: Workspace;
  readonly statuses: ProjectStatuses;
  readonly refresh: Refresh;
  readonly news: StatusNews;
  readonly problems: Problems;
  readonly renames: Renames;
  readonly describing: Describing;
  readonly viewers: Viewers;
  readonly facts: FactKeeping;
  readonly runs: Runs;
  readonly state: ServerStates;
  readonly uriOf: (project: Project) => string;
}

export function react(events: EventHub, parts: ReactingParts): void {
  const { connection, workspace, statuses, refresh, news, problems, describing, state, uriOf } = parts;
  const tellGraph = (project: Project) => tell(connection, graphChangedNotification, { project: uriOf(project) });

  events.listen({
    problems({ project, rest }) {
      state.tell();
      if (!rest) return parts.renames.follow(project);
      parts.facts.rested(project);
      tellGraph(project);
      refresh.hints();
      describing.consider(project);
    },
    saved: ({ project, keys }) => tell(connection, assetsSavedNotification, { project: uriOf(project), keys }),
    described({ project, described }) {
      workspace.apply([{ kind: "described", path: project.dir, described }]);
      problems.changed(project, null);
      refresh.lenses();
      tellGraph(project);
      news.tellAll(project);
      state.tell();
    },
    notDescribed({ project, reason }) {
      connection.console.info(`${project.dir}: values that require executing the code are unknown. ${reason}`);
      state.tell();
    },
    run({ project, event }) {
      tell(connection, runEventNotification, { project: uriOf(project), event });
      readRecords(project, materialized(event));
      const { statuses: changed, failures } = statuses.of(project).hear(event);
      if (failures) problems.refresh(project);
      if (!changed) return;
      const isEnd = outcomeOf(event) !== null;
      refresh.running(!isEnd || statuses.of(project).isRunning());
      news.tell(project);
      if (isEnd) refresh.lensesNow();
    },
    runEnded: ({ project }) => news.tell(project),
    otherRun({ project, events: heard }) {
      readRecords(project, heard.flatMap(materialized));
      const changes = heard.map((event) => statuses.of(project).hear(event));
      if (changes.some(({ failures }) => failures)) problems.refresh(project);
      if (changes.some((each) => each.statuses)) refresh.running(statuses.of(project).isRunning() || parts.runs.running(project) !== null);
      news.tell(project);
      if (heard.some((event) => outcomeOf(event) !== null)) refresh.lensesNow();
    },
    moved({ project, keys }) {
      readRecords(project, keys);
      news.tellAll(project);
    },
    allowed({ project }) {
      parts.viewers.stale(project);
      describing.again(project);
      refresh.lenses();
      tellGraph(project);
      state.tell();
    },
    engine({ dir }) {
      for (const project of workspace.projects()) {
        if (dir !== null && project.dir !== dir) continue;
        project.engineChanged();
        problems.changed(project, null);
      }
    },
    node: () => state.tell(),
  });
}

/** The records of these assets are read again on the next request. */
function readRecords(project: Project, keys: readonly string[]): void {
  if (keys.length > 0) project.records.changed(keys.map((key) => `${project.dir}/.millrace/records/${recordFolder(key)}`));
}

const materialized = (event: RunEvent): readonly string[] => (event.type === "ASSET_MATERIALIZATION" ? [event.assetKey] : []);

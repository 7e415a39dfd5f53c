// The state of the server: a short form that is sent on each change, and a long form on request, with the reasons why something does not
// work.

import * as l10n from "@vscode/l10n";
import type { Connection } from "vscode-languageserver";
import type { Severity } from "../../runtime/contract/problem.js";
import { tell as send, stateNotification } from "../../runtime/contract/protocol.js";
import type { OutsideDocument, ProjectState, ProjectStatus, ServerState, ServerStatus } from "../../runtime/contract/server-status.js";
import { type Project, troubles, type Workspace, whyOutside } from "../analysis/index.js";
import type { Describing } from "./describing.js";
import { type Documents, nameOf } from "./documents.js";
import type { Platform } from "./platform.js";
import type { Problems } from "./problems.js";
import type { Runs } from "./runs.js";
import type { SeveritySettings } from "./severity-settings.js";
import type { SlowRequests } from "./slow-requests.js";
import type { TypeEngines } from "./type-engines.js";

export interface ServerStates {
  /** Sends the state, unless it is unchanged. */
  tell(): void;
  /** The same, but only after the state was sent once: at the start, the first reading of the projects sends it. */
  tellAgain(): void;
  status(): Promise<ServerStatus>;
}

export interface ServerStateParts {
  readonly connection: Connection;
  readonly platform: Pick<Platform, "version" | "process" | "note">;
  readonly workspace: Workspace;
  readonly documents: Documents;
  readonly problems: Problems;
  readonly runs: Runs;
  readonly describing: Describing;
  readonly slow: SlowRequests;
  readonly severities: SeveritySettings;
  readonly engines: TypeEngines;
  readonly openUris: () => readonly string[];
  readonly uriOf: (project: Project) => string;
}

export function createServerState(parts: ServerStateParts): ServerStates {
  const { connection, platform, workspace, problems, runs, describing, uriOf } = parts;
  let known = "";

  function state(): ServerState {
    const refusals = workspace.projects().map(runs.refusal);
    const refusal = refusals.includes(null) ? null : refusals[0];
    const projects = workspace.projects().map(
      (project): ProjectState => ({
        uri: uriOf(project),
        name: nameOf(project.dir),
        assets: project.model().byKey.size,
        errors: count(project, "error"),
        checking: problems.types(project).checking,
        notes: notesOf(project),
      }),
    );
    const kind: ServerState["kind"] = projects.length === 0 ? "no-project" : (refusal?.kind ?? "ready");
    const message = kind === "no-project" ? l10n.t("No folder here contains a millrace.config.ts.") : (refusal?.reason ?? "");
    return { kind, projects, outside: outside(), message };
  }

  function notesOf(project: Project): string[] {
    const found = troubles(project);
    const node = runs.nodes.note(project.dir);
    const note = platform.note();
    const notes = [
      ...found.map(({ message }) => message),
      ...[note, node, parts.engines.note(project.dir)].filter((each) => each !== null),
      ...parts.severities.mistakes(),
    ];
    const { kind, reason } = describing.state(project);
    // Without the package or a Node.js nothing loads, which has its own message.
    if (kind === "failed" && reason !== node && !found.some((trouble) => trouble.kind === "not-installed"))
      notes.push(
        l10n.t`Loading the config failed: ${reason?.split("\n")[0] ?? ""} Values that require executing the code are unknown. Fix that, and save.`,
      );
    return notes;
  }

  function outside(): OutsideDocument[] {
    return parts.openUris().flatMap((uri) => {
      const path = parts.documents.path(uri);
      const reason = whyOutside(workspace, path);
      if (reason === null) return [];
      return [{ uri, reason, wanted: /["']millrace["']/.test(workspace.files.read(path) ?? "") }];
    });
  }

  const count = (project: Project, wanted: Severity) => problems.of(project).filter(({ severity }) => severity === wanted).length;

  async function projectStatus(project: Project): Promise<ProjectStatus> {
    const types = problems.types(project);
    return {
      uri: uriOf(project),
      config: project.configFile,
      assets: project.model().byKey.size,
      files: project.sourceFiles().size,
      problems: {
        error: count(project, "error"),
        warning: count(project, "warning"),
        information: count(project, "information"),
        hint: count(project, "hint"),
      },
      waiting: types.waiting,
      described: describing.state(project),
      graphMs: rounded(project.graphMs()),
      typesMs: rounded(types.lastMs),
      typeEngine: parts.engines.native(project.dir) === null ? "typescript6" : "native",
      runId: runs.running(project),
      node: runs.cannotRun(project) === null ? await runs.nodes.state(project.dir) : null,
    };
  }

  function tell(): void {
    const now = state();
    const text = JSON.stringify(now);
    if (text === known) return;
    known = text;
    send(connection, stateNotification, now);
  }

  return {
    tell,
    tellAgain: () => {
      if (known !== "") tell();
    },
    async status() {
      const projects = await Promise.all(workspace.projects().map(projectStatus));
      return {
        version: platform.version,
        process: platform.process(),
        state: state(),
        projects,
        openDocuments: parts.openUris(),
        slowRequests: parts.slow.recent(),
      };
    },
  };
}

const rounded = (ms: number | null) => (ms === null ? null : Math.round(ms));

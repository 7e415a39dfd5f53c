// Answers requests: each converts its parameters, calls analysis once, and converts the result.

import * as l10n from "@vscode/l10n";
import {
  type CodeActionParams,
  type Connection,
  type ExecuteCommandParams,
  LSPErrorCodes,
  MessageType,
  ResponseError,
  ShowMessageNotification,
} from "vscode-languageserver";
import type { MaterializeAnswer } from "../../runtime/contract/editor.js";
import {
  assetAtRequest,
  cancelRequest,
  configureRequest,
  graphRequest,
  historyRequest,
  lookRequest,
  markersRequest,
  materializeRequest,
  ownFilesRequest,
  partitionsRequest,
  placeRequest,
  plannedRequest,
  selectRequest,
  serverStatusRequest,
} from "../../runtime/contract/protocol.js";
import type { RunOrigin } from "../../runtime/contract/run.js";
import type { ServerStatus } from "../../runtime/contract/server-status.js";
import { lookOf } from "../../runtime/contract/state-looks.js";
import { select } from "../../runtime/planning/index.js";
import {
  assetAround,
  assetHistory,
  codeLenses,
  fixesFor,
  graphView,
  hover,
  loaderOf,
  partitionChoicesIn,
  refactorings,
} from "../analysis/index.js";
import { nameOf } from "./documents.js";
import { registerFirstSteps } from "./first-steps-handlers.js";
import { createHandle, createRespond } from "./handle.js";
import { registerNavigation } from "./navigation-handlers.js";
import { plannedAssets } from "./planned-assets.js";
import { registerRunHistory } from "./run-history-handlers.js";
import type { At, Served } from "./served.js";
import { toAction, toHover, toLens, toRefactoring } from "./to-lsp.js";
import { registerWriting } from "./writing-handlers.js";

const BY_USER: RunOrigin = { kind: "user" };

export function registerHandlers(connection: Connection, served: Served): void {
  const { workspace, documents, runs } = served;
  const handle = createHandle(connection, served.slow);
  const respond = createRespond(connection, handle);
  const projectAt = (uri: string) => workspace.projectOf(documents.path(uri));
  const at = ({ textDocument: { uri }, position }: At) => ({ file: documents.path(uri), offset: documents.offset(uri, position) });

  registerNavigation(connection, served, handle);
  registerWriting(connection, served, handle);
  registerRunHistory(respond, served);
  registerFirstSteps(respond, served);

  connection.onCodeLens(
    handle("codeLens", [], ({ textDocument: { uri } }) => {
      const project = projectAt(uri);
      if (!project) return [];
      const statuses = served.statusesOf(project);
      const options = {
        statusOf: statuses.now(),
        now: Date.now(),
        cannotRun: runs.refusal(project),
        canDebug: served.clientCommands(),
        isOnSave: (key: string) => served.lenses.isOnSave(project, key),
        // Our own client has icons in the gutter.
        marksNever: served.clientCommands(),
      };
      const path = documents.path(uri);
      const lenses = codeLenses(project, path, options).filter((lens) => served.lenses.shows(path, lens));
      return lenses.map((lens) => toLens(lens, served.uriOf(project), served.clientCommands(), documents));
    }),
  );

  connection.onHover(
    handle("hover", null, (params: At) => {
      const project = projectAt(params.textDocument.uri);
      if (!project) return null;
      const { file, offset } = at(params);
      const uri = served.uriOf(project);
      const link = (key: string, text: string) => storedLink(uri, key, text, served.clientCommands());
      const found = hover(project, file, offset, { statusOf: served.statusesOf(project).now(), now: Date.now(), storedLink: link });
      return found ? toHover(found, served.client().markdownHovers, documents) : null;
    }),
  );

  connection.onCodeAction(
    handle("codeAction", [], (params: CodeActionParams) => {
      const project = projectAt(params.textDocument.uri);
      if (!project) return [];
      const file = documents.path(params.textDocument.uri);
      const ours = params.context.diagnostics.filter(({ source }) => source === "millrace");
      const { only } = params.context;
      const wanted = (kind = "") => only === undefined || only.some((each) => kind === each || kind.startsWith(`${each}.`));
      const [from, to] = [params.range.start, params.range.end].map((position) => documents.offset(params.textDocument.uri, position));
      const asked = only === undefined || only.some((kind) => kind.startsWith("refactor"));
      const offered = asked && from !== undefined && to !== undefined ? refactorings(project, file, from, to) : [];
      const fixes = ours.flatMap((diagnostic) => {
        const start = documents.offset(params.textDocument.uri, diagnostic.range.start);
        const problem = served
          .problemsOf(project)
          .find(({ code, place }) => code === diagnostic.code && place.file === file && place.start === start);
        return problem ? fixesFor(project, problem).map((fix) => toAction(fix, diagnostic, documents)) : [];
      });
      return [...fixes, ...offered.map((each) => toRefactoring(each, documents))].filter(({ kind }) => wanted(kind));
    }),
  );

  connection.onPrepareRename(
    handle("prepareRename", null, ({ textDocument, position }: At) => {
      const found = served.renames.prepare(textDocument.uri, position);
      return found ? { range: documents.range(found.place), placeholder: found.text } : null;
    }),
  );

  connection.onRenameRequest(
    handle("rename", null, ({ textDocument, position, newName }: At & { newName: string }) =>
      served.renames.edits(textDocument.uri, position, newName),
    ),
  );

  respond(graphRequest, null, (params) => {
    const named = params.project === undefined ? null : served.projectNamed(params.project);
    const near = params.near === undefined ? null : projectAt(params.near);
    const project = named ?? near ?? workspace.projects()[0];
    if (!project) return null;
    return graphView(project, {
      project: served.uriOf(project),
      name: nameOf(project.dir),
      statusOf: served.statusesOf(project).now(),
      problems: served.problemsOf(project),
      runId: runs.running(project),
      cannotRun: runs.cannotRun(project),
    });
  });

  respond(assetAtRequest, null, ({ uri, line, character }) => {
    const project = projectAt(uri);
    const asset = project ? assetAround(project, documents.path(uri), documents.offset(uri, { line, character })) : null;
    return project && asset ? { project: served.uriOf(project), key: asset.key } : null;
  });

  respond(markersRequest, [], ({ uri }) => {
    const project = projectAt(uri);
    if (!project) return [];
    const statusOf = served.statusesOf(project).now();
    const declared = project.model().assets.filter(({ place }) => place.file === documents.path(uri));
    return declared.map(({ key, place }) => ({ line: documents.range(place).start.line, look: lookOf(statusOf(key)) }));
  });

  respond(placeRequest, null, ({ project, key }) => {
    const place = served.projectNamed(project)?.model().byKey.get(key)?.place;
    return place ? { uri: documents.uri(place.file), ...documents.range(place).start } : null;
  });

  respond(selectRequest, null, ({ project, selection }) => {
    const found = served.projectNamed(project);
    if (!found) return null;
    const { keys, error } = select(found.model(), selection);
    return keys === null ? { error } : { keys };
  });

  respond(historyRequest, null, ({ project, key }) => {
    const found = served.projectNamed(project);
    return found && assetHistory(found, key);
  });

  respond(ownFilesRequest, null, ({ project, uris }) => {
    const found = served.projectNamed(project);
    if (found === null) return null;
    const isOwn = (path: string) => path.startsWith(`${found.dir}/`) || found.sourceFiles().has(path);
    return uris.filter((uri) => isOwn(documents.path(uri)));
  });

  respond(
    materializeRequest,
    refused(l10n.t("The run could not be started; the log says why.")),
    ({ project, selection, partitions = [], debug = false, origin = BY_USER }) => {
      const found = served.projectNamed(project);
      if (!found) return refused(l10n.t`There is no Millrace project at ${project}.`);
      return runs.start(found, { selection, partitions, debug, origin });
    },
  );

  respond(partitionsRequest, null, ({ project, selection }) => {
    const found = served.projectNamed(project);
    return found === null ? null : partitionChoicesIn(found, selection);
  });

  respond(plannedRequest, null, ({ project, selection }) => {
    const found = served.projectNamed(project);
    return found === null ? null : plannedAssets(found, selection, served.statusesOf(found).now());
  });

  respond(serverStatusRequest, null, () => served.status());

  respond(cancelRequest, null, ({ runId }) => {
    runs.cancel(runId);
    return null;
  });

  respond(lookRequest, null, async ({ project, ...question }) => {
    const found = served.projectNamed(project);
    if (!found) throw requestFailed(l10n.t`There is no Millrace project at ${project}.`);
    const loader = loaderOf(found.model().byKey.get(question.assetKey));
    return served.viewers.look(found, { ...question, ...loader }).catch((error: Error) => {
      throw requestFailed(error.message);
    });
  });

  respond(configureRequest, null, (settings) => {
    // Invalid settings must not be stored: they would throw later in a timer, where nothing catches.
    if (typeof settings?.trusted === "boolean") served.configure(settings);
    return null;
  });

  connection.onExecuteCommand(
    handle("executeCommand", null, async ({ command, arguments: args = [] }: ExecuteCommandParams) => {
      const [project, ...keys] = args as readonly string[];
      if (command === "millrace.server.cancel") {
        if (project !== undefined) runs.cancel(project);
        return null;
      }
      if (command === "millrace.server.status") return tellStatus(connection, await served.status());
      const found = project === undefined ? null : served.projectNamed(project);
      if (!found || keys.length === 0) return null;
      const before = command.endsWith("WithUpstream") ? "+" : "";
      const selection = keys.map((key) => `${before}key:"${key}"`);
      // A client without a partition picker gets the latest partition.
      const latest = partitionChoicesIn(found, selection)?.latest[0]?.key;
      const answer = await runs.start(found, {
        selection,
        partitions: latest === undefined ? [] : [latest],
        debug: false,
        origin: BY_USER,
      });
      if (answer.kind === "refused")
        void connection.sendNotification(ShowMessageNotification.type, { type: MessageType.Error, message: answer.message });
      return answer;
    }),
  );
}

const refused = (message: string): MaterializeAnswer => ({ kind: "refused", message });

/** A failure outside the server, for the user to read. */
function requestFailed(message: string): ResponseError<void> {
  return new ResponseError(LSPErrorCodes.RequestFailed, message);
}

/** For a client that cannot display the status: the log has all of it, and a message a summary. */
function tellStatus(connection: Connection, status: ServerStatus): ServerStatus {
  connection.console.info(JSON.stringify(status, null, 2));
  const [projects, slow] = [status.projects.length, status.slowRequests.length];
  const sizes = [
    projects === 0 ? l10n.t("no projects") : projects === 1 ? l10n.t`${projects} project` : l10n.t`${projects} projects`,
    slow === 0 ? l10n.t("no slow requests") : slow === 1 ? l10n.t`${slow} slow request` : l10n.t`${slow} slow requests`,
  ];
  const notes = status.state.projects.flatMap((project) => project.notes);
  const message = `Millrace ${status.version}: ${[`${sizes.join(", ")}.`, ...notes, l10n.t("See the log for more.")].join(" ")}`;
  // `window.showInformationMessage` is a request, and a client that does not support it would stop the server.
  void connection.sendNotification(ShowMessageNotification.type, { type: MessageType.Info, message });
  return status;
}

function storedLink(project: string, key: string, path: string, links: boolean): string {
  if (!links) return `\`${path}\``;
  const args = encodeURIComponent(JSON.stringify([project, key]));
  const open = `[\`${path}\`](command:millrace.openStored?${args} ${JSON.stringify(l10n.t("Open the stored value"))})`;
  return `${open} ([${l10n.t("preview")}](command:millrace.previewValue?${args}))`;
}

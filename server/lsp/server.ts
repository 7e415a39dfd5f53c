// The language server: creates its parts for one analysis and one connection.

import * as l10n from "@vscode/l10n";
import {
  type Connection,
  DidChangeWatchedFilesNotification,
  type InitializeParams,
  type InitializeResult,
  TextDocuments,
} from "vscode-languageserver";
import { TextDocument } from "vscode-languageserver-textdocument";
import { keyOfRecord } from "../../runtime/contract/address.js";
import { counted } from "../../runtime/contract/count-words.js";
import type { ClientSettings } from "../../runtime/contract/editor.js";
import { graphChangedNotification, tell } from "../../runtime/contract/protocol.js";
import { type Change, createWorkspace, isConfiguration, type Project, relativeTo } from "../analysis/index.js";
import { abilitiesOf } from "./abilities.js";
import { capabilitiesFor } from "./capabilities.js";
import { createDescribing } from "./describing.js";
import { createDocuments, nameOf } from "./documents.js";
import { createFactKeeping } from "./fact-keeping.js";
import { followFiles, followState, watchers } from "./file-events.js";
import { registerHandlers } from "./handlers.js";
import { createLensSettings } from "./lens-settings.js";
import type { Platform } from "./platform.js";
import { createProblems } from "./problems.js";
import { react } from "./reactions.js";
import { createRefresh } from "./refresh.js";
import { createRenames } from "./renames.js";
import { followSaves } from "./saves.js";
import { createServerEvents } from "./server-events.js";
import { createServerState } from "./server-state.js";
import { createSeveritySettings } from "./severity-settings.js";
import { createSlowRequests } from "./slow-requests.js";
import { createStatusNews } from "./status-news.js";
import { createProjectStatuses } from "./statuses.js";
import { createTrust } from "./trust.js";
import { createTypeEngines } from "./type-engines.js";
import { createViewers } from "./viewers.js";

/** The options that a client may send at the start. */
interface InitializationOptions extends Partial<ClientSettings> {
  /** The client implements the commands of the code lenses. Otherwise the server does. */
  readonly clientCommands?: boolean;
  /** The editor has TypeScript's own outline and call hierarchy, which ours would replace. */
  readonly besideTypeScript?: boolean;
  /** Translations by the English text, for a server that cannot read a bundle itself. */
  readonly words?: Readonly<Record<string, string>>;
}

export function startServer(connection: Connection, platform: Platform): void {
  const events = createServerEvents();
  const open = new TextDocuments(TextDocument);
  const openUris = () => open.all().map(({ uri }) => uri);
  const uriOf = (project: Project) => platform.uri(project.dir);
  const trust = createTrust({ connection, answered: (project) => events.tell("allowed", { project }) });
  const facts = createFactKeeping(platform.keptFacts, trust.isSaid);
  const engines = createTypeEngines({
    load: platform.nativeTypeScript,
    refusal: () => l10n.t("The project's own TypeScript is started only in trusted folders."),
    changed: (dir) => events.tell("engine", { dir }),
  });
  const workspace = createWorkspace(platform.files, { typesLater: true, native: engines.native, read: facts.read });
  const documents = createDocuments(workspace.files, platform);
  /** A client may send the URI of a folder with a slash at its end. */
  const folderAt = (uri: string): string => documents.path(uri).replace(/\/$/, "");
  const lenses = createLensSettings(documents, uriOf);
  const severities = createSeveritySettings(workspace, documents, (line) => connection.console.warn(line));
  const slow = createSlowRequests({
    log: (line) => connection.console.info(line),
    about: (uri) => {
      const path = folderAt(uri);
      const project = workspace.project(path) ?? workspace.projectOf(path);
      if (!project) return null;
      return l10n.t`${relativeTo(project.dir, path) || nameOf(project.dir)}, ${counted(project.model().byKey.size, "asset")} in the project`;
    },
  });
  const statuses = createProjectStatuses();
  const refresh = createRefresh(connection);
  const runs = platform.runs({
    trust,
    hear: (project, event) => events.tell("run", { project, event }),
    ended: (project) => events.tell("runEnded", { project }),
    nodes: { folderOf: workspace.folderOf, log: connection.console, changed: () => events.tell("node", {}) },
  });
  const viewers = createViewers(runs.viewer);
  const others = platform.otherRuns({
    isOurs: runs.isOurs,
    hear: (project, heard) => events.tell("otherRun", { project, events: heard }),
    failed: (error) => connection.console.error(`the record of runs: ${error instanceof Error ? error.stack : error}`),
  });
  const news = createStatusNews({ connection, statusesOf: statuses.of, uriOf, running: runs.running, onSent: refresh.lenses });
  const problems = createProblems(
    connection,
    documents,
    (project) => statuses.of(project).failures(),
    (project, rest) => events.tell("problems", { project, rest }),
    { requestCount: slow.count, openFiles: () => openUris().map(documents.path) },
  );
  const renames = createRenames({
    connection,
    workspace,
    documents,
    runs,
    others,
    moved: (project, keys) => events.tell("moved", { project, keys }),
  });
  const describing = createDescribing({
    refused: (project) => runs.refusal(project)?.label ?? null,
    ask: runs.describe,
    onDescribed: (project, described) => events.tell("described", { project, described }),
    failed: (project, reason) => events.tell("notDescribed", { project, reason }),
  });
  const state = createServerState({
    connection,
    platform,
    workspace,
    documents,
    problems,
    runs,
    describing,
    slow,
    severities,
    engines,
    openUris,
    uriOf,
  });
  const parts = { connection, workspace, statuses, refresh, news, problems, renames, describing, viewers, facts, runs, state, uriOf };
  react(events, parts);

  function apply(changes: readonly Change[]): void {
    const before = new Set(workspace.projects());
    const touched = workspace.apply(changes);
    for (const gone of before) {
      if (workspace.project(gone.dir)) continue;
      problems.forget(gone);
      viewers.stale(gone);
      describing.stale(gone);
      statuses.forget(gone);
      // Otherwise the lenses would keep their places until the next edit.
      refresh.lenses();
      refresh.hints();
    }
    for (const project of workspace.projects()) if (!before.has(project)) void others.restore(project);
    const paths = changes.map(({ path }) => path);
    const sources = paths.filter(workspace.decidesCode);
    const isEdit = changes.every(({ kind, path }) => EDITS.has(kind) && !isConfiguration(path));
    const onDisk = changes.some(({ kind }) => kind === "saved" || kind === "created" || kind === "deleted");
    for (const project of touched) {
      if (onDisk && sources.length > 0) {
        describing.stale(project);
        viewers.stale(project);
      }
      if (sources.length > 0) problems.changed(project, isEdit ? sources : null);
      for (const path of paths) statuses.of(project).touch(keyOfRecord(relativeTo(project.dir, path)));
      news.tell(project);
      void others.follow(project, paths);
    }
    // The state of a project is sent with its problems.
    if (workspace.projects().length === 0) state.tell();
  }

  let clientCommands = false;
  let abilities = abilitiesOf({});
  let started = (): void => {};
  let canWatch = false;
  let hearsFolders = false;

  connection.onInitialize((params: InitializeParams): InitializeResult => {
    const given = (params.initializationOptions ?? {}) as InitializationOptions;
    // This comes before any message, because cached texts would keep another language.
    l10n.config({ contents: platform.words(params.locale ?? "") ?? given.words ?? {} });
    clientCommands = given.clientCommands === true;
    lenses.take(given);
    abilities = abilitiesOf(params.capabilities);
    runs.configure({ trusted: typeof given.trusted === "boolean" ? given.trusted : null, nodePath: given.nodePath });
    severities.judge(given);
    engines.configure(given);
    refresh.configure(params.capabilities);
    const folders = params.workspaceFolders?.map(({ uri }) => uri) ?? (params.rootUri ? [params.rootUri] : []);
    started = () => platform.bring(folders, () => apply(folders.map((uri) => ({ kind: "folder-added", path: folderAt(uri) }))));
    hearsFolders = params.capabilities.workspace?.workspaceFolders === true;
    canWatch = params.capabilities.workspace?.didChangeWatchedFiles?.dynamicRegistration === true && !clientCommands;
    return {
      capabilities: capabilitiesFor({ clientCommands, besideTypeScript: given.besideTypeScript === true }),
      serverInfo: { name: "millrace", version: platform.version },
    };
  });
  connection.onInitialized(() => {
    started();
    if (canWatch)
      void connection.client.register(DidChangeWatchedFilesNotification.type, {
        watchers: watchers(),
      });
    if (hearsFolders)
      connection.workspace.onDidChangeWorkspaceFolders(({ added, removed }) => {
        const change = (kind: "folder-added" | "folder-removed") => (folder: { uri: string }) => ({
          kind,
          path: folderAt(folder.uri),
        });
        const uris = added.map(({ uri }) => uri);
        platform.bring(uris, () => apply([...added.map(change("folder-added")), ...removed.map(change("folder-removed"))]));
      });
  });

  open.onDidOpen(({ document }) => {
    documents.spelt(document.uri);
    const path = documents.path(document.uri);
    // Opening a document changes nothing unless its text differs from the disk. Lenses are requested anyway.
    if (platform.files.read(path) !== document.getText()) apply([{ kind: "opened", path, text: document.getText() }]);
    else workspace.apply([{ kind: "opened", path, text: document.getText() }]);
    state.tellAgain();
  });
  open.onDidChangeContent(({ document }) => {
    const path = documents.path(document.uri);
    if (workspace.files.read(path) !== document.getText()) apply([{ kind: "edited", path, text: document.getText() }]);
  });
  open.onDidClose(({ document }) => apply([{ kind: "closed", path: documents.path(document.uri) }]));
  followFiles({ connection, platform, workspace, pathOf: folderAt, apply });
  const leaveState = followState({ connection, platform, workspace, apply });

  followSaves({
    open,
    documents,
    workspace,
    onDisk: platform.files.read,
    changed: (project, keys) => events.tell("saved", { project, keys }),
  });

  registerHandlers(connection, {
    workspace,
    documents,
    runs,
    history: platform.history(runs),
    viewers,
    renames,
    setUp: platform.setUp,
    prepareInstall: platform.prepareInstall,
    statusesOf: statuses.of,
    uriOf,
    projectNamed: (uri) => workspace.project(folderAt(uri)),
    slow,
    status: () => state.status(),
    problemsOf: (project) => problems.of(project),
    clientCommands: () => clientCommands,
    client: () => abilities,
    lenses,
    configure: (settings) => {
      lenses.take(settings);
      engines.configure(settings);
      if (runs.configure(settings))
        for (const project of workspace.projects()) {
          viewers.stale(project);
          describing.again(project);
        }
      for (const project of severities.judge(settings)) problems.changed(project, []);
      refresh.lenses();
      for (const project of workspace.projects()) tell(connection, graphChangedNotification, { project: uriOf(project) });
      state.tell();
    },
  });
  connection.onShutdown(() => {
    facts.close(workspace.projects());
    for (const project of workspace.projects()) project.engineChanged();
    problems.close();
    refresh.close();
    runs.close();
    viewers.close();
    others.close();
    leaveState();
  });
  open.listen(connection);
  connection.listen();
}

/** Changes of single files that affect no other files. */
const EDITS: ReadonlySet<Change["kind"]> = new Set(["opened", "edited", "closed", "saved"]);

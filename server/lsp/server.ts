// The language server: one analysis, one connection, and what is told between them.

import * as l10n from "@vscode/l10n";
import {
  type Connection,
  DidChangeWatchedFilesNotification,
  type InitializeParams,
  type InitializeResult,
  TextDocuments,
} from "vscode-languageserver";
import { TextDocument } from "vscode-languageserver-textdocument";
import { keyOfRecord, recordFolder } from "../../runtime/contract/address.js";
import { counted } from "../../runtime/contract/count-words.js";
import type { ClientSettings } from "../../runtime/contract/editor.js";
import { outcomeOf, type RunEvent } from "../../runtime/contract/events.js";
import { assetsSavedNotification, graphChangedNotification, runEventNotification, tell } from "../../runtime/contract/protocol.js";
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
import { createRefresh } from "./refresh.js";
import { createRenames } from "./renames.js";
import { followSaves } from "./saves.js";
import { createServerState } from "./server-state.js";
import { createSeveritySettings } from "./severity-settings.js";
import { createSlowRequests } from "./slow-requests.js";
import { createStatusNews } from "./status-news.js";
import { createStatuses, type Statuses } from "./statuses.js";
import { createTrust } from "./trust.js";
import { createTypeEngines } from "./type-engines.js";
import { createViewers } from "./viewers.js";

/** What a client may say at the start. */
interface InitializationOptions extends Partial<ClientSettings> {
  /** The client has the commands of the lenses itself; else the server runs them. */
  readonly clientCommands?: boolean;
  /** The editor has TypeScript's own outline and call hierarchy, which ours would push aside. */
  readonly besideTypeScript?: boolean;
  /** Words of the client's language by the English ones, for a server that cannot read a bundle itself. */
  readonly words?: Readonly<Record<string, string>>;
}

export function startServer(connection: Connection, platform: Platform): void {
  const engines = createTypeEngines({
    load: platform.nativeTypeScript,
    refusal: () => l10n.t("The project's own TypeScript is started in trusted folders alone."),
    changed: (dir) => {
      for (const project of workspace.projects()) {
        if (dir !== null && project.dir !== dir) continue;
        project.engineChanged();
        problems.changed(project, null);
      }
    },
  });
  const workspace = createWorkspace(platform.files, { typesLater: true, native: engines.native, read: (dir) => facts.read(dir) });
  const documents = createDocuments(workspace.files, platform);
  const open = new TextDocuments(TextDocument);
  const statuses = new Map<string, Statuses>();
  const refresh = createRefresh(connection);
  let clientCommands = false;
  let abilities = abilitiesOf({});

  const statusesOf = (project: Project): Statuses => {
    let known = statuses.get(project.dir);
    if (!known) {
      known = createStatuses(project);
      statuses.set(project.dir, known);
    }
    return known;
  };
  const uriOf = (project: Project) => platform.uri(project.dir);
  const lenses = createLensSettings(documents, uriOf);
  /** A client may name a folder with a slash at its end. */
  const folderAt = (uri: string): string => documents.path(uri).replace(/\/$/, "");
  const tellGraph = (project: Project) => tell(connection, graphChangedNotification, { project: uriOf(project) });
  const news = createStatusNews({
    connection,
    statusesOf,
    uriOf,
    running: (project) => runs.running(project),
    told: () => refresh.lenses(),
  });

  const problems = createProblems(
    connection,
    documents,
    (project) => statusesOf(project).failures(),
    (project, rest) => {
      tellState();
      if (!rest) return renames.follow(project);
      facts.rested(project);
      tellGraph(project);
      refresh.hints();
      describing.consider(project);
    },
    { asked: () => slow.count(), opened: () => openUris().map(documents.path) },
  );
  const recorded = (project: Project, event: RunEvent) => {
    if (event.type === "ASSET_MATERIALIZATION")
      project.records.changed([`${project.dir}/.millrace/records/${recordFolder(event.assetKey)}`]);
  };
  const heard = (project: Project, event: RunEvent) => {
    tell(connection, runEventNotification, { project: uriOf(project), event });
    recorded(project, event);
    const { statuses, failures } = statusesOf(project).hear(event);
    if (failures) problems.refresh(project);
    if (!statuses) return;
    const isEnd = outcomeOf(event) !== null;
    refresh.running(!isEnd || statusesOf(project).isRunning());
    news.tell(project);
    if (isEnd) refresh.lensesNow();
  };
  const leaveChanged = (project: Project): void => {
    viewers.stale(project);
    describing.again(project);
    refresh.lenses();
    tellGraph(project);
    tellState();
  };
  const trust = createTrust({ connection, answered: leaveChanged });
  const facts = createFactKeeping(platform.keptFacts, trust.isSaid);
  const runs = platform.runs({
    trust,
    hear: heard,
    ended: news.tell,
    nodes: { folderOf: workspace.folderOf, log: connection.console, changed: () => tellState() },
  });
  const viewers = createViewers(runs.viewer);

  const others = platform.otherRuns({
    isOurs: runs.isOurs,
    hear(project, events) {
      for (const event of events) recorded(project, event);
      const told = events.map((event) => statusesOf(project).hear(event));
      if (told.some(({ failures }) => failures)) problems.refresh(project);
      if (told.some(({ statuses }) => statuses)) refresh.running(statusesOf(project).isRunning() || runs.running(project) !== null);
      news.tell(project);
    },
    failed: (error) => connection.console.error(`the record of runs: ${error instanceof Error ? error.stack : error}`),
  });
  const renames = createRenames({
    connection,
    workspace,
    documents,
    runs,
    others,
    moved: (project, keys) => {
      project.records.changed(keys.map((key) => `${project.dir}/.millrace/records/${recordFolder(key)}`));
      news.tellAll(project);
    },
  });
  const describing = createDescribing({
    refused: (project) => runs.refusal(project)?.label ?? null,
    ask: runs.describe,
    told: (project, described) => {
      workspace.apply([{ kind: "described", path: project.dir, described }]);
      problems.changed(project, null);
      refresh.lenses();
      tellGraph(project);
      news.tellAll(project);
      tellState();
    },
    failed: (project, reason) => {
      connection.console.info(`${project.dir}: values that require executing the code are unknown. ${reason}`);
      tellState();
    },
  });

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
  const openUris = () => open.all().map(({ uri }) => uri);
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
  const tellState = () => state.tell();

  function apply(changes: readonly Change[]): void {
    const before = new Set(workspace.projects());
    const touched = workspace.apply(changes);
    for (const gone of before) {
      if (workspace.project(gone.dir)) continue;
      problems.forget(gone);
      viewers.stale(gone);
      describing.stale(gone);
      statuses.delete(gone.dir);
      // Else its lenses stay where they are until somebody types.
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
      for (const path of paths) statusesOf(project).touch(keyOfRecord(relativeTo(project.dir, path)));
      news.tell(project);
      void others.follow(project, paths);
    }
    // Of a project the state is told with its problems.
    if (workspace.projects().length === 0) tellState();
  }

  connection.onInitialize((params: InitializeParams): InitializeResult => {
    const given = (params.initializationOptions ?? {}) as InitializationOptions;
    // Before anything is said: what is remembered would keep the words of another language.
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
  let started = (): void => {};
  let canWatch = false;
  let hearsFolders = false;

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
    // Opening changes nothing unless the text differs from the disk; the lenses are asked for anyway.
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
    changed: (project, keys) => tell(connection, assetsSavedNotification, { project: uriOf(project), keys }),
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
    statusesOf,
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
      for (const project of workspace.projects()) tellGraph(project);
      tellState();
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

/** Changes of single files, which come and go with nothing else. */
const EDITS: ReadonlySet<Change["kind"]> = new Set(["opened", "edited", "closed", "saved"]);

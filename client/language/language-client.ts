// The connection to the language server: starts it, keeps it alive, and gives its own requests and notifications their types.
import * as l10n from "@vscode/l10n";
import { type Disposable, EventEmitter, type LogOutputChannel, MarkdownString, type WorkspaceEdit, workspace } from "vscode";
import {
  type BaseLanguageClient,
  type LanguageClientOptions,
  type LocationLink,
  type WorkspaceEdit as ProtocolEdit,
  State,
  type TextDocumentPositionParams,
} from "vscode-languageclient";
import {
  type AssetFile,
  type AssetPlace,
  type AssetsSaved,
  type ClientSettings,
  type LensChoice,
  type LookRequest,
  type MaterializeAnswer,
  type MaterializeRequest,
  methods,
  type NewAssetRequest,
  type PartitionChoices,
  type PrepareAnswer,
  type RunEventNote,
  type SetUpAnswer,
  type TypeEngine,
  WATCHED_FILES,
  WATCHED_FOLDERS,
} from "../../runtime/contract/editor.js";
import type { RunEvent } from "../../runtime/contract/events.js";
import type { AssetHistory, GraphView, SelectAnswer, StatusChange } from "../../runtime/contract/graph.js";
import type { PackageManager } from "../../runtime/contract/package-manager.js";
import type { Severities } from "../../runtime/contract/problem.js";
import type { RunList, RunStep, UnfinishedRun } from "../../runtime/contract/run-record.js";
import type { ServerState, ServerStatus } from "../../runtime/contract/server-status.js";
import type { LookAnswer } from "../../runtime/contract/value.js";
import { followCursor } from "./at-cursor.js";
import { linkToPages } from "./problem-links.js";
import { type ServedLanguage, servedLanguages } from "./served-languages.js";
import { WatchAbove } from "./watch-above.js";

/** The commands a hover may link to; hover text can quote user code, so nothing else is trusted. */
const hoverCommands = ["millrace.openStored", "millrace.previewValue", "millrace.showGraph", "millrace.showRun"];

const starting = (): ServerState => ({ kind: "starting", projects: [], outside: [], message: l10n.t("Reading the project.") });
const stopped = (): ServerState => ({
  kind: "stopped",
  projects: [],
  outside: [],
  message: l10n.t("The language server ended; the log says why. Run `Millrace: Restart Language Server`."),
});

/** How this window comes to a server. */
export interface ServerDoor {
  connect(options: LanguageClientOptions): BaseLanguageClient;
  /** Of the documents the server is asked about. */
  readonly schemes: readonly string[];
  /** Told at the start beside the settings. */
  readonly options?: Readonly<Record<string, unknown>>;
}

const elsewhere = () =>
  l10n.t(
    "This window reads the disk of its machine, and the folder is not on it. Open it on vscode.dev for the graph, hovers and problems, or clone it for all of Millrace.",
  );

export class ServerConnection implements Disposable {
  /** What the server last said of itself; `stopped` when it is gone, `starting` again while it comes back. */
  state: ServerState = starting();

  private readonly stateChanged = new EventEmitter<ServerState>();
  private readonly graphChanged = new EventEmitter<{ project: string }>();
  private readonly statusChanged = new EventEmitter<StatusChange>();
  private readonly assetsSaved = new EventEmitter<AssetsSaved>();
  private readonly runEvent = new EventEmitter<RunEventNote>();
  private readonly stopped = new EventEmitter<void>();

  readonly onState = this.stateChanged.event;
  readonly onGraphChanged = this.graphChanged.event;
  readonly onStatusChanged = this.statusChanged.event;
  readonly onAssetsSaved = this.assetsSaved.event;
  readonly onRunEvent = this.runEvent.event;
  /** The server ended or was killed; whatever it was doing is lost. */
  readonly onStopped = this.stopped.event;

  /** The documents the server is asked about. */
  readonly languages: ServedLanguage[];

  private readonly client: BaseLanguageClient;
  private cursor: Disposable | null = null;
  private readonly above = new WatchAbove((change) => {
    if (this.client.isRunning()) void this.client.sendNotification("workspace/didChangeWatchedFiles", { changes: [change] });
  });
  /** What is materialized on save, which lenses say. */
  onSave: () => NonNullable<ClientSettings["onSave"]> = () => ({});

  constructor({ connect, schemes, options = {} }: ServerDoor, log: LogOutputChannel) {
    this.languages = servedLanguages(schemes);
    const initializationOptions = () => ({
      ...options,
      clientCommands: true,
      besideTypeScript: true,
      ...settings(),
      onSave: this.onSave(),
    });
    this.client = connect(clientOptions(log, this.languages, initializationOptions));
    this.client.onDidChangeState(({ newState }) => {
      if (newState === State.Running) return;
      if (newState === State.Stopped) this.stopped.fire();
      // One that does not come back is not waited for.
      this.tell(newState === State.Starting ? starting() : stopped());
    });
    this.client.onNotification(methods.state, (state: ServerState) => this.tell(state));
    this.client.onNotification(methods.graphChanged, (note: { project: string }) => this.graphChanged.fire(note));
    this.client.onNotification(methods.statusChanged, (change: StatusChange) => this.statusChanged.fire(change));
    this.client.onNotification(methods.assetsSaved, (note: AssetsSaved) => this.assetsSaved.fire(note));
    this.client.onNotification(methods.runEvent, (note: RunEventNote) => this.runEvent.fire(note));
  }

  async start(): Promise<void> {
    await this.client.start();
    this.cursor = followCursor(this.client, this.languages);
  }

  async restart(): Promise<void> {
    await this.client.stop();
    await this.client.start();
  }

  dispose(): void {
    this.cursor?.dispose();
    this.above.dispose();
    void this.client.dispose();
    for (const emitter of [this.stateChanged, this.graphChanged, this.statusChanged, this.assetsSaved, this.runEvent, this.stopped])
      emitter.dispose();
  }

  /** The project named, or the one a document belongs to, or the first. */
  graph(params: { project?: string; near?: string }): Promise<GraphView | null> {
    return this.client.sendRequest(methods.graph, params);
  }

  assetAt(params: { uri: string; line: number; character: number }): Promise<{ project: string; key: string } | null> {
    return this.client.sendRequest(methods.assetAt, params);
  }

  /** What a name of ours leads to; null where TypeScript alone has the answer. */
  definition(at: TextDocumentPositionParams): Promise<readonly LocationLink[] | null> {
    return this.client.sendRequest("textDocument/definition", at);
  }

  place(project: string, key: string): Promise<AssetPlace | null> {
    return this.client.sendRequest(methods.place, { project, key });
  }

  /** Which assets a selection means; null when the project is gone. */
  select(project: string, selection: string): Promise<SelectAnswer | null> {
    return this.client.sendRequest(methods.select, { project, selection });
  }

  history(project: string, key: string): Promise<AssetHistory | null> {
    return this.client.sendRequest(methods.history, { project, key });
  }

  materialize(request: MaterializeRequest): Promise<MaterializeAnswer> {
    return this.client.sendRequest(methods.materialize, request);
  }

  /** Which of some documents a run of the project reads; none where there is no such project. */
  async ownFiles(project: string, uris: readonly string[]): Promise<readonly string[]> {
    return (await this.client.sendRequest<readonly string[] | null>(methods.ownFiles, { project, uris })) ?? [];
  }

  cancel(runId: string): Promise<null> {
    return this.client.sendRequest(methods.cancel, { runId });
  }

  /** The latest runs, newest first; null where there is no such project. */
  runs(project: string, limit: number): Promise<RunList | null> {
    return this.client.sendRequest(methods.runs, { project, limit });
  }

  unfinished(project: string, runId: string): Promise<UnfinishedRun | null> {
    return this.client.sendRequest(methods.unfinished, { project, runId });
  }

  runSteps(project: string, runId: string): Promise<readonly RunStep[] | null> {
    return this.client.sendRequest(methods.runSteps, { project, runId });
  }

  runEvents(project: string, runId: string): Promise<readonly RunEvent[] | null> {
    return this.client.sendRequest(methods.runEvents, { project, runId });
  }

  look(request: LookRequest): Promise<LookAnswer> {
    return this.client.sendRequest(methods.look, request);
  }

  /** Starts a project in a folder; nothing is overwritten. Fails in words for the user. */
  setUp(folder: string): Promise<SetUpAnswer> {
    return this.client.sendRequest(methods.setUp, { folder });
  }

  /** Tells the package manager what it has to know before it installs. */
  prepareInstall(folder: string, manager: PackageManager): Promise<PrepareAnswer> {
    return this.client.sendRequest(methods.prepareInstall, { folder, manager });
  }

  assetFiles(project: string): Promise<readonly AssetFile[] | null> {
    return this.client.sendRequest(methods.assetFiles, { project });
  }

  /** The edits that write an asset; null where the name is none, or taken. */
  async newAsset(request: NewAssetRequest): Promise<WorkspaceEdit | null> {
    const edit = await this.client.sendRequest<ProtocolEdit | null>(methods.newAsset, request);
    return edit ? this.client.protocol2CodeConverter.asWorkspaceEdit(edit) : null;
  }

  /** Null where the server cannot say; its log says why. */
  serverStatus(): Promise<ServerStatus | null> {
    return this.client.sendRequest(methods.serverStatus, {});
  }

  /** Null when nothing that is selected has partitions. */
  partitions(project: string, selection: readonly string[]): Promise<PartitionChoices | null> {
    return this.client.sendRequest(methods.partitions, { project, selection });
  }

  /** Tells the server what may run and with which Node, and how severe problems are. */
  async configure(): Promise<void> {
    // A server that is starting was given the settings of that moment, which may have changed since; the request waits until it runs.
    if (this.client.needsStop()) await this.client.sendRequest(methods.configure, { ...settings(), onSave: this.onSave() });
  }

  private tell(state: ServerState): void {
    this.state = state.kind === "no-project" && this.liesElsewhere() ? { ...state, message: elsewhere() } : state;
    this.above.follow(state.projects);
    this.stateChanged.fire(this.state);
  }

  /** A repository that was opened without cloning it, on a desktop: no server here can read it. */
  private liesElsewhere(): boolean {
    const folders = workspace.workspaceFolders ?? [];
    return folders.length > 0 && !folders.some(({ uri }) => this.languages.some(({ scheme }) => scheme === uri.scheme));
  }
}

/** Asked anew at each start of the server, so that one that comes back knows what was granted meanwhile. */
function settings(): ClientSettings {
  const nodePath = workspace.isTrusted ? workspace.getConfiguration("millrace").get<string>("nodePath") : undefined;
  // Copied: what VS Code gives is a proxy, which no message to a worker may hold.
  const byFolder = <Value extends object>(name: string): Record<string, Value> =>
    Object.fromEntries(
      (workspace.workspaceFolders ?? []).map(({ uri }) => [
        uri.toString(),
        { ...(workspace.getConfiguration("millrace", uri).get<Value>(name) ?? ({} as Value)) },
      ]),
    );
  const [problemsByFolder, lensesByFolder] = [byFolder<Severities>("problems"), byFolder<LensChoice>("codeLens")];
  const typeEngine = workspace.getConfiguration("millrace").get<TypeEngine>("typeEngine");
  return { trusted: workspace.isTrusted, typeEngine, problemsByFolder, lensesByFolder, ...(nodePath ? { nodePath } : {}) };
}

function clientOptions(
  log: LogOutputChannel,
  documentSelector: ServedLanguage[],
  initializationOptions: () => object,
): LanguageClientOptions {
  return {
    documentSelector,
    initializationOptions,
    synchronize: {
      fileEvents: [
        ...WATCHED_FILES.map((pattern) => workspace.createFileSystemWatcher(pattern)),
        workspace.createFileSystemWatcher(WATCHED_FOLDERS, false, true, false),
      ],
    },
    outputChannel: log,
    // The owner of the problem matcher, too: what a task finds in files that are closed replaces what is known of them, and is not told twice.
    diagnosticCollectionName: "millrace",
    middleware: {
      handleDiagnostics: (uri, diagnostics, next) => {
        linkToPages(diagnostics);
        next(uri, diagnostics);
      },
      provideHover: async (document, position, token, next) => {
        const hover = await next(document, position, token);
        for (const content of hover?.contents ?? []) {
          if (content instanceof MarkdownString) content.isTrusted = { enabledCommands: hoverCommands };
        }
        return hover;
      },
    },
  };
}

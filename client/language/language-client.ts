// The connection to the language server: starts and restarts it, sends requests, and forwards its notifications as events.
import * as l10n from "@vscode/l10n";
import { type Disposable, EventEmitter, type LogOutputChannel, MarkdownString, type WorkspaceEdit, workspace } from "vscode";
import {
  type BaseLanguageClient,
  DefinitionRequest,
  type LanguageClientOptions,
  type LocationLink,
  State,
  type TextDocumentPositionParams,
} from "vscode-languageclient";
import {
  type AssetsSaved,
  type ClientSettings,
  type LensChoice,
  type NewAssetRequest,
  type RunEventNote,
  type TypeEngine,
  WATCHED_FILES,
  WATCHED_FOLDERS,
} from "../../runtime/contract/editor.js";
import type { StatusChange } from "../../runtime/contract/graph.js";
import type { Severities } from "../../runtime/contract/problem.js";
import {
  ask,
  assetsSavedNotification,
  configureRequest,
  graphChangedNotification,
  hear,
  newAssetRequest,
  type Request,
  runEventNotification,
  stateNotification,
  statusChangedNotification,
} from "../../runtime/contract/protocol.js";
import type { ServerState } from "../../runtime/contract/server-status.js";
import { followCursor } from "./at-cursor.js";
import { linkToPages } from "./problem-links.js";
import { type ServedLanguage, servedLanguages } from "./served-languages.js";
import { WatchAbove } from "./watch-above.js";

/** The commands that a hover may link to. A hover can quote user code, so no other command is trusted. */
const hoverCommands = ["millrace.openStored", "millrace.previewValue", "millrace.showGraph", "millrace.showRun"];

const starting = (): ServerState => ({ kind: "starting", projects: [], outside: [], message: l10n.t("Reading the project.") });
const stopped = (): ServerState => ({
  kind: "stopped",
  projects: [],
  outside: [],
  message: l10n.t("The language server ended; the log says why. Run `Millrace: Restart language server`."),
});

/** How a window starts its server. */
export interface ServerDoor {
  connect(options: LanguageClientOptions): BaseLanguageClient;
  /** The URI schemes of the documents that the server handles. */
  readonly schemes: readonly string[];
  /** Extra initialization options, sent with the settings. */
  readonly options?: Readonly<Record<string, unknown>>;
}

const elsewhere = () =>
  l10n.t(
    "This window reads the disk of its machine, and the folder is not on it. Open it on vscode.dev for the graph, hovers and problems, or clone it for all of Millrace.",
  );

export class ServerConnection implements Disposable {
  /** The last state that the server reported; `stopped` after it ended, `starting` while it restarts. */
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
  /** The server ended or was killed. Its work in progress is lost. */
  readonly onStopped = this.stopped.event;

  /** The documents that the server handles. */
  readonly languages: ServedLanguage[];

  private readonly client: BaseLanguageClient;
  private cursor: Disposable | null = null;
  private readonly above = new WatchAbove((change) => {
    if (this.client.isRunning()) void this.client.sendNotification("workspace/didChangeWatchedFiles", { changes: [change] });
  });
  /** What is materialized on save, for code lenses to show. */
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
      // A server that does not restart is shown as stopped.
      this.tell(newState === State.Starting ? starting() : stopped());
    });
    hear(this.client, stateNotification, (state) => this.tell(state));
    hear(this.client, graphChangedNotification, (note) => this.graphChanged.fire(note));
    hear(this.client, statusChangedNotification, (change) => this.statusChanged.fire(change));
    hear(this.client, assetsSavedNotification, (note) => this.assetsSaved.fire(note));
    hear(this.client, runEventNotification, (note) => this.runEvent.fire(note));
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

  ask<Params, Result>(request: Request<Params, Result>, params: NoInfer<Params>): Promise<Result> {
    return ask(this.client, request, params);
  }

  /** The target of one of our names; null if only TypeScript knows the name. */
  definition(at: TextDocumentPositionParams): Promise<readonly LocationLink[] | null> {
    return this.client.sendRequest(DefinitionRequest.method, at);
  }

  /** The edits that create an asset; null if the name is invalid or in use. */
  async newAsset(request: NewAssetRequest): Promise<WorkspaceEdit | null> {
    const edit = await this.ask(newAssetRequest, request);
    return edit ? this.client.protocol2CodeConverter.asWorkspaceEdit(edit) : null;
  }

  /** Sends the settings: whether code may run, with which Node, and the severities of problems. */
  async configure(): Promise<void> {
    // A starting server received the settings of that moment, which may be outdated. The request waits until the server runs.
    if (this.client.needsStop()) await this.ask(configureRequest, { ...settings(), onSave: this.onSave() });
  }

  private tell(state: ServerState): void {
    this.state = state.kind === "no-project" && this.liesElsewhere() ? { ...state, message: elsewhere() } : state;
    this.above.follow(state.projects);
    this.stateChanged.fire(this.state);
  }

  /** True for a repository that is opened on a desktop without cloning it: no server here can read its files. */
  private liesElsewhere(): boolean {
    const folders = workspace.workspaceFolders ?? [];
    return folders.length > 0 && !folders.some(({ uri }) => this.languages.some(({ scheme }) => scheme === uri.scheme));
  }
}

/** Read at each start of the server, so that a restarted server knows about workspace trust granted in the meantime. */
function settings(): ClientSettings {
  const nodePath = workspace.isTrusted ? workspace.getConfiguration("millrace").get<string>("nodePath") : undefined;
  // Copied, because VS Code returns a proxy, and a message to a worker cannot contain a proxy.
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
    // The same as the owner of the problem matcher: problems that a task finds in closed files replace ours instead of appearing twice.
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

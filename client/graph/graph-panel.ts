// The graph panel: one webview that shows one project and follows the editor. Its state can be rebuilt with one request.

import * as l10n from "@vscode/l10n";
import { commands, type Disposable, type TextEditor, type Uri, ViewColumn, type WebviewPanel, window } from "vscode";
import type { FromPage, ToPage } from "../../runtime/contract/graph.js";
import { assetAtRequest, graphRequest, historyRequest, selectRequest } from "../../runtime/contract/protocol.js";
import type { ServerConnection } from "../language/language-client.js";
import { tellFailed } from "../pages/failed-action.js";
import { pageHtml } from "../pages/webview-page.js";
import { openEntry } from "./graph-entry.js";
import { askWhereTo, type Destination, tellNotSaved, writePicture } from "./graph-picture.js";
import { readFromPage } from "./relay.js";

const viewType = "millrace.graph";
/** Milliseconds to wait after a cursor movement, so that not every step asks the server. */
const settle = 150;

export class GraphPanel implements Disposable {
  private panel: WebviewPanel | undefined;
  private project: string | undefined;
  /** The asset to show when the page has drawn the graph. */
  private wanted: string | undefined;
  private stale = false;
  private pinned = false;
  /** The file for the picture that the page was asked to draw. */
  private destination: Destination | undefined;
  private timer: NodeJS.Timeout | undefined;
  private readonly listening: Disposable[];

  constructor(
    private readonly extensionUri: Uri,
    private readonly server: ServerConnection,
  ) {
    this.listening = [
      server.onGraphChanged(({ project }) => {
        if (project === this.project || this.project === undefined) void this.refresh();
      }),
      server.onState(() => void this.refresh()),
      server.onStatusChanged((change) => {
        if (change.project === this.project) this.post({ kind: "status", change });
      }),
      window.onDidChangeTextEditorSelection(({ textEditor }) => this.follow(textEditor)),
      window.onDidChangeActiveTextEditor((editor) => editor && this.follow(editor)),
      window.registerWebviewPanelSerializer(viewType, {
        deserializeWebviewPanel: async (panel, state) => this.adopt(panel, projectOf(state)),
      }),
    ];
  }

  /** Opens or reveals the panel for a project (by default the project of the active file) and an asset. */
  async show(project?: string, key?: string): Promise<void> {
    this.wanted = key;
    if (project) this.project = project;
    else if (!this.panel) this.project = undefined;
    if (this.panel) {
      this.panel.reveal(undefined, true);
      await this.refresh();
      return;
    }
    const panel = window.createWebviewPanel(viewType, l10n.t("Asset graph"), { viewColumn: ViewColumn.Beside, preserveFocus: true });
    this.adopt(panel, this.project);
  }

  dispose(): void {
    clearTimeout(this.timer);
    for (const listener of this.listening) listener.dispose();
    this.panel?.dispose();
  }

  /** Only one panel exists: this one replaces an open panel, for example when VS Code restores one after a reload. */
  private adopt(panel: WebviewPanel, project: string | undefined): void {
    const other = this.panel;
    this.panel = panel;
    this.project = project;
    this.pinned = false;
    other?.dispose();
    panel.iconPath = {
      light: this.extensionUri.with({ path: `${this.extensionUri.path}/icon.png` }),
      dark: this.extensionUri.with({ path: `${this.extensionUri.path}/icon.png` }),
    };
    const folder = this.extensionUri.with({ path: `${this.extensionUri.path}/dist/webview` });
    panel.webview.options = { enableScripts: true, localResourceRoots: [folder] };
    panel.webview.html = pageHtml(panel.webview, folder, { script: "main", title: l10n.t("Asset graph") });
    panel.webview.onDidReceiveMessage((message: unknown) => {
      const intent = readFromPage(message);
      if (intent && this.panel === panel) void this.act(intent).catch((error) => tellFailed(actionOf(intent), this.server.state, error));
    });
    panel.onDidChangeViewState(() => {
      if (panel.visible && this.stale) void this.refresh();
    });
    panel.onDidDispose(() => {
      if (this.panel !== panel) return;
      this.panel = undefined;
      this.pinned = false;
    });
  }

  private async act(intent: FromPage): Promise<void> {
    switch (intent.kind) {
      case "ready": {
        const asked = this.wanted !== undefined;
        // Sent together with the graph, so that the page does not lay out all of a large project first.
        if (!asked && !this.pinned) this.wanted = await this.keyAtCursor();
        await this.refresh();
        if (!asked && window.activeTextEditor) this.follow(window.activeTextEditor);
        return;
      }
      case "pin":
        this.pinned = intent.pinned;
        return;
      case "find":
        await this.find(intent.text);
        return;
      case "history":
        await this.tellHistory(intent.key);
        return;
      case "openEntry":
        if (this.project) await openEntry(this.server, this.project, intent.key, intent.name);
        return;
      case "save":
        this.destination = this.project ? await askWhereTo(this.project) : undefined;
        if (this.destination) this.post({ kind: "render", format: this.destination.format });
        return;
      case "picture":
        if (this.destination?.format === intent.format) await writePicture(this.destination, intent.data);
        this.destination = undefined;
        return;
      case "noPicture":
        if (this.destination?.format === intent.format) tellNotSaved(this.destination.uri, intent.reason);
        this.destination = undefined;
        return;
      case "open":
        await commands.executeCommand("millrace.openAsset", this.project, intent.key);
        return;
      case "preview":
        await commands.executeCommand("millrace.previewValue", this.project, intent.key);
        return;
      case "materialize":
        if (intent.key === null) await commands.executeCommand("millrace.materializeAll", this.project);
        else
          await commands.executeCommand(
            intent.upstream ? "millrace.materializeWithUpstream" : "millrace.materialize",
            this.project,
            intent.key,
          );
        return;
      case "materializeMany": {
        const rows = intent.keys.map((key) => ({ project: this.project, key }));
        await commands.executeCommand(intent.upstream ? "millrace.materializeWithUpstream" : "millrace.materialize", rows[0], rows);
        return;
      }
      case "cancel":
        await commands.executeCommand("millrace.cancelRun");
        return;
      default:
        intent satisfies never;
    }
  }

  /** Asks for the whole graph and sends it. If the panel is hidden, waits until it is visible. */
  private async refresh(): Promise<void> {
    if (!this.panel) return;
    this.stale = !this.panel.visible;
    if (this.stale) return;
    if (this.server.state.kind === "starting") {
      this.post({ kind: "updating" });
      return;
    }
    const near = window.activeTextEditor?.document.uri.toString();
    const { panel, project } = this;
    const view = await this.server.ask(graphRequest, project ? { project } : near ? { near } : {}).catch(() => null);
    // The user may have opened another panel or project in the meantime: then the answer is outdated.
    if (!view || this.panel !== panel || this.project !== project) return;
    this.project = view.project;
    panel.title = l10n.t`${view.name}: assets`;
    this.post({ kind: "graph", view });
    if (this.wanted) this.post({ kind: "focus", key: this.wanted });
    this.wanted = undefined;
  }

  private async find(text: string): Promise<void> {
    const answer = this.project ? await this.server.ask(selectRequest, { project: this.project, selection: text }).catch(() => null) : null;
    if (answer) this.post({ kind: "found", text, answer });
  }

  private async tellHistory(key: string): Promise<void> {
    const history = this.project ? await this.server.ask(historyRequest, { project: this.project, key }).catch(() => null) : null;
    if (history) this.post({ kind: "history", key, history });
  }

  private follow(editor: TextEditor): void {
    if (!this.panel?.visible || this.pinned || editor.document.languageId !== "typescript") return;
    clearTimeout(this.timer);
    this.timer = setTimeout(() => void this.focusAssetAt(editor), settle);
  }

  /** The asset at the cursor, if it belongs to the shown project or no project is shown yet. */
  private async keyAtCursor(): Promise<string | undefined> {
    const editor = window.activeTextEditor;
    const asset = editor && (await this.assetAt(editor));
    return asset && (this.project === undefined || asset.project === this.project) ? asset.key : undefined;
  }

  private assetAt({ document, selection }: TextEditor): Promise<{ project: string; key: string } | null> {
    const { line, character } = selection.active;
    return this.server.ask(assetAtRequest, { uri: document.uri.toString(), line, character }).catch(() => null);
  }

  private async focusAssetAt(editor: TextEditor): Promise<void> {
    const asset = await this.assetAt(editor);
    if (!asset || !this.panel || this.pinned) return;
    if (asset.project !== this.project) {
      await this.show(asset.project, asset.key);
      return;
    }
    this.post({ kind: "focus", key: asset.key });
  }

  private post(message: ToPage): void {
    void this.panel?.webview.postMessage(message);
  }
}

/** What the user asked for, with the label of the button. */
function actionOf({ kind }: FromPage): string {
  switch (kind) {
    case "open":
      return l10n.t("Open code");
    case "preview":
      return l10n.t("Preview");
    case "materialize":
    case "materializeMany":
      return l10n.t("Materialize");
    case "cancel":
      return l10n.t("Cancel run");
    case "save":
    case "picture":
      return l10n.t("Save a picture");
    default:
      return l10n.t("Asset graph");
  }
}

/** The page's state names the project it showed. Its other fields are private to the page. */
function projectOf(state: unknown): string | undefined {
  const project = typeof state === "object" && state !== null && "project" in state ? state.project : undefined;
  return typeof project === "string" ? project : undefined;
}

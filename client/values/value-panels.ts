// The panels that show stored values, one for each open value. A panel is notified when a newer value is stored.

import * as l10n from "@vscode/l10n";
import { commands, Disposable, env, Uri, ViewColumn, type WebviewPanel, window } from "vscode";
import { lookRequest, partitionsRequest } from "../../runtime/contract/protocol.js";
import type { LookAnswer, ValuePart } from "../../runtime/contract/value.js";
import type { FromValuePage, ShownAsset, ToValuePage } from "../../runtime/contract/value-page.js";
import { selectionOf } from "../assets/asset-selection.js";
import type { ServerConnection } from "../language/language-client.js";
import { unanswered } from "../language/unanswered.js";
import { tellFailed } from "../pages/failed-action.js";
import { pageHtml } from "../pages/webview-page.js";
import { choosePartition } from "../runs/choose-partitions.js";
import { openStoredFile } from "./open-stored-file.js";
import type { ValueComparison } from "./value-comparison.js";
import { readFromValuePage, readShownAsset } from "./value-relay.js";

const viewType = "millrace.value";

interface Panel {
  shown: ShownAsset;
  readonly panel: WebviewPanel;
}

export class ValuePanels implements Disposable {
  private readonly panels = new Set<Panel>();
  private readonly listening: Disposable;
  private wasReady = false;

  constructor(
    private readonly extensionUri: Uri,
    private readonly server: ServerConnection,
    private readonly comparison: ValueComparison,
  ) {
    this.listening = Disposable.from(
      server.onStatusChanged(({ project, statuses }) => {
        const isNew = ({ key }: ShownAsset) => ["materialized", "never"].includes(statuses[key]?.state ?? "");
        this.tellChanged((shown) => shown.project === project && isNew(shown));
      }),
      server.onState(({ kind }) => {
        // The server has restarted. The comparison is needed because it reports its state after every check of types.
        if (kind === "ready" && !this.wasReady) this.tellChanged(() => true);
        this.wasReady = kind === "ready";
      }),
      window.registerWebviewPanelSerializer(viewType, {
        deserializeWebviewPanel: async (panel, state) => {
          const shown = readShownAsset(state);
          if (shown === undefined) panel.dispose();
          else this.adopt(panel, shown);
        },
      }),
    );
  }

  async open(project: string, key: string): Promise<void> {
    const shown = await this.choose(project, key);
    if (shown) this.show(shown);
  }

  /** For a partitioned asset, asks for the partition. Undefined if the user cancels. */
  async choose(project: string, key: string): Promise<ShownAsset | undefined> {
    const choices = await this.server.ask(partitionsRequest, { project, selection: [selectionOf(key, false)] });
    if (choices === null) return { project, key };
    const partitionKey = await choosePartition(choices);
    return partitionKey === undefined ? undefined : { project, key, partitionKey };
  }

  show(shown: ShownAsset): void {
    const open = [...this.panels].find((each) => isSame(each.shown, shown));
    if (open) return open.panel.reveal();
    this.adopt(window.createWebviewPanel(viewType, titleOf(shown), { viewColumn: ViewColumn.Active }), shown);
  }

  /** Null if the address is unknown. */
  async storedAt(shown: ShownAsset): Promise<string | null> {
    return this.askStoredAt(shown).catch(() => null);
  }

  dispose(): void {
    this.listening.dispose();
    for (const { panel } of this.panels) panel.dispose();
  }

  private adopt(panel: WebviewPanel, shown: ShownAsset): void {
    const own: Panel = { panel, shown };
    this.panels.add(own);
    panel.title = titleOf(shown);
    panel.iconPath = Uri.joinPath(this.extensionUri, "icon.png");
    const folder = Uri.joinPath(this.extensionUri, "dist", "webview");
    panel.webview.options = { enableScripts: true, localResourceRoots: [folder] };
    panel.webview.html = pageHtml(panel.webview, folder, { script: "value", title: panel.title });
    panel.webview.onDidReceiveMessage((message: unknown) => {
      const intent = readFromValuePage(message);
      if (intent) void this.act(own, intent).catch((error) => tellFailed(actionOf(intent), this.server.state, error));
    });
    panel.onDidDispose(() => this.panels.delete(own));
  }

  private async act(own: Panel, intent: FromValuePage): Promise<void> {
    const { project, key } = own.shown;
    switch (intent.kind) {
      case "ready":
        return post(own, { kind: "value", value: own.shown });
      case "look":
        return post(own, await this.answer(own, intent.id, intent.part, intent.runId));
      case "partition":
        own.shown = { project, key, partitionKey: intent.partitionKey };
        own.panel.title = titleOf(own.shown);
        return post(own, { kind: "value", value: own.shown });
      case "compare":
        return this.comparison.show(own.shown, intent.runId);
      case "copy":
        return env.clipboard.writeText(intent.text);
      case "openFile": {
        if (!(await openStoredFile(project, await this.askStoredAt(own.shown))))
          void window.showInformationMessage(l10n.t`${key}: its value is not a file that the editor can show.`);
        return;
      }
      case "openAsset":
      case "showGraph":
      case "materialize":
        await commands.executeCommand(`millrace.${intent.kind}`, project, key);
        return;
      default:
        intent satisfies never;
    }
  }

  private async answer(own: Panel, id: number, part: ValuePart, runId: string | undefined): Promise<ToValuePage> {
    try {
      return { kind: "looked", id, answer: await this.look(own.shown, part, runId) };
    } catch (error) {
      return { kind: "refused", id, message: error instanceof Error ? error.message : String(error) };
    }
  }

  private async askStoredAt(shown: ShownAsset): Promise<string | null> {
    const answer = await this.look(shown, { kind: "facts" });
    return answer.kind === "facts" ? answer.facts.storedAt : null;
  }

  private async look({ project, key, partitionKey }: ShownAsset, part: ValuePart, runId?: string): Promise<LookAnswer> {
    const answer = await this.server.ask(lookRequest, {
      project,
      assetKey: key,
      part,
      ...(partitionKey === undefined ? {} : { partitionKey }),
      ...(runId === undefined ? {} : { runId }),
    });
    if (answer === null) throw unanswered();
    return answer;
  }

  private tellChanged(which: (shown: ShownAsset) => boolean): void {
    for (const own of this.panels) if (which(own.shown)) post(own, { kind: "changed" });
  }
}

/** What the user asked for, with the label of the button. */
function actionOf({ kind }: FromValuePage): string {
  switch (kind) {
    case "compare":
      return l10n.t("Compare");
    case "copy":
      return l10n.t("Copy");
    case "openFile":
      return l10n.t("Open file");
    case "openAsset":
      return l10n.t("Open code");
    case "showGraph":
      return l10n.t("Show in graph");
    case "materialize":
      return l10n.t("Materialize");
    default:
      return l10n.t("Preview");
  }
}

function post({ panel }: Panel, message: ToValuePage): void {
  void panel.webview.postMessage(message);
}

function titleOf({ key, partitionKey }: ShownAsset): string {
  const name = key.slice(key.lastIndexOf("/") + 1);
  return partitionKey === undefined ? name : `${name} · ${partitionKey}`;
}

function isSame(one: ShownAsset, other: ShownAsset): boolean {
  return one.project === other.project && one.key === other.key && one.partitionKey === other.partitionKey;
}

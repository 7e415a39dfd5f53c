// Materializes on save, where the user has turned it on: the assets whose code the save changed. A newer save cancels the older run.

import * as l10n from "@vscode/l10n";
import { Disposable, type Memento, type QuickPickItem, Uri, window, workspace } from "vscode";
import type { AssetsSaved, OnSaveMode } from "../../runtime/contract/editor.js";
import { cancelRequest, materializeRequest, partitionsRequest } from "../../runtime/contract/protocol.js";
import { selectionOf } from "../assets/asset-selection.js";
import type { ServerConnection } from "../language/language-client.js";
import { chosenByProject, modeOf, type OnSaveChoices, pick, wantedBySave } from "./on-save-choices.js";
import { createOnSaveQueue, type Modes, type OnSaveQueue } from "./on-save-queue.js";
import type { RunWatcher } from "./run-watcher.js";
import { unsavedIn } from "./unsaved.js";

const KEPT = "millrace.onSave";

export class MaterializeOnSave implements Disposable {
  private readonly queue: OnSaveQueue;
  private readonly listening: Disposable;

  constructor(
    private readonly server: ServerConnection,
    private readonly runs: RunWatcher,
    private readonly memory: Memento,
  ) {
    server.onSave = () => chosenByProject(this.choices);
    this.queue = createOnSaveQueue({
      isBusy: () => runs.progress !== undefined,
      unsaved: async (project) => {
        // Saving one file must not save other files.
        const [first] = await unsavedIn(server, project);
        return first ? workspace.asRelativePath(first.uri) : null;
      },
      start: (project, modes) => this.start(project, modes),
      cancel: (runId) => void server.ask(cancelRequest, { runId }),
      tellUnsaved: (file) => tell(l10n.t`${file} has unsaved changes`),
      tellFailure: (error) => tell(error instanceof Error ? error.message : String(error)),
    });
    this.listening = Disposable.from(
      server.onAssetsSaved((saved) => this.hear(saved)),
      runs.onChange(() => this.queue.look()),
    );
  }

  dispose(): void {
    this.listening.dispose();
  }

  /** Asks what a save of an asset's code does, and stores the answer for this workspace. */
  async choose(project: string, key: string): Promise<void> {
    const now = modeOf(this.choices, project, key);
    const items: (QuickPickItem & { readonly mode: OnSaveMode | null })[] = [
      { label: l10n.t("Off"), mode: null },
      { label: l10n.t("This asset"), detail: l10n.t`Materialize ${key} when its code is saved`, mode: "asset" },
      {
        label: l10n.t("This asset and what comes after it"),
        detail: l10n.t("The newest save counts: an older run is canceled"),
        mode: "downstream",
      },
    ];
    const chosen = await window.showQuickPick(
      items.map((item) => (item.mode === now ? { ...item, description: l10n.t("now") } : item)),
      { title: l10n.t`Materialize ${key} on save`, placeHolder: l10n.t("What a save of its code runs") },
    );
    if (chosen === undefined) return;
    await this.memory.update(KEPT, pick(this.choices, project, key, chosen.mode));
    await this.server.configure();
  }

  private get choices(): OnSaveChoices {
    return this.memory.get<OnSaveChoices>(KEPT, {});
  }

  private hear({ project, keys }: AssetsSaved): void {
    if (!workspace.isTrusted) return;
    const everywhere = workspace.getConfiguration("millrace", Uri.parse(project)).get<string>("materializeOnSave");
    this.queue.hear(project, wantedBySave(this.choices, everywhere, project, keys));
  }

  private async start(project: string, modes: Modes): Promise<string | null> {
    const selection = [...modes].map(([key, mode]) => `${selectionOf(key, false)}${mode === "downstream" ? "+" : ""}`);
    const latest = (await this.server.ask(partitionsRequest, { project, selection }))?.latest[0]?.key;
    const answer = await this.server.ask(materializeRequest, {
      project,
      selection,
      partitions: latest === undefined ? [] : [latest],
      origin: { kind: "save" },
    });
    if (answer.kind === "refused") {
      tell(answer.message);
      return null;
    }
    this.runs.follow(project, answer, { quietly: true });
    return this.runs.goesOn(answer.runId) ? answer.runId : null;
  }
}

/** The user did not start this run directly, so a message box would disturb. */
function tell(reason: string): void {
  window.setStatusBarMessage(l10n.t`$(warning) Not materialized on save: ${reason}`, 8_000);
}

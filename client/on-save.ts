// Materializes on save: the assets whose code a save changed, where the user wants it. A newer save abandons the older run.
import * as l10n from "@vscode/l10n";
import { Disposable, type Memento, type QuickPickItem, Uri, window, workspace } from "vscode";
import type { AssetsSaved, OnSaveMode } from "../runtime/contract/editor.js";
import { selectionOf } from "./asset-selection.js";
import type { ServerConnection } from "./language-client.js";
import { chosenByProject, modeOf, type OnSaveChoices, pick, wantedBySave } from "./on-save-choices.js";
import type { RunWatcher } from "./run-watcher.js";

const KEPT = "millrace.onSave";

export class MaterializeOnSave implements Disposable {
  /** What saves asked for and no run has made yet, by project. */
  private readonly wanted = new Map<string, Map<string, OnSaveMode>>();
  private readonly listening: Disposable;
  /** The run that a save started and that still goes on. */
  private own: { readonly runId: string; readonly project: string; readonly modes: ReadonlyMap<string, OnSaveMode> } | undefined;
  private starting = false;
  /** A save came while the run of an older one was being started. */
  private overtaken = false;

  constructor(
    private readonly server: ServerConnection,
    private readonly runs: RunWatcher,
    private readonly memory: Memento,
  ) {
    server.onSave = () => chosenByProject(this.choices);
    this.listening = Disposable.from(
      server.onAssetsSaved((saved) => this.hear(saved)),
      runs.onChange(() => void this.startNext()),
    );
  }

  dispose(): void {
    this.listening.dispose();
  }

  /** Asks what a save of one asset's code shall do, and remembers it for this workspace. */
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
    const found = wantedBySave(this.choices, everywhere, project, keys);
    if (found.size === 0) return;
    this.want(project, found);
    this.overtaken = this.starting;
    this.abandon();
    void this.startNext();
  }

  /** What the abandoned run was to make is made with the rest. */
  private abandon(): void {
    if (!this.own) return;
    this.want(this.own.project, this.own.modes);
    void this.server.cancel(this.own.runId);
    this.own = undefined;
  }

  private want(project: string, modes: ReadonlyMap<string, OnSaveMode>): void {
    const known = this.wanted.get(project) ?? new Map<string, OnSaveMode>();
    for (const [key, mode] of modes) known.set(key, mode);
    this.wanted.set(project, known);
  }

  /** Starts what is wanted as soon as no run goes on; a run that the user started is waited for. */
  private async startNext(): Promise<void> {
    if (this.runs.current !== undefined || this.starting) return;
    this.own = undefined;
    const [next] = this.wanted;
    if (next === undefined) return;
    const [project, modes] = next;
    this.wanted.delete(project);
    const unsaved = unsavedIn(project);
    if (unsaved !== null) {
      // The save that is to come tells what it changed since this one, so what this one changed is kept for it.
      this.want(project, modes);
      return tell(l10n.t`${unsaved} has unsaved changes`);
    }
    this.starting = true;
    try {
      await this.start(project, modes);
    } finally {
      this.starting = false;
    }
    if (this.overtaken) this.abandon();
    this.overtaken = false;
    // It may have ended before its answer came, and no event will say so again.
    void this.startNext();
  }

  private async start(project: string, modes: ReadonlyMap<string, OnSaveMode>): Promise<void> {
    const selection = [...modes].map(([key, mode]) => `${selectionOf(key, false)}${mode === "downstream" ? "+" : ""}`);
    const latest = (await this.server.partitions(project, selection))?.latest[0]?.key;
    const answer = await this.server.materialize({ project, selection, partitions: latest === undefined ? [] : [latest] });
    if (answer.kind === "refused") return tell(answer.message);
    this.runs.follow(project, answer.runId, answer.assets, { quietly: true });
    if (this.runs.goesOn(answer.runId)) this.own = { runId: answer.runId, project, modes };
  }
}

/** A run executes what is on disk, and a save of one file is no wish to save others. */
function unsavedIn(project: string): string | null {
  const folder = `${project.replace(/\/$/, "")}/`;
  const document = workspace.textDocuments.find((each) => each.isDirty && !each.isUntitled && each.uri.toString().startsWith(folder));
  return document ? workspace.asRelativePath(document.uri) : null;
}

/** Nobody asked for this run by hand, so nothing pops up. */
function tell(reason: string): void {
  window.setStatusBarMessage(l10n.t`$(warning) Not materialized on save: ${reason}`, 8_000);
}

// Follows runs from their start to their end: one fold of their events, for every view, and a message when a run fails.

import * as l10n from "@vscode/l10n";
import { commands, type Disposable, EventEmitter, Uri, window } from "vscode";
import { counted } from "../../runtime/contract/count-words.js";
import type { StartedRun } from "../../runtime/contract/editor.js";
import type { RunEvent, RunFailure } from "../../runtime/contract/events.js";
import { cancelRequest } from "../../runtime/contract/protocol.js";
import { initialRun, nextRun, type RunState } from "../../runtime/contract/run-state.js";
import { openAt } from "../assets/open-asset.js";
import type { ServerConnection } from "../language/language-client.js";
import { progressOf, type RunProgress } from "./run-progress.js";

/** How many run states are kept: the runs in progress, and the runs that ended last. */
const KEPT = 16;

interface FollowedRun {
  readonly project: string;
  readonly runId: string;
  readonly assets: readonly string[];
  /** The number of parts: one for each asset, or one for each partition that runs alone. */
  readonly total: number;
  /** True if a failure shows no message, because a save started the run or the user debugs it. */
  readonly quietly: boolean;
}

export class RunWatcher implements Disposable {
  /** Every run whose start this window has received. */
  private readonly states = new Map<string, RunState>();
  /** Runs in progress that this window started. */
  private readonly followed = new Map<string, FollowedRun>();
  private readonly changed = new EventEmitter<void>();
  /** Fires at each event of a run. */
  readonly onChange = this.changed.event;
  private readonly listening: Disposable[];
  private failureIsShown = false;

  constructor(private readonly server: ServerConnection) {
    this.listening = [
      server.onRunEvent(({ event }) => this.hear(event)),
      server.onStopped(() => {
        this.followed.clear();
        this.states.clear();
        this.changed.fire();
      }),
    ];
  }

  /** The state of a run; undefined if this window has not received its start. */
  stateOf(runId: string): RunState | undefined {
    return this.states.get(runId);
  }

  goesOn(runId: string): boolean {
    return this.followed.has(runId);
  }

  /** The progress of the latest run that this window started and that is in progress. */
  get progress(): (RunProgress & { readonly total: number }) | undefined {
    const run = [...this.followed.values()].at(-1);
    if (!run) return undefined;
    const { done, running } = progressOf(this.states.get(run.runId) ?? initialRun(run.runId));
    // An aborted run can report more ended parts than it has.
    return { done: Math.min(run.total, done), total: run.total, running };
  }

  /** Registers a run that this window has just started. Events may have arrived before the answer that contains the run's id. */
  follow(project: string, { runId, assets, parts }: StartedRun, { quietly = false } = {}): void {
    if (this.followed.has(runId)) return;
    const run: FollowedRun = { project, runId, assets, total: parts, quietly };
    // A notification about an earlier failure would contradict what the views show of this run.
    if (this.failureIsShown) void commands.executeCommand("notifications.hideToasts");
    const ending = this.states.get(runId)?.ending;
    if (ending) return this.report(run, ending);
    this.followed.set(runId, run);
    this.changed.fire();
  }

  /** Cancels the run that was started last. */
  async cancel(): Promise<void> {
    const runId = [...this.followed.keys()].at(-1);
    if (runId !== undefined) await this.server.ask(cancelRequest, { runId });
    else void window.showInformationMessage(l10n.t("No run is in progress."));
  }

  dispose(): void {
    for (const listener of this.listening) listener.dispose();
    this.changed.dispose();
  }

  private hear(event: RunEvent): void {
    const before = this.states.get(event.runId) ?? (event.type === "RUN_START" ? initialRun(event.runId) : undefined);
    if (!before) return;
    const state = nextRun(before, event);
    this.states.set(event.runId, state);
    for (const [oldest, { ending }] of this.states) if (ending !== null && this.states.size > KEPT) this.states.delete(oldest);
    const run = this.followed.get(event.runId);
    if (run && state.ending !== null) {
      this.followed.delete(event.runId);
      this.report(run, state.ending);
    }
    this.changed.fire();
  }

  private report(run: FollowedRun, ending: RunEvent): void {
    if (ending.type === "RUN_SUCCESS") {
      window.setStatusBarMessage(l10n.t`$(check) ${counted(run.assets.length, "asset")} materialized`, 5_000);
    }
    if (ending.type === "RUN_FAILURE") void this.reportFailure(run, ending);
  }

  private async reportFailure({ project, runId, quietly }: FollowedRun, event: RunFailure): Promise<void> {
    const failure = this.states.get(runId)?.firstFailure;
    const error = failure?.error ?? event.error;
    const what = error?.message ?? event.message ?? l10n.t("the run failed");
    const text = failure?.assetKey ? `${failure.assetKey}: ${what}` : what;
    if (quietly) {
      window.setStatusBarMessage(`$(error) ${text}`, 8_000);
      return;
    }
    const [showError, showLog] = [l10n.t("Show error"), l10n.t("Show log")];
    const place = error?.place;
    this.failureIsShown = true;
    const choice = await window.showErrorMessage(text, ...(place ? [showError, showLog] : [showLog]));
    this.failureIsShown = false;
    if (choice === showError && place) await openAt(Uri.joinPath(Uri.parse(project), place.file), place.line - 1, place.column - 1);
    if (choice === showLog) await commands.executeCommand("millrace.showLog");
  }
}

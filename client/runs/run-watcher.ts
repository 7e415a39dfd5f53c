// Follows runs from their start to their one end: progress with cancel, and a word when one fails.

import * as l10n from "@vscode/l10n";
import { commands, type Disposable, EventEmitter, ProgressLocation, Uri, window } from "vscode";
import { counted } from "../../runtime/contract/count-words.js";
import type { StartedRun } from "../../runtime/contract/editor.js";
import type { RunEvent, RunFailure } from "../../runtime/contract/events.js";
import { cancelRequest } from "../../runtime/contract/protocol.js";
import { initialRun, nextRun, type RunState } from "../../runtime/contract/run-state.js";
import { openAt } from "../assets/open-asset.js";
import type { ServerConnection } from "../language/language-client.js";
import { progressOf } from "./run-progress.js";

/** A run that is over sooner is told of in the status bar alone. */
const patience = 1_500;
/** Others' runs are among them, so that more than one may lie between. */
const EARLY_RUNS = 8;

export interface LiveRun {
  readonly project: string;
  readonly runId: string;
  readonly assets: readonly string[];
  /** How many parts it has; a run that breaks off tells an end or two more. */
  readonly total: number;
  state: RunState;
  /** Nothing pops up: a save started it, or the user looks at it in the debugger. */
  readonly quietly: boolean;
  end(): void;
}

export class RunWatcher implements Disposable {
  private readonly live = new Map<string, LiveRun>();
  private readonly changed = new EventEmitter<LiveRun | undefined>();
  /** The run that started last and still goes on, at each change of it. */
  readonly onChange = this.changed.event;
  private readonly listening: Disposable[];

  constructor(private readonly server: ServerConnection) {
    this.listening = [
      server.onRunEvent(({ event }) => this.hear(event)),
      server.onStopped(() => {
        for (const run of [...this.live.values()]) this.finish(run);
      }),
    ];
  }

  get current(): LiveRun | undefined {
    return [...this.live.values()].at(-1);
  }

  goesOn(runId: string): boolean {
    return this.live.has(runId);
  }

  /** Shows the progress of a run just started. Events may have come before the answer that named it. */
  follow(project: string, { runId, assets, parts }: StartedRun, { quietly = false } = {}): void {
    if (this.live.has(runId)) return;
    let end = () => {};
    const ended = new Promise<void>((resolve) => {
      end = resolve;
    });
    const state = this.early.get(runId) ?? initialRun(runId);
    this.early.delete(runId);
    const run: LiveRun = { project, runId, assets, total: parts, state, quietly, end };
    if (state.ending) return this.tellEnd(run, state.ending);
    this.live.set(runId, run);
    this.changed.fire(this.current);
    void window.withProgress({ location: ProgressLocation.Window, title: "Millrace" }, () => ended);
    if (quietly) return;
    const timer = setTimeout(() => this.showCancelable(runId, ended), patience);
    void ended.then(() => clearTimeout(timer));
  }

  /** Cancels the run that started last. */
  async cancel(): Promise<void> {
    const run = this.current;
    if (run) await this.server.ask(cancelRequest, { runId: run.runId });
    else void window.showInformationMessage(l10n.t("No run is in progress."));
  }

  dispose(): void {
    for (const listener of this.listening) listener.dispose();
    for (const run of this.live.values()) run.end();
    this.changed.dispose();
  }

  /** What runs told that `follow` has not heard of: the answer that names them is on its way, or others started them. */
  private readonly early = new Map<string, RunState>();

  private hearEarly(event: RunEvent): void {
    this.early.set(event.runId, nextRun(this.early.get(event.runId) ?? initialRun(event.runId), event));
    for (const [oldest] of this.early) if (this.early.size > EARLY_RUNS) this.early.delete(oldest);
  }

  private showCancelable(runId: string, ended: Promise<void>): void {
    const run = this.live.get(runId);
    if (!run) return;
    void window.withProgress({ location: ProgressLocation.Notification, title: "Millrace", cancellable: true }, async (progress, token) => {
      token.onCancellationRequested(() => void this.server.ask(cancelRequest, { runId }));
      let reported = 0;
      const report = () => {
        const { done, total, running } = runCount(run);
        const increment = ((done - reported) / Math.max(1, total)) * 100;
        reported = done;
        progress.report({
          increment,
          message: [l10n.t`${done} of ${total}`, running.join(", ")].filter((part) => part !== "").join(" · "),
        });
      };
      report();
      const listening = this.onChange(report);
      await ended;
      listening.dispose();
    });
  }

  private hear(event: RunEvent): void {
    const run = this.live.get(event.runId);
    if (!run) {
      this.hearEarly(event);
      return;
    }
    run.state = nextRun(run.state, event);
    this.changed.fire(this.current);
    if (run.state.ending === null) return;
    this.finish(run);
    this.tellEnd(run, event);
  }

  private tellEnd(run: LiveRun, event: RunEvent): void {
    if (event.type === "RUN_SUCCESS") {
      window.setStatusBarMessage(l10n.t`$(check) ${counted(run.assets.length, "asset")} materialized`, 5_000);
    }
    if (event.type === "RUN_FAILURE") void this.tellFailure(run, event);
  }

  private finish(run: LiveRun): void {
    this.live.delete(run.runId);
    run.end();
    this.changed.fire(this.current);
  }

  private async tellFailure({ project, quietly, state: { firstFailure } }: LiveRun, event: RunFailure): Promise<void> {
    const error = firstFailure?.error ?? event.error;
    const what = error?.message ?? event.message ?? l10n.t("the run failed");
    const text = firstFailure?.assetKey ? `${firstFailure.assetKey}: ${what}` : what;
    if (quietly) {
      window.setStatusBarMessage(`$(error) ${text}`, 8_000);
      return;
    }
    const [showError, showLog] = [l10n.t("Show Error"), l10n.t("Show Log")];
    const place = error?.place;
    const choice = await window.showErrorMessage(text, ...(place ? [showError, showLog] : [showLog]));
    if (choice === showError && place) await openAt(Uri.joinPath(Uri.parse(project), place.file), place.line - 1, place.column - 1);
    if (choice === showLog) await commands.executeCommand("millrace.showLog");
  }
}

/** For who shows it: never more than all. */
export function runCount({ total, state }: LiveRun): { done: number; total: number; running: readonly string[] } {
  const { done, running } = progressOf(state);
  return { done: Math.min(total, done), total, running };
}

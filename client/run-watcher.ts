// Follows runs from their start to their one end: progress with cancel, and a word when one fails.
import * as l10n from "@vscode/l10n";
import { commands, type Disposable, EventEmitter, ProgressLocation, Uri, window } from "vscode";
import { counted } from "../runtime/contract/count-words.js";
import { outcomeOf, type RunError, type RunEvent } from "../runtime/contract/run.js";
import type { ServerConnection } from "./language-client.js";
import { openAt } from "./open-asset.js";

/** A run that is over sooner is told of in the status bar alone. */
const patience = 1_500;

export interface LiveRun {
  readonly project: string;
  readonly runId: string;
  readonly total: number;
  done: number;
  running: string[];
  /** Nothing pops up: a save started it, or the user looks at it in the debugger. */
  readonly quietly: boolean;
  failure: { key: string | undefined; error: RunError | undefined } | undefined;
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
      server.onRunEvent(({ project, event }) => this.hear(project, event)),
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
  follow(project: string, runId: string, assets: readonly string[], { quietly = false } = {}): void {
    if (this.live.has(runId) || this.over.delete(runId)) return;
    const ended = new Promise<void>((resolve) => {
      this.live.set(runId, { project, runId, total: assets.length, done: 0, running: [], quietly, failure: undefined, end: resolve });
    });
    this.changed.fire(this.current);
    void window.withProgress({ location: ProgressLocation.Window, title: "Millrace" }, () => ended);
    if (quietly) return;
    const timer = setTimeout(() => this.showCancelable(runId, ended), patience);
    void ended.then(() => clearTimeout(timer));
  }

  /** Cancels the run that started last. */
  async cancel(): Promise<void> {
    const run = this.current;
    if (run) await this.server.cancel(run.runId);
    else void window.showInformationMessage(l10n.t("No run is going on."));
  }

  dispose(): void {
    for (const listener of this.listening) listener.dispose();
    for (const run of this.live.values()) run.end();
    this.changed.dispose();
  }

  /** Runs that ended before `follow` heard of them. */
  private readonly over = new Set<string>();

  private showCancelable(runId: string, ended: Promise<void>): void {
    const run = this.live.get(runId);
    if (!run) return;
    void window.withProgress({ location: ProgressLocation.Notification, title: "Millrace", cancellable: true }, async (progress, token) => {
      token.onCancellationRequested(() => void this.server.cancel(runId));
      let reported = 0;
      const report = () => {
        const increment = ((run.done - reported) / Math.max(1, run.total)) * 100;
        reported = run.done;
        progress.report({
          increment,
          message: [l10n.t`${run.done} of ${run.total}`, run.running.join(", ")].filter((part) => part !== "").join(" · "),
        });
      };
      report();
      const listening = this.onChange(report);
      await ended;
      listening.dispose();
    });
  }

  private hear(project: string, event: RunEvent): void {
    const run = this.live.get(event.runId);
    if (!run) {
      if (outcomeOf(event) !== null) this.over.add(event.runId);
      return;
    }
    const key = event.assetKey;
    if (event.type === "STEP_START" && key) run.running.push(key);
    if ((event.type === "STEP_SUCCESS" || event.type === "STEP_FAILURE" || event.type === "STEP_SKIPPED") && key) {
      run.running = run.running.filter((other) => other !== key);
      run.done += 1;
    }
    if (event.type === "STEP_FAILURE") run.failure ??= { key, error: event.error };
    this.changed.fire(this.current);
    if (outcomeOf(event) === null) return;
    this.finish(run);
    if (event.type === "RUN_SUCCESS") {
      window.setStatusBarMessage(l10n.t`$(check) ${counted(run.total, "asset")} materialized`, 5_000);
    }
    if (event.type === "RUN_FAILURE") void this.tellFailure(project, run, event);
  }

  private finish(run: LiveRun): void {
    this.live.delete(run.runId);
    run.end();
    this.changed.fire(this.current);
  }

  private async tellFailure(project: string, run: LiveRun, event: RunEvent): Promise<void> {
    const error = run.failure?.error ?? event.error;
    const what = error?.message ?? event.message ?? l10n.t("the run failed");
    const text = run.failure?.key ? `${run.failure.key}: ${what}` : what;
    if (run.quietly) {
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

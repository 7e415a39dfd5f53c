// The runs of each project, newest first, with the state of each asset. Updates during a run. Its state can be rebuilt with a few requests.

import * as l10n from "@vscode/l10n";
import { Disposable, EventEmitter, type TreeDataProvider, TreeItem, TreeItemCollapsibleState, type TreeView, window } from "vscode";
import type { RunEvent } from "../../runtime/contract/events.js";
import type { StatusChange } from "../../runtime/contract/graph.js";
import { runStepsRequest, runsRequest } from "../../runtime/contract/protocol.js";
import type { ListedRun, RunList, RunStep } from "../../runtime/contract/run-record.js";
import { runSteps } from "../../runtime/contract/run-steps.js";
import { summaryOf } from "../../runtime/contract/run-summary.js";
import { idOf, treeItem } from "../assets/assets-view.js";
import type { ServerConnection } from "../language/language-client.js";
import { longestOf, moreRow, runRow, stepRow } from "./run-rows.js";
import type { RunWatcher } from "./run-watcher.js";

export type RunElement =
  | { readonly kind: "project"; readonly project: string }
  | { readonly kind: "run"; readonly project: string; readonly runId: string }
  | { readonly kind: "step"; readonly project: string; readonly runId: string; readonly key: string }
  | { readonly kind: "more"; readonly project: string };

/** How many runs are listed at first, and how many "show more" adds. */
const page = 50;
/** Milliseconds between two requests for changes while runs report events. */
const pause = 300;
/** Milliseconds for which events of a run are collected. */
const gather = 100;
/** Milliseconds between updates of relative times ("2 min ago"), and of the seconds of what is running. */
const [ages, seconds] = [30_000, 1_000];

export class RunsView implements Disposable, TreeDataProvider<RunElement> {
  private readonly lists = new Map<string, RunList>();
  private readonly limits = new Map<string, number>();
  /** By run id, for the runs that were expanded. */
  private readonly steps = new Map<string, readonly RunStep[]>();
  private readonly elements = new Map<string, RunElement>();
  /** Runs that were seen in progress. They expand automatically. */
  private readonly seenLive = new Set<string>();
  private readonly changed = new EventEmitter<RunElement[] | undefined>();
  readonly onDidChangeTreeData = this.changed.event;
  private readonly view: TreeView<RunElement>;
  private readonly registered: Disposable;
  private timer: NodeJS.Timeout | undefined;
  private readonly heard = new Map<string, string>();
  private redrawing: NodeJS.Timeout | undefined;
  private looking = false;
  private again = false;
  private known = "";
  private clock: { readonly timer: NodeJS.Timeout; readonly every: number } | undefined;

  constructor(
    private readonly server: ServerConnection,
    private readonly runs: RunWatcher,
  ) {
    this.view = window.createTreeView("millrace.runs", { treeDataProvider: this });
    this.registered = Disposable.from(
      this.view,
      this.changed,
      server.onState(() => this.follow()),
      server.onRunEvent(({ project, event }) => this.hear(project, event)),
      server.onStatusChanged((change) => this.hearStatuses(change)),
      this.view.onDidChangeVisibility(({ visible }) => {
        this.tick();
        if (visible) this.look();
      }),
    );
  }

  run({ project, runId }: { readonly project: string; readonly runId: string }): ListedRun | undefined {
    return this.lists.get(project)?.runs.find((run) => run.runId === runId);
  }

  step({ runId, key }: { readonly runId: string; readonly key: string }): RunStep | undefined {
    return this.steps.get(runId)?.find(({ assetKey }) => assetKey === key);
  }

  /** Drops everything that is loaded and asks again. */
  refresh(): void {
    this.lists.clear();
    this.steps.clear();
    this.changed.fire(undefined);
  }

  async showMore(project: string): Promise<void> {
    this.limits.set(project, this.limitOf(project) + page);
    await this.load(project);
    this.changed.fire(undefined);
  }

  async getChildren(element?: RunElement): Promise<RunElement[]> {
    if (!element) {
      const projects = this.server.state.projects.map(({ uri }) => uri);
      const lists = await Promise.all(
        projects.map(async (project) => ({ project, list: this.lists.get(project) ?? (await this.load(project)) })),
      );
      const held = lists.filter(({ list }) => list !== null && list.total > 0);
      if (held.length > 1) return held.map(({ project }) => this.element({ kind: "project", project }));
      return held[0] ? this.runsOf(held[0].project) : [];
    }
    if (element.kind === "project") return this.runsOf(element.project);
    if (element.kind !== "run") return [];
    const { project, runId } = element;
    const steps = this.steps.get(runId) ?? (await this.server.ask(runStepsRequest, { project, runId }).catch(() => null)) ?? [];
    this.steps.set(runId, steps);
    return steps.map(({ assetKey }) => this.element({ kind: "step", project, runId, key: assetKey }));
  }

  getTreeItem(element: RunElement): TreeItem {
    const now = Date.now();
    switch (element.kind) {
      case "project":
        return new TreeItem(
          this.server.state.projects.find(({ uri }) => uri === element.project)?.name ?? element.project,
          TreeItemCollapsibleState.Expanded,
        );
      case "run": {
        const run = this.run(element);
        const open = this.seenLive.has(element.runId) ? TreeItemCollapsibleState.Expanded : TreeItemCollapsibleState.Collapsed;
        return run ? treeItem(element, runRow(run, now), open) : new TreeItem(element.runId);
      }
      case "step": {
        const step = this.step(element);
        const item = step
          ? treeItem(element, stepRow(step, now, longestOf(this.steps.get(element.runId) ?? [])), TreeItemCollapsibleState.None)
          : new TreeItem(element.key);
        item.command = { command: "millrace.openStep", title: l10n.t("Open code"), arguments: [element] };
        return item;
      }
      case "more": {
        const { runs, total } = this.lists.get(element.project) ?? { runs: [], total: 0 };
        const item = treeItem(element, moreRow(runs.length, total), TreeItemCollapsibleState.None);
        item.command = { command: "millrace.moreRuns", title: l10n.t("More runs"), arguments: [element] };
        return item;
      }
      default:
        return element satisfies never;
    }
  }

  dispose(): void {
    clearTimeout(this.timer);
    clearTimeout(this.redrawing);
    clearInterval(this.clock?.timer);
    this.registered.dispose();
  }

  private limitOf(project: string): number {
    return this.limits.get(project) ?? page;
  }

  private runsOf(project: string): RunElement[] {
    const { runs, total } = this.lists.get(project) ?? { runs: [], total: 0 };
    const rows = runs.map(({ runId }) => this.element({ kind: "run", project, runId }));
    return total > runs.length ? [...rows, this.element({ kind: "more", project })] : rows;
  }

  private element(made: RunElement): RunElement {
    const id = idOf(made);
    const known = this.elements.get(id) ?? made;
    this.elements.set(id, known);
    return known;
  }

  private async load(project: string): Promise<RunList | null> {
    const list = await this.server.ask(runsRequest, { project, limit: this.limitOf(project) }).catch(() => null);
    if (!list) return null;
    for (const { runId, state } of list.runs) if (state === "running") this.seenLive.add(runId);
    this.lists.set(project, list);
    this.tick();
    return list;
  }

  /** The clock runs only while the view is visible, and every second only while a run is in progress. New events do not restart it. */
  private tick(): void {
    const runs = [...this.lists.values()].some((list) => list.runs.some(({ state }) => state === "running"));
    const every = !this.view.visible || this.lists.size === 0 ? 0 : runs ? seconds : ages;
    if (this.clock?.every === every) return;
    clearInterval(this.clock?.timer);
    this.clock = every === 0 ? undefined : { timer: setInterval(() => this.grow(runs), every), every };
  }

  /** Redraws the rows that show a relative time or a duration. */
  private grow(runs: boolean): void {
    const all = [...this.lists].flatMap(([project, list]) => list.runs.map((run) => ({ project, run })));
    const rows = all
      .filter(({ run }) => !runs || run.state === "running")
      .flatMap(({ project, run: { runId } }) => {
        const steps = (this.steps.get(runId) ?? []).filter(({ state }) => state === "running");
        return [
          { kind: "run", project, runId } as const,
          ...steps.map(({ assetKey: key }) => ({ kind: "step", project, runId, key }) as const),
        ];
      });
    if (rows.length > 0) this.changed.fire(rows.map((row) => this.element(row)));
  }

  private follow(): void {
    const now = JSON.stringify(this.server.state.projects.map(({ uri }) => uri));
    if (now === this.known) return;
    this.known = now;
    this.refresh();
  }

  /** If this window has received a run's events from the start, the view draws the run from them. Otherwise it asks the server. */
  private hear(project: string, { runId, type }: RunEvent): void {
    this.seenLive.add(runId);
    const isListed = this.run({ project, runId }) !== undefined;
    if (type === "RUN_START" || !isListed || !this.view.visible || !this.runs.stateOf(runId)) return this.look();
    this.heard.set(runId, project);
    this.redrawing ??= setTimeout(() => {
      this.redrawing = undefined;
      for (const [id, itsProject] of this.heard) this.redraw(itsProject, id);
      this.heard.clear();
    }, gather);
  }

  /** Statuses of a run that is drawn from its events need no question to the server; any other may come from a run of another process. */
  private hearStatuses({ runId, statuses }: StatusChange): void {
    const steps = runId === null ? undefined : this.runs.stateOf(runId)?.steps;
    if (!steps || Object.keys(statuses).some((key) => !steps.has(key))) this.look();
  }

  private redraw(project: string, runId: string): void {
    const [state, list, run] = [this.runs.stateOf(runId), this.lists.get(project), this.run({ project, runId })];
    if (!state || !list || !run) return this.look();
    const summary = { ...run, ...summaryOf(state, run.startedAt, "alive") };
    const now = { ...summary, canCancel: run.canCancel && summary.state === "running" };
    this.lists.set(project, { ...list, runs: list.runs.map((each) => (each === run ? now : each)) });
    const rows = this.steps.has(runId) ? this.takeSteps(project, runId, runSteps(state)) : [];
    this.changed.fire([this.element({ kind: "run", project, runId }), ...rows]);
    this.tick();
  }

  /** Makes one request at a time, with a pause before each, while events arrive. A hidden view drops what it knows. */
  private look(): void {
    if (!this.view.visible) {
      this.lists.clear();
      this.steps.clear();
      this.tick();
      return;
    }
    this.again = true;
    if (this.looking || this.timer) return;
    this.timer = setTimeout(() => {
      this.timer = undefined;
      this.again = false;
      this.looking = true;
      void this.update().finally(() => {
        this.looking = false;
        if (this.again) this.look();
      });
    }, pause);
  }

  /** Asks for what may have changed, and redraws the rows that changed. */
  private async update(): Promise<void> {
    const rows: RunElement[] = [];
    let moved = this.lists.size === 0;
    for (const [project, before] of [...this.lists]) {
      const after = await this.load(project);
      if (!after) continue;
      const ids = (list: RunList) => list.runs.map(({ runId }) => runId).join();
      moved ||= ids(before) !== ids(after) || before.total !== after.total;
      for (const [index, run] of after.runs.entries()) {
        const was = before.runs[index];
        if (was?.runId === run.runId && JSON.stringify(was) !== JSON.stringify(run))
          rows.push(this.element({ kind: "run", project, runId: run.runId }));
        const goesOn = run.state === "running" || was?.state === "running" || was?.runId !== run.runId;
        if (goesOn) rows.push(...(await this.changedSteps(project, run.runId)));
      }
    }
    if (moved) this.changed.fire(undefined);
    else if (rows.length > 0) this.changed.fire(rows);
  }

  private async changedSteps(project: string, runId: string): Promise<RunElement[]> {
    if (!this.steps.has(runId)) return [];
    const after = await this.server.ask(runStepsRequest, { project, runId }).catch(() => null);
    return after ? this.takeSteps(project, runId, after) : [];
  }

  /** Stores the steps of an expanded run, and returns the rows that change. */
  private takeSteps(project: string, runId: string, after: readonly RunStep[]): RunElement[] {
    const before = this.steps.get(runId) ?? [];
    this.steps.set(runId, after);
    if (before.length !== after.length) return [this.element({ kind: "run", project, runId })];
    // A new slowest asset makes the other bars shorter.
    const scaled = longestOf(before) !== longestOf(after);
    return after.flatMap((step, index) =>
      JSON.stringify(step) === JSON.stringify(before[index]) && !(scaled && step.durationMs !== undefined)
        ? []
        : [this.element({ kind: "step", project, runId, key: step.assetKey })],
    );
  }
}

// The tree of assets: projects, groups, and assets with their status. Its state can be rebuilt with one request. Redraws only what changed.

import * as l10n from "@vscode/l10n";
import {
  Disposable,
  EventEmitter,
  env,
  MarkdownString,
  ThemeColor,
  ThemeIcon,
  type TreeDataProvider,
  TreeItem,
  TreeItemCollapsibleState,
  type TreeView,
  window,
} from "vscode";
import type { StatusChange } from "../../runtime/contract/graph.js";
import { graphRequest } from "../../runtime/contract/protocol.js";
import type { ServerConnection } from "../language/language-client.js";
import { type AssetFilter, chooseFilter, filterWords, passes } from "./asset-filter.js";
import { assetRow, groupRow, projectRow, type Row } from "./asset-rows.js";
import { AssetTree } from "./asset-tree.js";

export type AssetElement =
  | { readonly kind: "project"; readonly project: string }
  | { readonly kind: "group"; readonly project: string; readonly group: string }
  | { readonly kind: "asset"; readonly project: string; readonly key: string };

/** Milliseconds for which status changes are collected: a run may change thousands of assets. */
const gather = 100;
/** Milliseconds between updates of relative times ("2 min ago"), and of the seconds of a running asset. */
const [ages, seconds] = [30_000, 1_000];
/** Above this number of assets, groups start collapsed. */
const many = 100;

export class AssetsView implements Disposable, TreeDataProvider<AssetElement> {
  private readonly trees = new Map<string, AssetTree>();
  /** One object for each row, because VS Code identifies rows by object identity. */
  private readonly elements = new Map<string, AssetElement>();
  /** The description of each group as last drawn. */
  private readonly groupWords = new Map<string, string>();
  private readonly changed = new EventEmitter<AssetElement[] | undefined>();
  readonly onDidChangeTreeData = this.changed.event;
  private readonly view: TreeView<AssetElement>;
  private readonly registered: Disposable;
  private readonly waiting = new Map<string, Set<string>>();
  private timer: NodeJS.Timeout | undefined;
  private clock: NodeJS.Timeout | undefined;
  private filter: AssetFilter | null = null;
  /** The projects and the server's state as last seen. If they change, the tree is rebuilt. */
  private known = "";

  constructor(private readonly server: ServerConnection) {
    this.view = window.createTreeView("millrace.assets", { treeDataProvider: this, showCollapseAll: true, canSelectMany: true });
    this.registered = Disposable.from(
      this.view,
      this.changed,
      server.onState(() => this.follow()),
      server.onGraphChanged(({ project }) => void this.reload(project)),
      server.onStatusChanged((change) => this.hear(change)),
      this.view.onDidChangeVisibility(() => this.tick()),
    );
    this.tick();
  }

  get selection(): readonly AssetElement[] {
    return this.view.selection;
  }

  async chooseFilter(): Promise<void> {
    const chosen = await chooseFilter([...this.trees.values()].flatMap((tree) => this.keysOf(tree).map((key) => tree.statusOf(key))));
    if (chosen === undefined) return;
    this.filter = chosen;
    this.view.description = chosen === null ? "" : filterWords(chosen);
    this.changed.fire(undefined);
  }

  /** Drops everything that is loaded and asks again. */
  refresh(): void {
    this.trees.clear();
    this.changed.fire(undefined);
  }

  async getChildren(element?: AssetElement): Promise<AssetElement[]> {
    if (!element) {
      const projects = this.server.state.projects.map(({ uri }) => uri);
      const trees = (await Promise.all(projects.map((project) => this.load(project)))).filter((tree) => tree !== null);
      const [only] = trees;
      this.view.message = trees.find(({ cannotRun }) => cannotRun !== null)?.cannotRun ?? "";
      if (trees.length > 1) return trees.map(({ project }) => this.element({ kind: "project", project }));
      return only ? this.below(only) : [];
    }
    const tree = await this.load(element.project);
    if (!tree || element.kind === "asset") return [];
    if (element.kind === "project") return this.below(tree);
    return this.shownOf(tree, element.group).map((key) => this.element({ kind: "asset", project: element.project, key }));
  }

  getParent(element: AssetElement): AssetElement | undefined {
    const tree = this.trees.get(element.project);
    if (!tree || element.kind === "project") return undefined;
    const group = element.kind === "asset" && tree.groups.length > 1 ? tree.node(element.key)?.group : undefined;
    if (group !== undefined) return this.element({ kind: "group", project: element.project, group });
    return this.trees.size > 1 ? this.element({ kind: "project", project: element.project }) : undefined;
  }

  getTreeItem(element: AssetElement): TreeItem {
    const tree = this.trees.get(element.project);
    if (!tree) return new TreeItem("");
    switch (element.kind) {
      case "project":
        return treeItem(element, projectRow(tree), TreeItemCollapsibleState.Expanded);
      case "group": {
        const row = groupRow(tree, element.group);
        this.groupWords.set(idOf(element), row.description);
        return treeItem(element, row, tree.size > many ? TreeItemCollapsibleState.Collapsed : TreeItemCollapsibleState.Expanded);
      }
      case "asset": {
        const item = treeItem(element, assetRow(tree, element.key, Date.now()), TreeItemCollapsibleState.None);
        item.command = { command: "millrace.openAsset", title: l10n.t("Open code"), arguments: [element.project, element.key] };
        return item;
      }
      default:
        return element satisfies never;
    }
  }

  dispose(): void {
    clearTimeout(this.timer);
    clearInterval(this.clock);
    this.registered.dispose();
  }

  /** A single group needs no row: its assets are shown directly. */
  private below(tree: AssetTree): AssetElement[] {
    const { project, groups } = tree;
    const [only] = groups;
    if (groups.length > 1)
      return groups.filter((group) => this.shownOf(tree, group).length > 0).map((group) => this.element({ kind: "group", project, group }));
    return only === undefined ? [] : this.shownOf(tree, only).map((key) => this.element({ kind: "asset", project, key }));
  }

  private element(made: AssetElement): AssetElement {
    const id = idOf(made);
    const known = this.elements.get(id) ?? made;
    this.elements.set(id, known);
    return known;
  }

  private async load(project: string): Promise<AssetTree | null> {
    const known = this.trees.get(project);
    if (known) return known;
    const view = await this.server.ask(graphRequest, { project }).catch(() => null);
    if (!view || view.project !== project) return null;
    const tree = new AssetTree(view);
    this.trees.set(project, tree);
    return tree;
  }

  /** A hidden view does not ask. It drops what it knows and asks when it becomes visible. */
  private async reload(project: string): Promise<void> {
    const before = this.trees.get(project);
    if (!before) return this.changed.fire(undefined);
    this.trees.delete(project);
    if (!this.view.visible) return this.changed.fire(undefined);
    const after = await this.load(project);
    const different = after ? before.differences(after) : null;
    if (!different || before.cannotRun !== after?.cannotRun) return this.changed.fire(undefined);
    this.redraw(project, different);
  }

  private follow(): void {
    const { kind, projects } = this.server.state;
    const now = JSON.stringify([kind, projects.map(({ uri }) => uri)]);
    if (now === this.known) return;
    this.known = now;
    this.refresh();
  }

  private hear({ project, statuses }: StatusChange): void {
    const different = this.trees.get(project)?.update(statuses) ?? [];
    if (different.length === 0) return;
    const gathered = this.waiting.get(project) ?? new Set();
    for (const key of different) gathered.add(key);
    this.waiting.set(project, gathered);
    this.timer ??= setTimeout(() => {
      this.timer = undefined;
      for (const [each, keys] of this.waiting) this.redraw(each, keys);
      this.waiting.clear();
      this.tick();
    }, gather);
  }

  private redraw(project: string, keys: Iterable<string>): void {
    const tree = this.trees.get(project);
    if (!tree) return;
    // With a filter, a changed status may add or remove a row.
    if (this.filter !== null) return this.changed.fire(undefined);
    const rows = new Map<string, AssetElement>();
    const groups = new Set<string>();
    for (const key of keys) {
      const id = idOf({ kind: "asset", project, key });
      const asset = this.elements.get(id);
      if (asset) rows.set(id, asset);
      groups.add(tree.node(key)?.group ?? "");
    }
    for (const group of groups) {
      const id = idOf({ kind: "group", project, group });
      const element = this.elements.get(id);
      // Redrawing a group redraws all of its assets.
      if (element && this.groupWords.get(id) !== groupRow(tree, group).description) rows.set(id, element);
    }
    if (rows.size > 0) this.changed.fire([...rows.values()]);
  }

  private tick(): void {
    clearInterval(this.clock);
    this.clock = undefined;
    if (!this.view.visible) return;
    const runs = [...this.trees].some(([, tree]) => this.keysOf(tree).some((key) => tree.statusOf(key).state === "running"));
    this.clock = setInterval(() => this.grow(runs), runs ? seconds : ages);
  }

  /** Redraws the rows that show a relative time or a duration. */
  private grow(runs: boolean): void {
    const rows = [...this.elements.values()].filter((element) => {
      if (element.kind !== "asset") return false;
      const state = this.trees.get(element.project)?.statusOf(element.key).state;
      return runs ? state === "running" : state !== undefined && state !== "never" && state !== "queued";
    });
    if (rows.length > 0) this.changed.fire(rows);
  }

  private shownOf(tree: AssetTree, group: string): readonly string[] {
    const { filter } = this;
    const keys = tree.assetsOf(group);
    return filter === null ? keys : keys.filter((key) => passes(tree.statusOf(key), filter));
  }

  private keysOf(tree: AssetTree): string[] {
    return tree.groups.flatMap((group) => tree.assetsOf(group));
  }
}

export async function copyKeys(elements: readonly AssetElement[]): Promise<void> {
  const keys = elements.flatMap((element) => (element.kind === "asset" ? [element.key] : []));
  if (keys.length > 0) await env.clipboard.writeText(keys.join("\n"));
}

export function treeItem(element: object, row: Row, state: TreeItemCollapsibleState): TreeItem {
  const item = new TreeItem(row.label, state);
  item.id = idOf(element);
  item.description = row.description;
  item.tooltip = new MarkdownString(row.tooltip);
  item.iconPath = new ThemeIcon(row.icon.id, row.icon.color === undefined ? undefined : new ThemeColor(row.icon.color));
  item.contextValue = row.context;
  item.accessibilityInformation = { label: row.spoken };
  return item;
}

/** Elements with the same content are the same row. */
export function idOf(element: object): string {
  return JSON.stringify(element);
}

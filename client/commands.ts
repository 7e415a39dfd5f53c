// Every command of the extension, from id to function. Every run starts through `materialize` below.

import * as l10n from "@vscode/l10n";
import { commands, Disposable, type LogOutputChannel, Uri, window, workspace } from "vscode";
import type { PartitionsByAsset } from "../runtime/contract/partitions.js";
import { assetAtRequest, graphRequest, materializeRequest, partitionsRequest, plannedRequest } from "../runtime/contract/protocol.js";
import type { RunOrigin } from "../runtime/contract/run.js";
import { selectionOf } from "./assets/asset-selection.js";
import { newAsset } from "./assets/new-asset.js";
import { openAsset } from "./assets/open-asset.js";
import type { GraphPanel } from "./graph/graph-panel.js";
import { goToUpstream } from "./language/go-to-upstream.js";
import type { ServerConnection } from "./language/language-client.js";
import { choosePartitions } from "./runs/choose-partitions.js";
import { confirmRun } from "./runs/confirm-run.js";
import { attachDebugger } from "./runs/debug-run.js";
import type { MaterializeOnSave } from "./runs/on-save.js";
import type { RunWatcher } from "./runs/run-watcher.js";
import { unsavedIn } from "./runs/unsaved.js";
import type { ServerStatusDocument } from "./status/server-status.js";
import { openStored } from "./values/open-stored.js";
import type { ValuePanels } from "./values/value-panels.js";

export interface CommandNeeds {
  readonly server: ServerConnection;
  readonly values: ValuePanels;
  readonly graph: GraphPanel;
  readonly status: ServerStatusDocument;
  readonly log: LogOutputChannel;
}

export interface RunNeeds {
  readonly server: ServerConnection;
  readonly runs: RunWatcher;
  readonly onSave: MaterializeOnSave;
}

/** The commands that start or end runs. */
export function registerRunStarts(needs: RunNeeds): Disposable {
  const { server, runs, onSave } = needs;
  const several = (given: Given, upstream: boolean) => materializeAssets(needs, given, upstream);
  return registered({
    "millrace.materialize": (...given) => several(given, false),
    "millrace.materializeWithUpstream": (...given) => several(given, true),
    "millrace.debug": (...given) =>
      withAsset(server, given, ({ project, key }) => materialize(needs, project, [selectionOf(key, false)], key)),
    "millrace.materializeOnSave": (...given) => withAsset(server, given, (where) => onSave.choose(where.project, where.key)),
    "millrace.materializeAll": (project) => withProject(server, project, (uri) => materialize(needs, uri, ["*"])),
    "millrace.cancelRun": () => runs.cancel(),
  });
}

/** The commands that every window has. */
export function registerCommands({ server, values, graph, status, log }: CommandNeeds): Disposable {
  return registered({
    "millrace.newAsset": (project) => withProject(server, project, (uri) => newAsset(server, uri)),
    "millrace.showGraph": (...given) => graph.show(assetIn(given)?.project ?? text(given[0]), assetIn(given)?.key),
    "millrace.goToUpstream": () => goToUpstream(server),
    "millrace.openAsset": (...given) => withAsset(server, given, (where) => openAsset(server, where.project, where.key)),
    "millrace.openStored": (...given) => withAsset(server, given, ({ project, key }) => openStored(server, values, project, key)),
    "millrace.previewValue": (...given) => withAsset(server, given, ({ project, key }) => values.open(project, key)),
    "millrace.showRun": () => log.show(true),
    "millrace.showLog": () => log.show(true),
    "millrace.showServerStatus": () => status.open(),
    "millrace.restartServer": () => server.restart(),
    "millrace.whyNot": (reason) => explain(text(reason) ?? l10n.t("This asset cannot be materialized now.")),
  });
}

function registered(table: Readonly<Record<string, (...args: unknown[]) => unknown>>): Disposable {
  return Disposable.from(...Object.entries(table).map(([id, run]) => commands.registerCommand(id, run)));
}

interface Asset {
  readonly project: string;
  readonly key: string;
}

/** The arguments of a command: a project and one or more keys (from a lens, a hover, the page), or a tree row and all selected rows. */
type Given = readonly unknown[];

async function materializeAssets(needs: RunNeeds, given: Given, upstream: boolean): Promise<void> {
  await withAsset(needs.server, given, (asset) => {
    const rows = Array.isArray(given[1]) ? given[1].map(assetOf) : [];
    const chosen = rows.filter((row): row is Asset => row?.project === asset.project);
    const ofCall = typeof given[0] === "string" ? given.slice(1).filter((key) => typeof key === "string") : [];
    const keys = chosen.length > 0 ? chosen.map(({ key }) => key) : ofCall.length > 0 ? ofCall : [asset.key];
    return materialize(
      needs,
      asset.project,
      keys.map((key) => selectionOf(key, upstream)),
    );
  });
}

/** The only way to start a run: refuse if running is not possible, save what the run reads, ask which partitions, then ask the server. */
export async function materialize(
  { server, runs }: Pick<RunNeeds, "server" | "runs">,
  project: string,
  selection: readonly string[],
  /** The asset to debug; null starts no debugger. */
  debugged: string | null = null,
  /** The partitions of an earlier run. If omitted, the user is asked. */
  known?: PartitionsByAsset,
  origin: RunOrigin = { kind: "user" },
): Promise<void> {
  if (!workspace.isTrusted) {
    await explain(l10n.t("Restricted Mode: materializing runs the project's code. Trust this folder to allow it."));
    return;
  }
  const unsaved = await saveProject(server, project);
  if (unsaved) {
    void window.showErrorMessage(l10n.t`${unsaved}: could not be saved, so nothing was started. Save the file, then materialize again.`);
    return;
  }
  if (known === undefined && !(await isConfirmed(server, project, selection))) return;
  const choices = await server.ask(partitionsRequest, { project, selection });
  const partitions = choices === null ? [] : (known ?? (await choosePartitions(choices)));
  if (partitions === undefined) return;
  const answer = await server.ask(materializeRequest, { project, selection, partitions, debug: debugged !== null, origin });
  if (answer.kind === "started") {
    runs.follow(project, answer, { quietly: debugged !== null });
    if (debugged !== null) await attachDebugger(server, { project, key: debugged, run: answer });
    return;
  }
  const problems = l10n.t("Show problems");
  if ((await window.showErrorMessage(answer.message, problems)) === problems)
    await commands.executeCommand("workbench.actions.view.problems");
}

/** Asks the user to confirm a large run or a run that costs money. */
async function isConfirmed(server: ServerConnection, project: string, selection: readonly string[]): Promise<boolean> {
  const planned = await server.ask(plannedRequest, { project, selection });
  const most = workspace.getConfiguration("millrace", Uri.parse(project)).get<number>("confirmAbove", 20);
  return planned === null || confirmRun(planned, most);
}

/** Returns the name of a file that could not be saved, if any. */
async function saveProject(server: ServerConnection, project: string): Promise<string | undefined> {
  for (const document of await unsavedIn(server, project)) if (!(await document.save())) return workspace.asRelativePath(document.uri);
  return undefined;
}

/** Uses the asset in the arguments, else the asset at the cursor (command palette, keyboard shortcut). */
async function withAsset(server: ServerConnection, given: Given, act: (asset: Asset) => Promise<void>): Promise<void> {
  const asset = assetIn(given) ?? (await assetAtCursor(server));
  if (asset) return act(asset);
  void window.showInformationMessage(l10n.t("No asset at the cursor. Put the cursor on the name of an asset, then run the command again."));
}

async function withProject(server: ServerConnection, project: unknown, act: (uri: string) => Promise<void>): Promise<void> {
  const near = window.activeTextEditor?.document.uri.toString();
  const uri = text(project) ?? (await server.ask(graphRequest, near ? { near } : {}))?.project;
  if (uri) return act(uri);
  const start = l10n.t("Set up project");
  const chosen = await window.showInformationMessage(
    l10n.t("No Millrace project in this workspace: no folder contains a millrace.config.ts."),
    start,
  );
  if (chosen === start) await commands.executeCommand("millrace.setUp");
}

async function assetAtCursor(server: ServerConnection): Promise<Asset | null> {
  const editor = window.activeTextEditor;
  if (!editor) return null;
  const { line, character } = editor.selection.active;
  return server.ask(assetAtRequest, { uri: editor.document.uri.toString(), line, character });
}

async function explain(reason: string): Promise<void> {
  if (workspace.isTrusted) {
    void window.showInformationMessage(reason);
    return;
  }
  const manage = l10n.t("Manage Workspace Trust");
  if ((await window.showWarningMessage(reason, manage)) === manage) await commands.executeCommand("workbench.trust.manage");
}

function assetIn([first, second]: Given): Asset | undefined {
  return assetOf(first) ?? assetOf({ project: first, key: second });
}

function assetOf(argument: unknown): Asset | undefined {
  if (typeof argument !== "object" || argument === null || !("project" in argument) || !("key" in argument)) return undefined;
  const [project, key] = [text(argument.project), text(argument.key)];
  return project !== undefined && key !== undefined ? { project, key } : undefined;
}

/** Other extensions and links can call commands too, so arguments are validated. */
function text(argument: unknown): string | undefined {
  if (argument instanceof Uri) return undefined;
  return typeof argument === "string" && argument !== "" ? argument : undefined;
}

// Every command of the extension, id to function. Starting a run goes through `materialize` below and nowhere else.
import { commands, Disposable, type LogOutputChannel, Uri, window, workspace } from "vscode";
import { selectionOf } from "./asset-selection.js";
import { choosePartitions } from "./choose-partitions.js";
import { attachDebugger } from "./debug-run.js";
import { goToUpstream } from "./go-to-upstream.js";
import type { GraphPanel } from "./graph-panel.js";
import type { ServerConnection } from "./language-client.js";
import type { MaterializeOnSave } from "./on-save.js";
import { openAsset } from "./open-asset.js";
import type { RunWatcher } from "./run-watcher.js";
import type { ServerStatusDocument } from "./server-status.js";
import type { StoredValues } from "./stored-values.js";

export interface CommandNeeds {
  readonly server: ServerConnection;
  readonly runs: RunWatcher;
  readonly stored: StoredValues;
  readonly graph: GraphPanel;
  readonly status: ServerStatusDocument;
  readonly onSave: MaterializeOnSave;
  readonly log: LogOutputChannel;
}

export function registerCommands(needs: CommandNeeds): Disposable {
  const { server, runs, stored, graph, status, onSave, log } = needs;
  const table: Record<string, (...args: unknown[]) => unknown> = {
    "millrace.materialize": (project, key) => withAsset(server, project, key, (where) => materialize(needs, where, false)),
    "millrace.materializeWithUpstream": (project, key) => withAsset(server, project, key, (where) => materialize(needs, where, true)),
    "millrace.debug": (project, key) => withAsset(server, project, key, (where) => materialize(needs, where, false, true)),
    "millrace.materializeOnSave": (project, key) => withAsset(server, project, key, (where) => onSave.choose(where.project, where.key)),
    "millrace.materializeAll": (project) => withProject(server, project, (uri) => materialize(needs, { project: uri, key: null }, false)),
    "millrace.cancelRun": () => runs.cancel(),
    "millrace.showGraph": (project, key) => graph.show(text(project), text(key)),
    "millrace.goToUpstream": () => goToUpstream(server),
    "millrace.openAsset": (project, key) => withAsset(server, project, key, (where) => openAsset(server, where.project, where.key)),
    "millrace.openStored": (project, key) => withAsset(server, project, key, (where) => stored.open(where.project, where.key)),
    "millrace.showRun": () => log.show(true),
    "millrace.showLog": () => log.show(true),
    "millrace.showServerStatus": () => status.open(),
    "millrace.restartServer": () => server.restart(),
    "millrace.whyNot": (reason) => explain(text(reason) ?? "This asset cannot be materialized now."),
  };
  return Disposable.from(...Object.entries(table).map(([id, run]) => commands.registerCommand(id, run)));
}

interface Asset {
  readonly project: string;
  readonly key: string;
}

/** The one way a run starts: refuse where nothing may run, save what the run will read, ask which partitions, then ask the server. */
async function materialize(
  { server, runs }: CommandNeeds,
  asset: { project: string; key: string | null },
  upstream: boolean,
  debug = false,
): Promise<void> {
  if (!workspace.isTrusted) {
    await explain("Restricted Mode: materializing runs the project's code. Trust this folder to allow it.");
    return;
  }
  const unsaved = await saveProject(asset.project);
  if (unsaved) {
    void window.showErrorMessage(`${unsaved}: could not be saved, so nothing was started. Save the file, then materialize again.`);
    return;
  }
  const selection = [selectionOf(asset.key, upstream)];
  const choices = await server.partitions(asset.project, selection);
  const partitions = choices === null ? [] : await choosePartitions(choices);
  if (partitions === undefined) return;
  const answer = await server.materialize({ project: asset.project, selection, partitions, debug });
  if (answer.kind === "started") {
    const { runId, inspector } = answer;
    runs.follow(asset.project, runId, answer.assets, { quietly: debug });
    if (inspector) await attachDebugger(server, { project: asset.project, key: asset.key ?? "all assets", runId, inspector });
    return;
  }
  const problems = "Show Problems";
  if ((await window.showErrorMessage(answer.message, problems)) === problems)
    await commands.executeCommand("workbench.actions.view.problems");
}

/** A run executes what is on disk. Returns the name of a file that would not save, if any. */
async function saveProject(project: string): Promise<string | undefined> {
  const folder = `${project.replace(/\/$/, "")}/`;
  for (const document of workspace.textDocuments) {
    const inside = document.uri.toString().startsWith(folder) && !document.isUntitled;
    if (inside && document.isDirty && !(await document.save())) return workspace.asRelativePath(document.uri);
  }
  return undefined;
}

/** The asset named by the arguments (a lens, a hover, the page), else the one at the cursor (the palette, a key). */
async function withAsset(server: ServerConnection, project: unknown, key: unknown, act: (asset: Asset) => Promise<void>): Promise<void> {
  const asset = text(project) && text(key) ? { project: String(project), key: String(key) } : await assetAtCursor(server);
  if (asset) return act(asset);
  void window.showInformationMessage("No asset at the cursor. Put the cursor on the name of an asset, then run the command again.");
}

async function withProject(server: ServerConnection, project: unknown, act: (uri: string) => Promise<void>): Promise<void> {
  const near = window.activeTextEditor?.document.uri.toString();
  const uri = text(project) ?? (await server.graph(near ? { near } : {}))?.project;
  if (uri) return act(uri);
  void window.showInformationMessage("No Millrace project in this workspace. Add a millrace.config.ts to the folder of the project.");
}

async function assetAtCursor(server: ServerConnection): Promise<Asset | null> {
  const editor = window.activeTextEditor;
  if (!editor) return null;
  const { line, character } = editor.selection.active;
  return server.assetAt({ uri: editor.document.uri.toString(), line, character });
}

async function explain(reason: string): Promise<void> {
  if (workspace.isTrusted) {
    void window.showInformationMessage(reason);
    return;
  }
  const manage = "Manage Workspace Trust";
  if ((await window.showWarningMessage(reason, manage)) === manage) await commands.executeCommand("workbench.trust.manage");
}

/** Commands are called by other extensions and by links too, so arguments are looked at before they are believed. */
function text(argument: unknown): string | undefined {
  if (argument instanceof Uri) return undefined;
  return typeof argument === "string" && argument !== "" ? argument : undefined;
}

// Sets up a project in a folder: writes the files of `millrace init`, copies the package, and offers to install it.

import * as l10n from "@vscode/l10n";
import { commands, type Uri as FileUri, type QuickPickItem, Uri, window, workspace } from "vscode";
import { installCommand, type PackageManager } from "../../runtime/contract/package-manager.js";
import { prepareInstallRequest, setUpRequest } from "../../runtime/contract/protocol.js";
import type { ServerConnection } from "../language/language-client.js";
import { unanswered } from "../language/unanswered.js";
import { managersOf } from "./folder-managers.js";

/** `extension` is the extension's folder. `version` is the version of both the extension and the package. */
export async function setUp(server: ServerConnection, extension: FileUri, version: string): Promise<void> {
  const folder = await chooseFolder();
  if (!folder) return;
  const manager = await chooseManager(folder);
  if (!manager) return;
  try {
    const answer = await server.ask(setUpRequest, { folder: folder.toString() });
    if (answer === null) throw unanswered();
    const { created, kept } = answer;
    const prepared = await prepare(server, folder, manager);
    const archive = await bringPackage(folder, extension, version);
    await window.showTextDocument(Uri.joinPath(folder, "src", "assets.ts"), { preview: false });
    const told = [...created, ...prepared, ...(archive.brought ? [archive.brought] : [])];
    await offerInstall(folder, whatHappened(told, kept), manager, archive);
  } catch (error) {
    void window.showErrorMessage(
      l10n.t`Millrace could not be set up in ${folder.fsPath}: ${error instanceof Error ? error.message : String(error)}`,
    );
  }
}

/** Writes the package manager's configuration before it installs, and returns the path of the file. Shows a warning about manual steps. */
export async function prepare(server: ServerConnection, folder: FileUri, manager: PackageManager): Promise<string[]> {
  const answer = await server.ask(prepareInstallRequest, { folder: folder.toString(), manager });
  if (answer === null) throw unanswered();
  const { file, note } = answer;
  if (note !== null) void window.showWarningMessage(note);
  return file === null ? [] : [workspace.asRelativePath(file, false)];
}

export interface Archive {
  /** Where the package was copied to; null if package.json already names it or if it is installed. */
  readonly brought: string | null;
  readonly installed: boolean;
}

async function chooseFolder(): Promise<FileUri | undefined> {
  const folders = workspace.workspaceFolders ?? [];
  if (folders.length === 0) {
    const open = l10n.t("Open folder");
    if ((await window.showInformationMessage(l10n.t("Open the folder of the project first."), open)) === open)
      await commands.executeCommand("vscode.openFolder");
    return undefined;
  }
  if (folders.length === 1) return folders[0]?.uri;
  return (await window.showWorkspaceFolderPick({ placeHolder: l10n.t("The folder to set up") }))?.uri;
}

export async function chooseManager(folder: FileUri): Promise<PackageManager | undefined> {
  const found = await managersOf(folder);
  const items = found.map(({ manager, by }): QuickPickItem => ({ label: manager, description: by === null ? "" : l10n.t`found ${by}` }));
  const title = l10n.t("Set up Millrace");
  const chosen = await window.showQuickPick(items, {
    title,
    placeHolder: l10n.t("Which package manager installs what the project needs?"),
  });
  return found.find(({ manager }) => manager === chosen?.label)?.manager;
}

/** Copies the package into a folder of the project, so that everyone who has the project can install it. */
export async function bringPackage(folder: FileUri, extension: FileUri, version: string): Promise<Archive> {
  const archive = Uri.joinPath(extension, "dist", "millrace.tgz");
  const installed = await exists(Uri.joinPath(folder, "node_modules", "millrace", "package.json"));
  const manifest = new TextDecoder().decode(await workspace.fs.readFile(Uri.joinPath(folder, "package.json")));
  if (installed || /"millrace"\s*:\s*"/.test(manifest)) return { brought: null, installed };
  const brought = `vendor/millrace-${version}.tgz`;
  const target = Uri.joinPath(folder, brought);
  if (!(await exists(target))) await workspace.fs.copy(archive, target);
  return { brought, installed };
}

async function offerInstall(folder: FileUri, words: string, manager: PackageManager, { brought, installed }: Archive): Promise<void> {
  if (installed) {
    const all = l10n.t("Materialize all");
    if ((await window.showInformationMessage(words, all)) === all)
      await commands.executeCommand("millrace.materializeAll", folder.toString());
    return;
  }
  const command = installCommand(manager, brought);
  const install = l10n.t`Install with ${manager}`;
  if ((await window.showInformationMessage(l10n.t`${words} Next: ${command}`, install)) !== install) return;
  runInstall(folder, command);
}

/** Uses a terminal, where the user can see the output. */
export function runInstall(folder: FileUri, command: string): void {
  const terminal = window.createTerminal({ name: l10n.t("Millrace: install"), cwd: folder });
  terminal.show(true);
  terminal.sendText(command);
}

function whatHappened(created: readonly string[], kept: readonly string[]): string {
  const words = [
    created.length === 0 ? "" : l10n.t`Created ${created.join(", ")}.`,
    kept.length === 0 ? "" : l10n.t`Kept ${kept.join(", ")}.`,
  ];
  return words.filter((each) => each !== "").join(" ");
}

async function exists(uri: FileUri): Promise<boolean> {
  return workspace.fs.stat(uri).then(
    () => true,
    () => false,
  );
}

// Opens a copy of the sample project: four files and the package, in a folder that the user chooses. Overwrites nothing.
import * as l10n from "@vscode/l10n";
import { commands, type Uri as FileUri, type Memento, Uri, window, workspace } from "vscode";
import { installCommand } from "../../runtime/contract/package-manager.js";
import type { ServerConnection } from "../language/language-client.js";
import { freeName, sampleFiles } from "./sample-files.js";
import { bringPackage, chooseManager, prepare, runInstall } from "./set-up.js";

/** The latest copy that has not been opened yet. The window that opens it shows a greeting. */
interface Copied {
  /** The folder's URI. */
  readonly folder: string;
  /** Where the package archive is stored in it. */
  readonly brought: string | null;
}

const COPIED = "millrace.sampleCopied";

export async function openSample(server: ServerConnection, extension: FileUri, version: string, memory: Memento): Promise<void> {
  const [opened] = workspace.workspaceFolders ?? [];
  const [chosen] =
    (await window.showOpenDialog({
      canSelectFiles: false,
      canSelectFolders: true,
      ...(opened ? { defaultUri: opened.uri } : {}),
      title: l10n.t("A folder for the sample project"),
      openLabel: l10n.t("Put the Sample Here"),
    })) ?? [];
  if (!chosen) return;
  try {
    const names = (await workspace.fs.readDirectory(chosen)).map(([name]) => name);
    // An empty folder becomes the project itself.
    const folder = names.length === 0 ? chosen : Uri.joinPath(chosen, freeName("millrace-sample", names));
    await copySample(Uri.joinPath(extension, "examples", "bakery"), folder);
    const { brought } = await bringPackage(folder, extension, version);
    await offerToOpen(server, { folder: folder.toString(), brought }, memory);
  } catch (error) {
    const reason = error instanceof Error ? error.message : String(error);
    void window.showErrorMessage(l10n.t`The sample project could not be copied to ${chosen.fsPath}: ${reason}`);
  }
}

/** Called in every window. In the window of a new copy, offers to install its dependencies. */
export async function greetSample(server: ServerConnection, memory: Memento): Promise<void> {
  const copied = memory.get<Copied>(COPIED);
  const folder = workspace.workspaceFolders?.find(({ uri }) => uri.toString() === copied?.folder)?.uri;
  if (!folder || !copied) return;
  await memory.update(COPIED, undefined);
  await window.showTextDocument(Uri.joinPath(folder, "src", "assets.ts"), { preview: false });
  const install = l10n.t("Install…");
  const words = l10n.t("This is the sample project. It runs as soon as what it needs is installed.");
  if ((await window.showInformationMessage(words, install)) !== install) return;
  const manager = await chooseManager(folder);
  if (!manager) return;
  await prepare(server, folder, manager);
  runInstall(folder, installCommand(manager, copied.brought));
}

async function copySample(from: FileUri, folder: FileUri): Promise<void> {
  for (const file of sampleFiles) await workspace.fs.copy(Uri.joinPath(from, file), Uri.joinPath(folder, file), { overwrite: false });
}

async function offerToOpen(server: ServerConnection, copied: Copied, memory: Memento): Promise<void> {
  await memory.update(COPIED, copied);
  const folder = Uri.parse(copied.folder);
  if (workspace.workspaceFolders?.some(({ uri }) => uri.toString() === copied.folder)) return greetSample(server, memory);
  const [here, other] = [l10n.t("Open"), l10n.t("Open in New Window")];
  const choice = await window.showInformationMessage(l10n.t`The sample project is in ${folder.fsPath}.`, here, other);
  if (choice === undefined) return;
  await commands.executeCommand("vscode.openFolder", folder, { forceNewWindow: choice === other });
}

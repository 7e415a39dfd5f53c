// Creates a new asset: asks for its name, validates it, asks for a file, and opens the new asset for editing.

import * as l10n from "@vscode/l10n";
import { type QuickPickItem, Range, Uri, WorkspaceEdit, window, workspace } from "vscode";
import { counted } from "../../runtime/contract/count-words.js";
import { assetFilesRequest, graphRequest } from "../../runtime/contract/protocol.js";
import type { ServerConnection } from "../language/language-client.js";
import { assetNameMistake } from "./asset-name.js";

interface FileChoice extends QuickPickItem {
  readonly uri: Uri;
}

export async function newAsset(server: ServerConnection, project: string): Promise<void> {
  const view = await server.ask(graphRequest, { project });
  const keys = view?.nodes.map(({ key }) => key) ?? [];
  const title = l10n.t("New asset");
  const name = await window.showInputBox({
    title,
    prompt: l10n.t("Its name: the key of the asset, and what parameters that load it are called"),
    placeHolder: "daily_totals",
    validateInput: (text) => assetNameMistake(text.trim(), keys),
  });
  if (name === undefined) return;
  const file = await window.showQuickPick(choices(project, name.trim(), (await server.ask(assetFilesRequest, { project })) ?? []), {
    title,
    placeHolder: l10n.t("The file it goes into"),
  });
  if (!file) return;
  await write(server, project, file.uri, name.trim());
}

/** The active file comes first, a new file last. */
function choices(project: string, name: string, files: readonly { uri: string; path: string; assets: number }[]): FileChoice[] {
  const folder = Uri.parse(project);
  const active = window.activeTextEditor?.document;
  const path = active?.uri.toString().startsWith(`${project}/`) ? active.uri.path.slice(folder.path.length + 1) : undefined;
  const fits = path !== undefined && /\.[cm]?[jt]sx?$/.test(path) && !path.includes("millrace.config.");
  const known = files.map(({ uri, path, assets }) => ({
    label: path,
    description: uri === active?.uri.toString() ? l10n.t`${counted(assets, "asset")}, the active file` : counted(assets, "asset"),
    uri: Uri.parse(uri),
  }));
  const isActive = ({ uri }: FileChoice) => uri.toString() === active?.uri.toString();
  const isNew = fits && active && !known.some(isActive);
  return [
    ...known.filter(isActive),
    ...(isNew ? [{ label: path, description: l10n.t("the active file"), uri: active.uri }] : []),
    ...known.filter((choice) => !isActive(choice)),
    { label: `src/${name}.ts`, description: l10n.t("a new file"), uri: Uri.joinPath(folder, "src", `${name}.ts`) },
  ];
}

async function write(server: ServerConnection, project: string, uri: Uri, name: string): Promise<void> {
  const written = await server.newAsset({ project, uri: uri.toString(), name });
  if (!written) {
    void window.showErrorMessage(l10n.t`${workspace.asRelativePath(uri)}: something there is called ${name} already. Choose another name.`);
    return;
  }
  const edit = new WorkspaceEdit();
  edit.createFile(uri, { ignoreIfExists: true });
  for (const [file, edits] of written.entries()) edit.set(file, edits);
  await workspace.applyEdit(edit);
  const document = await workspace.openTextDocument(uri);
  const value = `"the value of ${name}"`;
  const at = document.positionAt(document.getText().lastIndexOf(value));
  await window.showTextDocument(document, { selection: new Range(at, at.translate(0, value.length)), preview: false });
}

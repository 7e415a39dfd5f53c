// The commands of the side bar's views and of its welcome content. They start runs through `materialize`, like all commands.
import { commands, Disposable, type Extension, type Memento } from "vscode";
import { type AssetElement, type AssetsView, copyKeys } from "./assets/assets-view.js";
import type { ServerConnection } from "./language/language-client.js";
import { openSample } from "./setup/sample.js";
import { setUp } from "./setup/set-up.js";

export interface ViewCommandNeeds {
  readonly assets: AssetsView;
  readonly server: ServerConnection;
  readonly extension: Extension<unknown>;
  /** State that all windows share. */
  readonly memory: Memento;
}

export function registerViewCommands({ assets, server, extension, memory }: ViewCommandNeeds): Disposable {
  /** A menu passes its row and all selected rows. A keyboard shortcut passes none, so the view's selection is used. */
  const chosen = (row: unknown, rows: unknown): readonly AssetElement[] =>
    Array.isArray(rows) ? (rows as AssetElement[]) : row ? [row as AssetElement] : assets.selection;
  const onAssets = (command: string) => (row: unknown, rows: unknown) => {
    const assetRows = chosen(row, rows).filter(({ kind }) => kind === "asset");
    return assetRows.length === 0 ? undefined : commands.executeCommand(command, assetRows[0], assetRows);
  };
  const table: Record<string, (...args: unknown[]) => unknown> = {
    "millrace.setUp": () => setUp(server, extension.extensionUri, extension.packageJSON.version),
    "millrace.openSample": () => openSample(server, extension.extensionUri, extension.packageJSON.version, memory),
    "millrace.openWalkthrough": () => commands.executeCommand("workbench.action.openWalkthrough", `${extension.id}#start`, false),
    "millrace.refreshAssets": () => assets.refresh(),
    "millrace.filterAssets": () => assets.chooseFilter(),
    "millrace.copyKey": (row, rows) => copyKeys(chosen(row, rows)),
    "millrace.materializeChosen": onAssets("millrace.materialize"),
    "millrace.materializeChosenWithUpstream": onAssets("millrace.materializeWithUpstream"),
    "millrace.showInGraph": onAssets("millrace.showGraph"),
  };
  return Disposable.from(...Object.entries(table).map(([id, run]) => commands.registerCommand(id, run)));
}

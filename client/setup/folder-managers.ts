// Lists the package managers for a folder. The one with the nearest lockfile, in the folder or above it, comes first.
import { type Uri, workspace } from "vscode";
import { type FoundManager, foldersAbove, managersFor } from "../../runtime/contract/package-manager.js";

export async function managersOf(folder: Uri): Promise<readonly FoundManager[]> {
  for (const path of foldersAbove(folder.path)) {
    const entries = await workspace.fs.readDirectory(folder.with({ path })).then(
      (all) => all,
      () => [],
    );
    const found = managersFor(entries.map(([name]) => name));
    if (found[0]?.by !== null) return found;
  }
  return managersFor([]);
}

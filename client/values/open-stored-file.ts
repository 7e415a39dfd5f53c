// Opens a stored value if it is a file that the editor can show.
import { commands, Uri, workspace } from "vscode";
import { storedFile } from "./stored-file.js";

/** True if the value is such a file and has been opened. */
export async function openStoredFile(project: string, storedAt: string | null): Promise<boolean> {
  const file = storedAt === null ? undefined : storedFile(Uri.parse(project).path, storedAt);
  if (file === undefined || !(await exists(Uri.parse(project).with({ path: file })))) return false;
  await commands.executeCommand("vscode.open", Uri.parse(project).with({ path: file }));
  return true;
}

async function exists(uri: Uri): Promise<boolean> {
  return workspace.fs.stat(uri).then(
    () => true,
    () => false,
  );
}

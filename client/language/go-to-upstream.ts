// Goes from a name to the asset it loads. VS Code's command would also ask TypeScript, which answers with the parameter, and peek at both.
import { commands, Position, Range, Uri, window } from "vscode";
import type { ServerConnection } from "./language-client.js";

export async function goToUpstream(server: ServerConnection): Promise<void> {
  const editor = window.activeTextEditor;
  if (!editor) return;
  const { active } = editor.selection;
  const textDocument = { uri: editor.document.uri.toString() };
  const found = await server.definition({ textDocument, position: { line: active.line, character: active.character } });
  const [target] = found ?? [];
  // The cursor has moved to an ordinary TypeScript name.
  if (!target) return void commands.executeCommand("editor.action.revealDefinition");
  const { start } = target.targetSelectionRange;
  const place = new Position(start.line, start.character);
  await window.showTextDocument(Uri.parse(target.targetUri), { selection: new Range(place, place) });
}

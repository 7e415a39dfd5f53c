// Registers our rename and call hierarchy only while the cursor is at one of our names: VS Code asks only the newest provider for these.
import { commands, Disposable, type TextEditor, window } from "vscode";
import type { BaseLanguageClient } from "vscode-languageclient";
import type { ServedLanguage } from "./served-languages.js";

const RENAME = "textDocument/rename";
const HIERARCHY = "textDocument/prepareCallHierarchy";
const DEFINITION = "textDocument/definition";

/**
 * Elsewhere our call hierarchy is unregistered, so that ordinary functions keep TypeScript's. Our rename stays registered: at a name
 * that is not ours the server refuses, and VS Code asks the next provider.
 */
export function followCursor(client: BaseLanguageClient, documentSelector: ServedLanguage[]): Disposable {
  const registered = new Set<string>();
  let asked = 0;
  let count = 0;
  let leading = false;

  function forget(): void {
    for (const id of registered) {
      client.getFeature(RENAME).unregister(id);
      client.getFeature(HIERARCHY).unregister(id);
    }
    registered.clear();
    leads(false);
  }

  /** Sets the context key for the keybinding that goes to an asset, see `goToUpstream`. */
  function leads(somewhere: boolean): void {
    if (somewhere === leading) return;
    leading = somewhere;
    void commands.executeCommand("setContext", "millrace.atUpstream", somewhere);
  }

  async function look(editor: TextEditor | undefined): Promise<void> {
    const turn = ++asked;
    if (!editor || !client.isRunning() || !documentSelector.some(({ language }) => language === editor.document.languageId))
      return forget();
    const { line, character } = editor.selection.active;
    const at = { textDocument: { uri: editor.document.uri.toString() }, position: { line, character } };
    const ask = (method: string) => client.sendRequest<readonly unknown[] | null>(method, at).catch(() => null);
    const [roots, targets] = await Promise.all([ask(HIERARCHY), ask(DEFINITION)]);
    if (turn !== asked) return;
    forget();
    leads(targets !== null && targets.length > 0);
    if (roots === null || roots.length === 0) return;
    const id = `millrace-at-cursor-${++count}`;
    const registerOptions = { documentSelector, prepareProvider: true };
    client.getFeature(RENAME).register({ id, registerOptions });
    client.getFeature(HIERARCHY).register({ id, registerOptions });
    registered.add(id);
  }

  return Disposable.from(
    window.onDidChangeTextEditorSelection(({ textEditor }) => void look(textEditor)),
    window.onDidChangeActiveTextEditor((editor) => void look(editor)),
    client.onDidChangeState(() => forget()),
    new Disposable(forget),
  );
}

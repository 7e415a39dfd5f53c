// The link of a problem's code: to the section about it, shown as a page and not as its source.
import { commands, type Diagnostic, Uri } from "vscode";

export const EXPLAIN = "millrace.explainProblem";

/** Lets the codes of our problems open the preview of the page they link to. */
export function linkToPreview(diagnostics: readonly Diagnostic[]): void {
  for (const diagnostic of diagnostics) {
    const { code } = diagnostic;
    if (typeof code !== "object" || code.target.scheme !== "file") continue;
    const query = JSON.stringify([code.target.toString()]);
    diagnostic.code = { value: code.value, target: Uri.from({ scheme: "command", path: EXPLAIN, query }) };
  }
}

/** Shows a section of the page; its URI is what the server gave. */
export function explainProblem(page: string): Thenable<unknown> {
  return commands.executeCommand("markdown.showPreview", Uri.parse(page));
}

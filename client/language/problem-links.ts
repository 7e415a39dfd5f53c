// Links a problem's code to a page about it. A link to a document works wherever VS Code shows the code; a hover cannot run a command.
import { type Diagnostic, type Disposable, type TextDocumentContentProvider, Uri, workspace } from "vscode";
import { problemSection } from "./problem-section.js";

/** package.json makes VS Code show documents of this scheme as a Markdown preview. */
const SCHEME = "millrace-problem";

/** Makes the codes of our problems open the page about them. The server's own link opens the source of a file. */
export function linkToPages(diagnostics: readonly Diagnostic[]): void {
  for (const diagnostic of diagnostics) {
    const { code } = diagnostic;
    if (typeof code !== "object" || code.target.scheme !== "file") continue;
    diagnostic.code = { value: code.value, target: Uri.from({ scheme: SCHEME, path: `/${code.value}.md` }) };
  }
}

/** Serves the pages from the problem documentation that is part of the extension. */
export function serveProblemPages(extension: Uri): Disposable {
  const provider: TextDocumentContentProvider = {
    async provideTextDocumentContent(uri) {
      const page = await workspace.fs.readFile(Uri.joinPath(extension, "dist", "problems.md"));
      return problemSection(new TextDecoder().decode(page), uri.path.slice(1).replace(/\.md$/, ""));
    },
  };
  return workspace.registerTextDocumentContentProvider(SCHEME, provider);
}

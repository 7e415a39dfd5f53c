// The link of a problem's code: to a page about it. VS Code opens documents from every place that shows the code; a hover runs no command.
import { type Diagnostic, type Disposable, type TextDocumentContentProvider, Uri, workspace } from "vscode";
import { problemSection } from "./problem-section.js";

/** package.json has VS Code show documents of this scheme as the preview of their Markdown. */
const SCHEME = "millrace-problem";

/** Lets the codes of our problems open the page about them, where the server's own link leads to a file's source. */
export function linkToPages(diagnostics: readonly Diagnostic[]): void {
  for (const diagnostic of diagnostics) {
    const { code } = diagnostic;
    if (typeof code !== "object" || code.target.scheme !== "file") continue;
    diagnostic.code = { value: code.value, target: Uri.from({ scheme: SCHEME, path: `/${code.value}.md` }) };
  }
}

/** Serves the pages out of the one the extension carries. */
export function serveProblemPages(extension: Uri): Disposable {
  const provider: TextDocumentContentProvider = {
    async provideTextDocumentContent(uri) {
      const page = await workspace.fs.readFile(Uri.joinPath(extension, "dist", "problems.md"));
      return problemSection(new TextDecoder().decode(page), uri.path.slice(1).replace(/\.md$/, ""));
    },
  };
  return workspace.registerTextDocumentContentProvider(SCHEME, provider);
}

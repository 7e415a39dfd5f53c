// The HTML of a webview: our script, our style, ELK's worker, and a content security policy that blocks everything else.
import { l10n as given, Uri, type Webview } from "vscode";
import { language } from "../../runtime/contract/language.js";

export interface PageOptions {
  /** The name of the script and the style in the folder, without extension. */
  readonly script: "main" | "value";
  readonly title: string;
}

export function pageHtml(webview: Webview, folder: Uri, { script, title }: PageOptions): string {
  const nonce = globalThis.crypto.randomUUID();
  const file = (name: string) => webview.asWebviewUri(Uri.joinPath(folder, name)).toString();
  const policy = [
    "default-src 'none'",
    `script-src 'nonce-${nonce}'`,
    // The table's library creates style elements itself.
    `style-src ${webview.cspSource} 'nonce-${nonce}'`,
    `font-src ${webview.cspSource}`,
    // The worker's code is fetched from our folder and started from a blob: a worker cannot start from a resource of another origin.
    `connect-src ${webview.cspSource}`,
    "worker-src blob:",
    // A picture of the graph is drawn from its SVG. A stored picture arrives as bytes.
    "img-src data: blob:",
  ].join("; ");
  return `<!DOCTYPE html>
<html lang="${language()}">
<head>
<meta charset="utf-8">
<meta http-equiv="Content-Security-Policy" content="${policy}">
<meta name="viewport" content="width=device-width, initial-scale=1">
<link rel="stylesheet" href="${file(`${script}.css`)}">
<title>${escaped(title)}</title>
</head>
<body data-elk="${file("elk-worker.min.js")}">
<script type="application/json" id="l10n">${asData(given.bundle ?? {})}</script>
<script nonce="${nonce}" src="${file(`${script}.js`)}"></script>
</body>
</html>`;
}

function escaped(text: string): string {
  return text.replaceAll("&", "&amp;").replaceAll("<", "&lt;");
}

/** JSON inside a script element: `<` is escaped, so that the data cannot close the element. */
function asData(value: object): string {
  return JSON.stringify(value).replaceAll("<", "\\u003c");
}

// The document of the graph panel: our script, our style, ELK's worker, and a policy that lets in nothing else.
import { randomBytes } from "node:crypto";
import * as l10n from "@vscode/l10n";
import { l10n as given, Uri, type Webview } from "vscode";
import { language } from "../runtime/contract/language.js";

export function pageHtml(webview: Webview, folder: Uri): string {
  const nonce = randomBytes(16).toString("base64");
  const file = (name: string) => webview.asWebviewUri(Uri.joinPath(folder, name)).toString();
  const policy = [
    "default-src 'none'",
    `script-src 'nonce-${nonce}'`,
    `style-src ${webview.cspSource}`,
    `font-src ${webview.cspSource}`,
    // The worker's text is fetched from our own folder and started from a blob: a worker cannot start from a resource of another origin.
    `connect-src ${webview.cspSource}`,
    "worker-src blob:",
    // A picture of the graph is drawn from its own SVG.
    "img-src data:",
  ].join("; ");
  return `<!DOCTYPE html>
<html lang="${language()}">
<head>
<meta charset="utf-8">
<meta http-equiv="Content-Security-Policy" content="${policy}">
<meta name="viewport" content="width=device-width, initial-scale=1">
<link rel="stylesheet" href="${file("main.css")}">
<title>${l10n.t("Asset graph")}</title>
</head>
<body data-elk="${file("elk-worker.min.js")}">
<script type="application/json" id="l10n">${asData(given.bundle ?? {})}</script>
<script nonce="${nonce}" src="${file("main.js")}"></script>
</body>
</html>`;
}

/** JSON within a page: nothing in it may end its element. */
function asData(value: object): string {
  return JSON.stringify(value).replaceAll("<", "\\u003c");
}

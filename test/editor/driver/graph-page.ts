// The graph page in a browser without an editor: served like the extension does, with a fake for the editor's side.
import { readFileSync } from "node:fs";
import { createServer } from "node:http";
import type { AddressInfo } from "node:net";
import path from "node:path";
import type { BrowserContext, Page } from "playwright-core";
import type { FromPage, ToPage } from "../../../runtime/contract/graph.js";
import { type ThemeName, themes } from "./themes.js";

export interface PageOptions {
  readonly theme?: ThemeName;
  readonly width?: number;
  readonly height?: number;
  /** The translations for the page. English if omitted. */
  readonly bundle?: object;
}

export interface PageServer {
  open(context: BrowserContext, options?: PageOptions): Promise<GraphPage>;
  stop(): Promise<void>;
}

export interface GraphPage {
  readonly page: Page;
  /** Sends a message to the page, as the editor would. */
  tell(message: ToPage): Promise<void>;
  /** The messages that the page has sent to the editor, in order. */
  told(): Promise<readonly FromPage[]>;
  close(): Promise<void>;
}

declare global {
  interface Window {
    told: FromPage[];
  }
}

/** Serves `dist/webview`, which must be built. */
export async function servePage(): Promise<PageServer> {
  const bundles: object[] = [];
  const server = createServer((request, response) => {
    const url = new URL(request.url ?? "/", "http://localhost");
    const name = path.basename(url.pathname);
    if (name === "" || name === "graph") {
      response.setHeader("content-type", "text/html; charset=utf-8");
      const bundle = bundles[Number(url.searchParams.get("bundle"))] ?? {};
      response.end(documentFor((url.searchParams.get("theme") ?? "dark") as ThemeName, bundle));
      return;
    }
    try {
      const body = readFileSync(path.join("dist/webview", name));
      response.setHeader("content-type", name.endsWith(".css") ? "text/css" : "text/javascript");
      response.end(body);
    } catch {
      response.statusCode = 404;
      response.end();
    }
  });
  await new Promise<void>((resolve) => server.listen(0, "127.0.0.1", resolve));
  const { port } = server.address() as AddressInfo;
  return {
    async open(context, { theme = "dark", width = 1_000, height = 760, bundle = {} } = {}) {
      const page = await context.newPage();
      await page.setViewportSize({ width, height });
      await page.goto(`http://127.0.0.1:${port}/graph?theme=${theme}&bundle=${bundles.push(bundle) - 1}`);
      return {
        page,
        tell: (message) => page.evaluate((data) => window.postMessage(data, "*"), message as never),
        told: () => page.evaluate(() => window.told),
        close: () => page.close(),
      };
    },
    stop: () => {
      // Browsers keep unused connections open, and `close` would wait for them.
      server.closeAllConnections();
      return new Promise((resolve) => server.close(() => resolve()));
    },
  };
}

function documentFor(theme: ThemeName, bundle: object): string {
  const { body, variables } = themes[theme];
  const css = Object.entries(variables).map(([name, value]) => `--vscode-${name.replaceAll(".", "-")}:${value};`);
  return `<!DOCTYPE html>
<html lang="en" style="${css.join("")}">
<head>
<meta charset="utf-8">
<link rel="stylesheet" href="/main.css">
<title>Asset graph</title>
<script>
window.told = [];
window.acquireVsCodeApi = () => ({
  postMessage: (message) => window.told.push(message),
  getState: () => JSON.parse(sessionStorage.getItem("state") || "null") || undefined,
  setState: (state) => sessionStorage.setItem("state", JSON.stringify(state)),
});
</script>
</head>
<body class="${body}" data-elk="/elk-worker.min.js">
<script type="application/json" id="l10n">${JSON.stringify(bundle).replaceAll("<", "\\u003c")}</script>
<script src="/main.js"></script>
</body>
</html>`;
}

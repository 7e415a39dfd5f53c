// The value page in a browser without an editor: a real worker answers it, through the extension's own message validation.
import { readFileSync } from "node:fs";
import { createServer } from "node:http";
import type { AddressInfo } from "node:net";
import path from "node:path";
import type { BrowserContext, Page } from "playwright-core";
import { readFromValuePage } from "../../../client/values/value-relay.js";
import type { FromValuePage, ShownAsset, ToValuePage } from "../../../runtime/contract/value-page.js";
import type { Viewer } from "../../../runtime/host/index.js";
import { type ThemeName, themes } from "./themes.js";

export interface ValuePage {
  readonly page: Page;
  /** The messages that the page sent, except its requests. */
  readonly told: FromValuePage[];
  /** The requests that the page sent. */
  readonly asked: Extract<FromValuePage, { kind: "look" }>[];
  tell(message: ToValuePage): Promise<void>;
  close(): Promise<void>;
}

export interface PageOptions {
  readonly theme?: ThemeName;
  readonly width?: number;
  /** The translations for the page. English if omitted. */
  readonly bundle?: object;
}

export interface ValuePageServer {
  open(context: BrowserContext, viewer: Viewer, shown: ShownAsset, options?: PageOptions): Promise<ValuePage>;
  stop(): Promise<void>;
}

/** Serves `dist/webview`, which must be built, with the extension's content security policy. */
export async function serveValuePage(): Promise<ValuePageServer> {
  const bundles: object[] = [];
  const server = createServer((request, response) => {
    const url = new URL(request.url ?? "/", "http://localhost");
    const name = path.basename(url.pathname);
    if (name === "value") {
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
    async open(context, viewer, shown, { theme = "dark", width = 1_000, bundle = {} } = {}) {
      const page = await context.newPage();
      await page.setViewportSize({ width, height: 700 });
      const told: FromValuePage[] = [];
      const asked: ValuePage["asked"] = [];
      let current = shown;
      const tell = (message: ToValuePage) => page.evaluate((data) => window.postMessage(data, "*"), message as never);
      await page.exposeFunction("toExtension", async (message: unknown) => {
        const intent = readFromValuePage(message);
        if (intent === undefined) throw new Error(`the door refused ${JSON.stringify(message)}`);
        if (intent.kind === "ready") return tell({ kind: "value", value: current });
        if (intent.kind !== "look") {
          told.push(intent);
          if (intent.kind !== "partition") return;
          current = { ...shown, partitionKey: intent.partitionKey };
          return tell({ kind: "value", value: current });
        }
        asked.push(intent);
        const { key, partitionKey } = current;
        const which = { assetKey: key, ...(partitionKey === undefined ? {} : { partitionKey }) };
        return viewer.ask({ ...which, part: intent.part }).then(
          (answer) => tell({ kind: "looked", id: intent.id, answer }),
          (error: Error) => tell({ kind: "refused", id: intent.id, message: error.message }),
        );
      });
      await page.goto(`http://127.0.0.1:${port}/value?theme=${theme}&bundle=${bundles.push(bundle) - 1}`);
      await page.locator("body[data-ready]").waitFor();
      return { page, told, asked, tell, close: () => page.close() };
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
  const policy =
    "default-src 'none'; script-src 'nonce-n0'; style-src 'self' 'nonce-n0'; font-src 'self'; connect-src 'self'; img-src data: blob:";
  return `<!DOCTYPE html>
<html lang="en">
<head>
<meta charset="utf-8">
<meta http-equiv="Content-Security-Policy" content="${policy}">
<style nonce="n0">:root { ${css.join("")} }</style>
<link rel="stylesheet" href="/value.css">
<title>Value</title>
<script nonce="n0">
window.acquireVsCodeApi = () => ({ postMessage: (message) => window.toExtension(message), getState: () => undefined, setState: () => undefined });
</script>
</head>
<body class="${body}">
<script type="application/json" id="l10n">${JSON.stringify(bundle).replaceAll("<", "\\u003c")}</script>
<script nonce="n0" src="/value.js"></script>
</body>
</html>`;
}

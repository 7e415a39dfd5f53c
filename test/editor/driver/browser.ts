// Starts a headless Chromium with a separate profile, and counts requests to other machines.

import { mkdirSync, mkdtempSync, rmSync } from "node:fs";
import path from "node:path";
import { type BrowserContext, chromium } from "playwright-core";
import { atEnd } from "../../support/at-end.js";
import { ensureChromium } from "./chromium.js";
import { editorRoot } from "./install.js";

export interface TestBrowser {
  readonly context: BrowserContext;
  /** The other hosts that any page sent requests to. */
  readonly outside: ReadonlySet<string>;
  stop(): Promise<void>;
}

let shared: Promise<TestBrowser> | undefined;

/** The browser that all test files of this process share. It ends with the process. Its cache keeps the files of the workbench. */
export function sharedBrowser(): Promise<TestBrowser> {
  shared ??= startBrowser();
  return shared;
}

export async function startBrowser(): Promise<TestBrowser> {
  mkdirSync(path.join(editorRoot, "run"), { recursive: true });
  const home = mkdtempSync(path.join(editorRoot, "run/browser-"));
  const context = await chromium.launchPersistentContext(path.join(home, "profile"), {
    executablePath: ensureChromium(),
    headless: true,
    viewport: { width: 1400, height: 900 },
    reducedMotion: "reduce",
    // Chromium writes crash reports into the home folder, regardless of the profile.
    env: { PATH: "/usr/bin:/bin", HOME: home, XDG_CONFIG_HOME: home, XDG_CACHE_HOME: home, TMPDIR: home, LANG: "C.UTF-8" },
    args: [
      "--no-sandbox",
      "--disable-gpu",
      "--disable-quic",
      "--no-first-run",
      "--disable-background-networking",
      "--disable-component-update",
      "--disable-sync",
    ],
  });
  atEnd(() => rmSync(home, { recursive: true, force: true }));
  const outside = new Set<string>();
  context.on("request", (request) => {
    const url = new URL(request.url());
    const local = ["127.0.0.1", "localhost"].includes(url.hostname) || url.hostname.endsWith(".vscode-cdn.net");
    if (/^(http|ws)s?:$/.test(url.protocol) && !local) outside.add(url.hostname);
  });
  return {
    context,
    outside,
    stop: async () => {
      await context.close();
      rmSync(home, { recursive: true, force: true, maxRetries: 5, retryDelay: 200 });
    },
  };
}

// The platform for a Node.js process: files on disk, runs in child processes.
import { statSync } from "node:fs";
import { fileURLToPath } from "node:url";
import * as l10n from "@vscode/l10n";
import { URI } from "vscode-uri";
import type { SetUpAnswer } from "../../runtime/contract/editor.js";
import { bundleFor } from "./bundle.js";
import { keepFacts, readFacts } from "./kept-facts.js";
import { loadNativeTypeScript } from "./native-typescript.js";
import { nodeFiles } from "./node-files.js";
import { createNodes } from "./nodes.js";
import { createOtherRuns } from "./other-runs.js";
import type { Platform } from "./platform.js";
import { prepareInstall } from "./prepare-install.js";
import { sectionAbout } from "./problem-page.js";
import { createRunHistory } from "./run-history.js";
import { createRuns } from "./runs.js";
import { writeStarter } from "./starter.js";
import { watchState } from "./state-watch.js";
import { serverVersion } from "./version.js";

export function nodePlatform(): Platform {
  return {
    files: nodeFiles,
    version: serverVersion(),
    process() {
      const { rss, heapUsed, heapTotal } = process.memoryUsage();
      const memory = { rssBytes: rss, heapUsedBytes: heapUsed, heapTotalBytes: heapTotal };
      return { node: process.version, pid: process.pid, uptimeMs: Math.round(process.uptime() * 1000), memory };
    },
    bring: (_uris, act) => act(),
    note: () => null,
    words: bundleFor,
    path: (uri) => pathOf(uri),
    uri: (path) => URI.file(path).toString(),
    about: sectionAbout,
    nativeTypeScript: loadNativeTypeScript,
    keptFacts: { read: readFacts, keep: keepFacts },
    runs: ({ nodes, ...options }) => createRuns({ ...options, nodes: createNodes(nodes) }),
    otherRuns: createOtherRuns,
    history: createRunHistory,
    watchState,
    setUp,
    prepareInstall: (folder, manager) => prepareInstall(pathOf(folder), manager),
  };
}

/** The path of a URI with another scheme or another host is the URI itself. A Windows drive letter is lower case, as in our own URIs. */
export function pathOf(uri: string, windows = process.platform === "win32"): string {
  try {
    const path = (uri.startsWith("file:") ? fileURLToPath(uri, { windows }) : uri).replaceAll("\\", "/");
    return path.replace(/^[A-Z](?=:\/)/, (drive) => drive.toLowerCase());
  } catch {
    return uri;
  }
}

function setUp(folder: string): SetUpAnswer {
  if (!isFolder(folder)) throw new Error(l10n.t`The folder ${folder} does not exist. Open one that exists.`);
  return writeStarter(pathOf(folder));
}

/** The client may send anything. */
function isFolder(uri: unknown): uri is string {
  if (typeof uri !== "string" || !uri.startsWith("file://")) return false;
  try {
    return statSync(fileURLToPath(uri)).isDirectory();
  } catch {
    return false;
  }
}

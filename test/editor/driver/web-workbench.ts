// VS Code as on vscode.dev: a page without a server, extensions in a worker, files of a scheme that is not a disk.
import { createReadStream, readdirSync, readFileSync, statSync } from "node:fs";
import { createServer, type ServerResponse } from "node:http";
import type { AddressInfo } from "node:net";
import path from "node:path";
import { ensureEditor } from "./install.js";
import { quietSettings } from "./settings.js";
import type { EditorVersion } from "./versions.js";

export interface WebWorkbench {
  readonly version: EditorVersion;
  /** The address of the page that opens the folder at a file. */
  url(file: string): string;
  stop(): Promise<void>;
}

/** The scheme of the folder, like `vscode-vfs` on github.dev. */
const SCHEME = "memfs";

/** Serves the workbench of an installed editor, this repository's extension as packaged, and a folder in the page's memory. */
export async function serveWebWorkbench(version: EditorVersion, folder: string, locale = "en"): Promise<WebWorkbench> {
  const workbench = path.resolve(path.dirname(ensureEditor(version).entry), "../../lib/vscode");
  const packaged = new Set(packagedFiles());
  const server = createServer((request, response) => {
    const { pathname } = new URL(request.url ?? "/", "http://localhost");
    const [, root = "", ...rest] = decodeURIComponent(pathname).split("/");
    const file = rest.join("/");
    if (root === "") answer(response, "text/html", page(port(), locale));
    else if (file.endsWith("/workbench.js"))
      answer(response, "text/javascript", withoutServer(readFileSync(path.join(workbench, file), "utf8")));
    else if (root === "vscode") send(response, path.join(workbench, file));
    else if (root === "millrace" && packaged.has(file)) send(response, path.resolve(file));
    else if (root === "memfs" && file === "package.json") answer(response, "application/json", JSON.stringify(filesManifest));
    else if (root === "memfs" && file === "package.nls.json") answer(response, "application/json", "{}");
    else if (root === "memfs" && file === "main.js") answer(response, "text/javascript", filesExtension(contentOf(folder)));
    else answer(response, "text/plain", "", 404);
  });
  const port = () => (server.address() as AddressInfo).port;
  await new Promise<void>((resolve) => server.listen(0, "127.0.0.1", resolve));
  return {
    version,
    url: (file) =>
      `http://localhost:${port()}/?payload=${encodeURIComponent(JSON.stringify([["openFile", `${SCHEME}://shop/project/${file}`]]))}`,
    stop: () => {
      server.closeAllConnections();
      return new Promise((resolve) => server.close(() => resolve()));
    },
  };
}

/** code-server's workbench treats its origin as the remote and stores the user's data there. VS Code's own workbench does neither. */
function withoutServer(workbench: string): string {
  const changes = [
    [/remoteAuthority:location\.host/, "remoteAuthority:void 0"],
    [/(get userRoamingDataHome\(\)\{return \w+\(\w+\.file\(this\.userDataPath\)\.with\(\{scheme:\w+\.)vscodeRemote/, "$1vscodeUserData"],
  ] as const;
  for (const [from] of changes) if (!from.test(workbench)) throw new Error(`the workbench says ${from} no more`);
  return changes.reduce((text, [from, to]) => text.replace(from, to), workbench);
}

/** The files that `.vscodeignore` includes in the package. */
function packagedFiles(): string[] {
  const lines = readFileSync(".vscodeignore", "utf8").split("\n");
  return lines.filter((line) => line.startsWith("!")).map((line) => line.slice(1));
}

const types: Readonly<Record<string, string>> = {
  ".html": "text/html",
  ".js": "text/javascript",
  ".cjs": "text/javascript",
  ".css": "text/css",
  ".json": "application/json",
  ".svg": "image/svg+xml",
  ".wasm": "application/wasm",
};

function send(response: ServerResponse, file: string): void {
  if (!statSync(file, { throwIfNoEntry: false })?.isFile()) return answer(response, "text/plain", "", 404);
  response.setHeader("content-type", types[path.extname(file)] ?? "application/octet-stream");
  response.setHeader("access-control-allow-origin", "*");
  createReadStream(file).pipe(response);
}

function answer(response: ServerResponse, type: string, body: string, status = 200): void {
  response.writeHead(status, { "content-type": `${type}; charset=utf-8`, "access-control-allow-origin": "*" });
  response.end(body);
}

function page(port: number, locale: string): string {
  const at = (name: string) => ({ scheme: "http", authority: `localhost:${port}`, path: name });
  const configuration = {
    folderUri: { scheme: SCHEME, authority: "shop", path: "/project" },
    additionalBuiltinExtensions: [at("/memfs"), at("/millrace")],
    webviewEndpoint: `http://localhost:${port}/vscode/out/vs/workbench/contrib/webview/browser/pre`,
    configurationDefaults: { ...quietSettings, "security.workspace.trust.enabled": false },
    // Required by code-server in addition.
    userDataPath: "/user",
    isEnabledFileDownloads: true,
    isEnabledFileUploads: true,
    isEnabledCoderGettingStarted: false,
    productConfiguration: {
      extensionsGallery: undefined,
      enableTelemetry: false,
      extensionEnabledApiProposals: { "test.memfs": filesManifest.enabledApiProposals },
    },
  };
  const attribute = (value: unknown) => JSON.stringify(value).replaceAll("&", "&amp;").replaceAll('"', "&quot;");
  return `<!DOCTYPE html>
<html lang="${locale}">
<head>
<meta charset="utf-8">
<meta id="vscode-workbench-web-configuration" data-settings="${attribute(configuration)}">
<meta id="vscode-workbench-web-base-url" data-settings="/vscode">
<meta id="vscode-workbench-auth-session" data-settings="">
<link rel="stylesheet" href="/vscode/out/vs/code/browser/workbench/workbench.css">
<script>globalThis._VSCODE_FILE_ROOT = new URL("/vscode/out/", location).toString();</script>
</head>
<body></body>
<script type="module" src="/vscode/out/nls.messages.js"></script>
<script type="module" src="/vscode/out/vs/code/browser/workbench/workbench.js"></script>
</html>`;
}

function contentOf(folder: string): Record<string, string> {
  const files = readdirSync(folder, { recursive: true, withFileTypes: true }).filter((entry) => entry.isFile());
  const paths = files.map((entry) => path.relative(folder, path.join(entry.parentPath, entry.name)));
  const wanted = paths.filter((name) => !name.startsWith("node_modules") && !name.startsWith(".millrace"));
  return Object.fromEntries(wanted.map((name) => [name.replaceAll("\\", "/"), readFileSync(path.join(folder, name), "utf8")]));
}

const filesManifest = {
  name: "memfs",
  publisher: "test",
  version: "1.0.0",
  engines: { vscode: "^1.99.0" },
  browser: "./main.js",
  activationEvents: [`onFileSystem:${SCHEME}`, `onSearch:${SCHEME}`],
  enabledApiProposals: ["fileSearchProvider"],
  capabilities: { virtualWorkspaces: true },
};

/** An extension that provides the folder from memory. */
function filesExtension(content: Record<string, string>): string {
  return `const vscode = require("vscode");
const files = new Map(Object.entries(${JSON.stringify(content)}).map(([name, text]) => ["/project/" + name, new TextEncoder().encode(text)]));
const changed = new vscode.EventEmitter();
const now = Date.now();
const below = (folder) => [...files.keys()].filter((name) => name.startsWith(folder.replace(/\\/$/, "") + "/"));
const provider = {
  onDidChangeFile: changed.event,
  watch: () => new vscode.Disposable(() => undefined),
  stat({ path }) {
    const file = files.get(path);
    if (file) return { type: vscode.FileType.File, ctime: now, mtime: now, size: file.byteLength };
    if (below(path).length > 0) return { type: vscode.FileType.Directory, ctime: now, mtime: now, size: 0 };
    throw vscode.FileSystemError.FileNotFound(path);
  },
  readDirectory({ path }) {
    const entries = new Map();
    for (const name of below(path)) {
      const [first, ...rest] = name.slice(path.replace(/\\/$/, "").length + 1).split("/");
      entries.set(first, rest.length > 0 ? vscode.FileType.Directory : vscode.FileType.File);
    }
    return [...entries];
  },
  readFile({ path }) {
    const file = files.get(path);
    if (!file) throw vscode.FileSystemError.FileNotFound(path);
    return file;
  },
  writeFile(uri, content) {
    const type = files.has(uri.path) ? vscode.FileChangeType.Changed : vscode.FileChangeType.Created;
    files.set(uri.path, content);
    changed.fire([{ type, uri }]);
  },
  delete(uri) {
    files.delete(uri.path);
    changed.fire([{ type: vscode.FileChangeType.Deleted, uri }]);
  },
  createDirectory: () => undefined,
  rename: () => { throw vscode.FileSystemError.NoPermissions(); },
};
exports.activate = ({ subscriptions }) => {
  subscriptions.push(vscode.workspace.registerFileSystemProvider("${SCHEME}", provider, { isCaseSensitive: true }));
  const search = { provideFileSearchResults: (_query, { folder }) => below(folder.path).map((path) => folder.with({ path })) };
  subscriptions.push(vscode.workspace.registerFileSearchProvider("${SCHEME}", search));
};
`;
}

// Starts a VS Code server with the packaged extension, and stops it without leaving processes behind.
import { type ChildProcess, execFileSync, spawn } from "node:child_process";
import { closeSync, mkdirSync, openSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { createServer } from "node:net";
import path from "node:path";
import { atEnd } from "../../support/at-end.js";
import { editorRoot, ensureEditor, type InstalledEditor } from "./install.js";
import { endServer, keepServer } from "./own-servers.js";
import { keybindings, quietSettings, skippedExtensions } from "./settings.js";
import { until } from "./until.js";
import type { EditorVersion } from "./versions.js";

export interface ServerOptions {
  readonly version: EditorVersion;
  /** The packaged extension. */
  readonly vsix: string;
  /** False: every folder is trusted, as if the user had confirmed it. True: VS Code asks, and folders start in Restricted Mode. */
  readonly asksForTrust?: boolean;
  readonly settings?: Readonly<Record<string, unknown>>;
  /** The display language, such as `de`. VS Code's own text stays English, because its translation is not installed. */
  readonly language?: string;
  /** With VS Code's JavaScript debugger, which takes seconds to start. */
  readonly debugger?: boolean;
  /** Shell scripts by command name, found before all others. They replace commands that a test must not run, such as a package manager. */
  readonly commands?: Readonly<Record<string, string>>;
  /** The name of the server's data folder, which is removed at the start. Unique by default. */
  readonly name?: string;
}

export interface EditorServer {
  readonly version: EditorVersion;
  readonly port: number;
  /** The process group of the server and all its children. */
  readonly pid: number;
  readonly logFile: string;
  stop(): Promise<void>;
}

let started = 0;

export async function startServer(options: ServerOptions): Promise<EditorServer> {
  // Two servers of one process never share a folder, because each would change the other's settings.
  const home = path.join(editorRoot, "run", options.name ?? `${options.version.name}-${++started}`);
  rmSync(home, { recursive: true, force: true, maxRetries: 5 });
  for (const folder of ["home", "tmp", "bin", "data/User"]) mkdirSync(path.join(home, folder), { recursive: true });
  writeFileSync(path.join(home, "empty.yaml"), "");
  for (const [name, script] of Object.entries(options.commands ?? {})) writeFileSync(path.join(home, "bin", name), script, { mode: 0o755 });
  // A terminal uses the PATH of a login shell, regardless of the server's PATH.
  const paths = options.commands ? { "terminal.integrated.env.linux": { PATH: `${home}/bin:\${env:PATH}` } } : {};
  const settings = { ...quietSettings, ...paths, "security.workspace.trust.enabled": options.asksForTrust === true, ...options.settings };
  writeFileSync(path.join(home, "data/User/settings.json"), JSON.stringify(settings, null, 2));
  writeFileSync(path.join(home, "data/User/keybindings.json"), JSON.stringify(keybindings, null, 2));

  const editor = ensureEditor(options.version);
  const env = serverEnv(home, editor, options.debugger === true);
  const places = [editor.entry, "--config", `${home}/empty.yaml`, "--user-data-dir", `${home}/data`];
  const base = [
    ...places,
    "--extensions-dir",
    extensionsOf(options, (folder) => {
      execFileSync(editor.node, [...places, "--extensions-dir", folder, "--install-extension", options.vsix, "--force"], {
        env,
        stdio: "pipe",
      });
    }),
  ];

  if (options.language !== undefined) chooseLanguage(home, options.language);
  const port = await freePort();
  const logFile = path.join(home, "server.log");
  const log = openSync(logFile, "w");
  const flags = [
    "--auth",
    "none",
    "--disable-telemetry",
    "--disable-update-check",
    "--disable-getting-started-override",
    "--disable-proxy",
  ];
  const trust = options.asksForTrust ? [] : ["--disable-workspace-trust"];
  const args = [...base, "--bind-addr", `127.0.0.1:${port}`, "--ignore-last-opened", ...flags, ...trust];
  // A separate process group: extension host, tsserver and language server outlive their parent by seconds and are ended together.
  const child = spawn(editor.node, args, { env, stdio: ["ignore", log, log], detached: true });
  closeSync(log);
  const pid = child.pid;
  if (pid === undefined) throw new Error(`code-server: did not start. See ${logFile}.`);
  // Registered, because no test file stops the server that all files share.
  keepServer(pid);
  atEnd(() => endServer(pid));
  await until(`code-server ${options.version.codeServer} answers`, async () => {
    if (child.exitCode !== null)
      throw new Error(`code-server: ended with ${child.exitCode}.\n${readFileSync(logFile, "utf8").slice(-2000)}`);
    return (await fetch(`http://127.0.0.1:${port}/healthz`).catch(() => undefined))?.ok === true;
  });
  return { version: options.version, port, pid, logFile, stop: () => stop(child, pid) };
}

const installed = new Map<string, string>();

/** The extensions folder with our extension. Servers of one version in this process share it, because an installation takes seconds. */
function extensionsOf({ version, vsix }: ServerOptions, install: (folder: string) => void): string {
  const id = `${version.name} ${vsix}`;
  const known = installed.get(id);
  if (known !== undefined) return known;
  const folder = path.join(editorRoot, "run", `${version.name}-extensions-${installed.size + 1}`);
  rmSync(folder, { recursive: true, force: true, maxRetries: 5 });
  mkdirSync(folder, { recursive: true });
  install(folder);
  installed.set(id, folder);
  return folder;
}

/** Writes what an installed language pack and a choice in the palette would write. The pack contains no translation of the workbench. */
function chooseLanguage(home: string, language: string): void {
  const translations = path.join(home, "data/no-translations.json");
  const extensions = [{ extensionIdentifier: { id: "test.language-pack" }, version: "1.0.0" }];
  const pack = { hash: "none", label: language, extensions, translations: { vscode: translations } };
  writeFileSync(translations, JSON.stringify({ contents: {} }));
  writeFileSync(path.join(home, "data/languagepacks.json"), JSON.stringify({ [language]: pack }));
  writeFileSync(path.join(home, "data/User/argv.json"), JSON.stringify({ locale: language }));
}

/** Without the caller's environment: the server must neither read nor write the home folder of the user who runs the tests. */
function serverEnv(home: string, editor: InstalledEditor, withDebugger: boolean): NodeJS.ProcessEnv {
  const skipped = skippedExtensions.filter((id) => !withDebugger || id !== "ms-vscode.js-debug");
  return {
    PATH: `${home}/bin:${path.dirname(editor.node)}:/usr/local/bin:/usr/bin:/bin`,
    HOME: `${home}/home`,
    XDG_CONFIG_HOME: `${home}/home/.config`,
    XDG_DATA_HOME: `${home}/home/.local/share`,
    XDG_CACHE_HOME: `${home}/home/.cache`,
    XDG_RUNTIME_DIR: `${home}/tmp`,
    TMPDIR: `${home}/tmp`,
    LANG: "C.UTF-8",
    EXTENSIONS_GALLERY: "{}",
    VSCODE_SKIP_BUILTIN_EXTENSIONS: skipped.join(","),
  };
}

async function stop(child: ChildProcess, pid: number): Promise<void> {
  if (child.exitCode === null && child.signalCode === null) {
    const ended = new Promise<void>((resolve) => child.once("exit", () => resolve()));
    child.kill("SIGTERM");
    const impatience = setTimeout(() => child.kill("SIGKILL"), 5_000);
    await ended;
    clearTimeout(impatience);
  }
  await until("every process of the server has ended", () => !endServer(pid));
}

function freePort(): Promise<number> {
  return new Promise((resolve, reject) => {
    const probe = createServer();
    probe.once("error", reject);
    probe.listen(0, "127.0.0.1", () => {
      const address = probe.address();
      probe.close(() => (address && typeof address === "object" ? resolve(address.port) : reject(new Error("no free port"))));
    });
  });
}

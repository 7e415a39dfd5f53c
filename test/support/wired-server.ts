// The language server from the side of a client: the protocol over streams, a project on disk.
import { type ChildProcess, spawn } from "node:child_process";
import { cpSync, mkdirSync, mkdtempSync, realpathSync, rmSync, symlinkSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { basename, dirname, join } from "node:path";
import { PassThrough } from "node:stream";
import { pathToFileURL } from "node:url";
import { createMessageConnection, type MessageConnection, StreamMessageReader, StreamMessageWriter } from "vscode-jsonrpc/node";
import type { ClientCapabilities } from "vscode-languageserver";
import type { Notification } from "../../runtime/contract/protocol.js";
import { serve } from "../../server/lsp/serve.js";
import { repository } from "./repository.js";

/** A project folder with these files, in which `millrace` is this repository's built package. */
export function projectFolder(files: Readonly<Record<string, string>>, from?: string): string {
  const dir = realpathSync(mkdtempSync(join(tmpdir(), "millrace-project-")));
  // Leaves out the output of earlier runs of an example.
  const filter = (path: string) => !/[\\/](?:data|\.millrace|node_modules)$/.test(path);
  if (from) cpSync(join(repository, from), dir, { recursive: true, filter });
  for (const [name, text] of Object.entries(files)) {
    mkdirSync(dirname(join(dir, name)), { recursive: true });
    writeFileSync(join(dir, name), text);
  }
  mkdirSync(join(dir, "node_modules"), { recursive: true });
  symlinkSync(join(repository, "runtime"), join(dir, "node_modules", "millrace"), "junction");
  return dir;
}

export interface WiredServer {
  readonly connection: MessageConnection;
  readonly dir: string;
  /** The capabilities that the server announced. */
  readonly capabilities: Readonly<Record<string, unknown>>;
  uri(file: string): string;
  /** Opens a document with this text, without waiting. */
  open(file: string, text: string): void;
  change(file: string, version: number, text: string): void;
  /** Resolves with the first diagnostics of a file that satisfy the condition, past ones included. */
  diagnostics(file: string, condition: (all: readonly WireDiagnostic[]) => boolean): Promise<readonly WireDiagnostic[]>;
  /** Resolves with the first notification that satisfies the condition, past ones included. */
  notification<Note>(type: Told<Note>, condition: (note: NoInfer<Note>) => boolean): Promise<Note>;
  stop(): Promise<void>;
}

/** One of our own notifications, or one of the LSP by its name. */
export type Told<Note> = Omit<Notification<Note>, "method"> & { readonly method: string };

export interface WireDiagnostic {
  readonly range: { readonly start: { line: number; character: number }; readonly end: { line: number; character: number } };
  readonly code?: string;
  readonly codeDescription?: { readonly href: string };
  readonly source?: string;
  readonly message: string;
}

interface Heard {
  readonly method: string;
  readonly note: unknown;
}

export interface WiredOptions {
  /** The workspace folders. Default: `dir`. */
  readonly folders?: readonly string[];
  /** The capabilities of the client. Default: those of all current editors. */
  readonly clientCapabilities?: ClientCapabilities;
  /** Answers the questions that the server asks its user. Default: the client does not support questions. */
  readonly answer?: ((question: Question) => Promise<string | null>) | undefined;
}

export interface Question {
  readonly message: string;
  readonly actions: readonly { readonly title: string }[];
}

/** The capabilities of all current editors. */
const USUAL: ClientCapabilities = {
  workspace: { codeLens: { refreshSupport: true }, workspaceFolders: true },
  textDocument: {
    definition: { linkSupport: true },
    hover: { contentFormat: ["markdown", "plaintext"] },
    documentSymbol: { hierarchicalDocumentSymbolSupport: true },
    completion: { completionItem: { documentationFormat: ["markdown", "plaintext"] } },
  },
};

export interface SpawnedOptions extends WiredOptions {
  /** Further environment variables of the server. */
  readonly env?: Readonly<Record<string, string>>;
  /** The id of a user without a name and without HOME, as in containers. */
  readonly uid?: number;
  /** LSP's locale: the language of the client, which applies to the server's whole process. */
  readonly locale?: string;
}

export interface SpawnedServer extends WiredServer {
  readonly process: ChildProcess;
}

/** The server from the sources, in this process. It starts quickly, because TypeScript is loaded. */
export async function wiredServer(
  dir: string,
  initializationOptions: unknown = {},
  { folders, clientCapabilities, answer }: WiredOptions = {},
): Promise<WiredServer> {
  const [toServer, toClient] = [new PassThrough(), new PassThrough()];
  serve({ reader: new StreamMessageReader(toServer), writer: new StreamMessageWriter(toClient) });
  const connection = createMessageConnection(new StreamMessageReader(toClient), new StreamMessageWriter(toServer));
  const client = await connect(connection, dir, { processId: null, folders, initializationOptions, clientCapabilities, answer });
  return {
    ...client,
    async stop() {
      await connection.sendRequest("shutdown");
      connection.dispose();
      rmSync(dir, { recursive: true, force: true });
    },
  };
}

/** The built server in its own process, as in an editor: for tests about the process, its environment or its language. */
export async function spawnedServer(
  dir: string,
  initializationOptions: unknown = {},
  { env = {}, uid, folders, locale, clientCapabilities }: SpawnedOptions = {},
): Promise<SpawnedServer> {
  const { HOME: _home, ...others } = process.env;
  const server = spawn(process.execPath, [join(repository, "runtime/bin/millrace.js"), "lsp", "--stdio"], {
    stdio: ["pipe", "pipe", "inherit"],
    env: { ...(uid === undefined ? process.env : others), ...env },
    ...(uid === undefined ? {} : { uid, gid: uid }),
  });
  const connection = createMessageConnection(new StreamMessageReader(server.stdout), new StreamMessageWriter(server.stdin));
  const client = await connect(connection, dir, { processId: process.pid, folders, initializationOptions, locale, clientCapabilities });
  return {
    ...client,
    process: server,
    async stop() {
      const gone = new Promise((resolve) => server.once("exit", resolve));
      await connection.sendRequest("shutdown").catch(() => undefined);
      await connection.sendNotification("exit").catch(() => undefined);
      await gone;
      connection.dispose();
      rmSync(dir, { recursive: true, force: true });
    },
  };
}

interface Introduction {
  readonly processId: number | null;
  readonly folders: readonly string[] | undefined;
  readonly initializationOptions: unknown;
  readonly locale?: string | undefined;
  readonly clientCapabilities?: ClientCapabilities | undefined;
  readonly answer?: WiredOptions["answer"];
}

async function connect(
  connection: MessageConnection,
  dir: string,
  { processId, folders = [dir], initializationOptions, locale, clientCapabilities = USUAL, answer }: Introduction,
): Promise<Omit<WiredServer, "stop">> {
  const heard: Heard[] = [];
  const waiting = new Set<() => void>();
  connection.onNotification((method, note: unknown) => {
    heard.push({ method, note });
    for (const look of waiting) look();
  });
  connection.onRequest("workspace/codeLens/refresh", () => null);
  connection.onRequest("client/registerCapability", () => null);
  if (answer)
    connection.onRequest("window/showMessageRequest", async (question: Question) => {
      const title = await answer(question);
      return title === null ? null : { title };
    });
  connection.listen();
  const uri = (file: string) => pathToFileURL(join(dir, file)).href;
  const { capabilities } = await connection.sendRequest<{ capabilities: Record<string, unknown> }>("initialize", {
    processId,
    rootUri: null,
    capabilities: clientCapabilities,
    workspaceFolders: folders.map((folder) => ({ uri: pathToFileURL(folder).href, name: basename(folder) })),
    // Most users of a client have trusted the folder. A test of a client that does not say it passes `trusted: undefined`.
    initializationOptions: { trusted: true, ...(initializationOptions as object | undefined) },
    ...(locale === undefined ? {} : { locale }),
  });
  await connection.sendNotification("initialized", {});

  function until<T>(find: () => T | undefined): Promise<T> {
    return new Promise((resolve) => {
      const look = () => {
        const found = find();
        if (found === undefined) return;
        waiting.delete(look);
        resolve(found);
      };
      waiting.add(look);
      look();
    });
  }

  const notification = <Note>({ method }: Told<Note>, condition: (note: NoInfer<Note>) => boolean): Promise<Note> =>
    until(() => heard.findLast((each) => each.method === method && condition(each.note as Note))?.note as Note | undefined);

  return {
    connection,
    dir,
    capabilities,
    uri,
    open: (file, text) =>
      void connection.sendNotification("textDocument/didOpen", {
        textDocument: { uri: uri(file), languageId: "typescript", version: 1, text },
      }),
    change: (file, version, text) =>
      void connection.sendNotification("textDocument/didChange", { textDocument: { uri: uri(file), version }, contentChanges: [{ text }] }),
    diagnostics: async (file, condition) => {
      type Published = { uri: string; diagnostics: WireDiagnostic[] };
      const method = "textDocument/publishDiagnostics";
      const latest = () =>
        heard.findLast((each) => each.method === method && (each.note as Published).uri === uri(file))?.note as Published | undefined;
      return until(() => {
        const found = latest()?.diagnostics;
        return found && condition(found) ? found : undefined;
      });
    },
    notification,
  };
}

// The web server like in a browser: the built script in a context with the globals of a worker but nothing of Node, and a client that
// reads files for it.
import { readFileSync } from "node:fs";
import { join } from "node:path";
import { createContext, runInContext } from "node:vm";
import { createMessageConnection, type DataCallback, type Message, type MessageConnection } from "vscode-jsonrpc/node";
import { filesForServer, type Limits } from "../../client/language/files-for-server.js";
import { answer, readRequest } from "../../runtime/contract/protocol.js";
import { repository } from "./repository.js";
import type { Told } from "./wired-server.js";

export interface WebServer {
  readonly connection: MessageConnection;
  /** Files by their paths in the folder. A test that changes one must report it to the server. */
  readonly files: Map<string, string>;
  uri(file: string): string;
  /** Reports to the server that files are new (1), changed (2) or deleted (3). */
  changed(type: 1 | 2 | 3, ...files: readonly string[]): void;
  /** Resolves with the latest notification that satisfies the condition. */
  notification<Note>(type: Told<Note>, condition: (note: NoInfer<Note>) => boolean): Promise<Note>;
}

const FOLDER = "vscode-vfs://github%2B7b22/owner/re%20po";

export async function webServer(given: Readonly<Record<string, string>>, options: object = {}, limits?: Limits): Promise<WebServer> {
  const files = new Map(Object.entries(given));
  const connection = connected();
  const heard: { method: string; note: unknown }[] = [];
  const waiting = new Set<() => void>();
  connection.onNotification((method, note: unknown) => {
    heard.push({ method, note });
    for (const look of waiting) look();
  });
  connection.onRequest("workspace/codeLens/refresh", () => null);
  connection.onRequest("workspace/inlayHint/refresh", () => null);
  answer(connection, readRequest, ({ uris }) => filesForServer(readable(files), uris, [FOLDER], limits));
  connection.listen();
  await connection.sendRequest("initialize", {
    processId: null,
    rootUri: null,
    capabilities: { workspace: { workspaceFolders: true } },
    workspaceFolders: [{ uri: FOLDER, name: "repo" }],
    initializationOptions: { clientCommands: true, besideTypeScript: true, trusted: true, ...options },
  });
  await connection.sendNotification("initialized", {});
  const uri = (file: string) => `${FOLDER}/${file}`;
  return {
    connection,
    files,
    uri,
    changed: (type, ...names) =>
      void connection.sendNotification("workspace/didChangeWatchedFiles", { changes: names.map((name) => ({ uri: uri(name), type })) }),
    notification: <Note>({ method }: Told<Note>, condition: (note: NoInfer<Note>) => boolean) =>
      new Promise<Note>((resolve) => {
        const look = () => {
          const found = heard.findLast((each) => each.method === method && condition(each.note as Note));
          if (found === undefined) return;
          waiting.delete(look);
          resolve(found.note as Note);
        };
        waiting.add(look);
        look();
      }),
  };
}

/** Messages are copied, as between a page and its worker. */
function connected(): MessageConnection {
  let hear: DataCallback = () => undefined;
  const worker = {
    onmessage: (_event: { data: unknown }): void => undefined,
    addEventListener: () => undefined,
    postMessage: (message: unknown) => {
      const copy = structuredClone(message) as Message;
      setTimeout(() => hear(copy));
    },
    ...{ setTimeout, clearTimeout, setInterval, clearInterval, queueMicrotask, performance, console, structuredClone },
    ...{ MessageChannel, TextEncoder, TextDecoder, URL, crypto },
  };
  const context = createContext(worker);
  runInContext("globalThis.self = globalThis", context);
  runInContext(readFileSync(join(repository, "dist/web/server.js"), "utf8"), context, { filename: "dist/web/server.js" });
  const event = () => ({ dispose: () => undefined });
  const common = { onError: event, onClose: event, dispose: () => undefined };
  return createMessageConnection(
    {
      ...common,
      onPartialMessage: event,
      listen: (callback) => {
        hear = callback;
        return event();
      },
    },
    {
      ...common,
      write: async (message) => {
        const copy: unknown = structuredClone(message);
        setTimeout(() => worker.onmessage({ data: copy }));
      },
      end: () => undefined,
    },
  );
}

function readable(files: ReadonlyMap<string, string>) {
  const pathOf = (uri: string) => uri.slice(FOLDER.length).replace(/^\//, "");
  const below = (folder: string) => [...files.keys()].filter((name) => name.startsWith(folder === "" ? "" : `${folder}/`));
  return {
    async isFolder(uri: string) {
      const path = pathOf(uri);
      if (files.has(path)) return false;
      if (below(path).length === 0) throw new Error(`no file ${uri}`);
      return true;
    },
    async list(uri: string) {
      const path = pathOf(uri);
      const rest = below(path).map((name) => name.slice(path === "" ? 0 : path.length + 1));
      const names = new Map(rest.map((name) => [name.split("/")[0] ?? "", name.includes("/")] as const));
      return [...names].map(([name, isFolder]) => ({ uri: `${uri}/${name}`, isFolder }));
    },
    async read(uri: string) {
      const text = files.get(pathOf(uri));
      if (text === undefined) throw new Error(`no file ${uri}`);
      return new TextEncoder().encode(text);
    },
  };
}

// The extension's door in a browser without Node: a server in a worker, which is handed the files it reads. Runs nothing. Holds no logic.
import { commands, type ExtensionContext, FileType, l10n as given, Uri, workspace } from "vscode";
import { BrowserMessageReader, BrowserMessageWriter, LanguageClient } from "vscode-languageclient/browser";
import { answer, readRequest } from "../runtime/contract/protocol.js";
import { filesForServer, type Readable } from "./language/files-for-server.js";
import { begin } from "./start.js";

/** Called once, when the workspace holds a millrace.config.ts or a graph panel is restored. */
export async function activate(context: ExtensionContext): Promise<void> {
  // What needs Node is not offered: menus and views ask for this.
  await commands.executeCommand("setContext", "millrace.withoutNode", true);
  const script = Uri.joinPath(context.extensionUri, "dist/web/server.js").toString(true);
  const folders = workspace.workspaceFolders ?? [];
  const { server } = begin(context, {
    connect(options) {
      const client = new LanguageClient("millrace", "Millrace", async () => connected(script), options);
      answer(client, readRequest, ({ uris }) => filesForServer(ofWorkspace, uris, roots()));
      return client;
    },
    schemes: [...new Set(folders.map(({ uri }) => uri.scheme))],
    options: { words: given.bundle },
  });
  await server.start();
}

const roots = () => (workspace.workspaceFolders ?? []).map(({ uri }) => uri.toString());

type Port = ConstructorParameters<typeof BrowserMessageReader>[0];
// The room's types are those of Node, which has none.
declare const Worker: new (script: string) => Port & { terminate(): void };
let worker: InstanceType<typeof Worker> | null = null;

/** To a server in a worker; the one before it is gone when it starts again. */
function connected(script: string) {
  worker?.terminate();
  worker = new Worker(script);
  return { reader: new BrowserMessageReader(worker), writer: new BrowserMessageWriter(worker) };
}

const ofWorkspace: Readable = {
  isFolder: async (uri) => ((await workspace.fs.stat(Uri.parse(uri))).type & FileType.Directory) !== 0,
  async list(uri) {
    const folder = Uri.parse(uri);
    const entries = await workspace.fs.readDirectory(folder);
    // A linked folder is none: it may lead back to where it is.
    return entries.map(([name, type]) => ({ uri: Uri.joinPath(folder, name).toString(), isFolder: type === FileType.Directory }));
  },
  read: async (uri) => workspace.fs.readFile(Uri.parse(uri)),
};

// The entry of the extension in a browser without Node: starts the server in a worker and sends it the files it reads. Runs no user code.
import { commands, type ExtensionContext, FileType, l10n as given, Uri, workspace } from "vscode";
import { BrowserMessageReader, BrowserMessageWriter, LanguageClient } from "vscode-languageclient/browser";
import { answer, readRequest } from "../runtime/contract/protocol.js";
import { filesForServer, type Readable } from "./language/files-for-server.js";
import { begin } from "./start.js";

/** VS Code calls this once, when the workspace has a millrace.config.ts or a graph panel is restored. */
export async function activate(context: ExtensionContext): Promise<void> {
  // Menus and views hide what needs Node when this context key is set.
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
// The client compiles with Node's types, which do not declare this Worker.
declare const Worker: new (script: string) => Port & { terminate(): void };
let worker: InstanceType<typeof Worker> | null = null;

/** Connects to a new worker. On a restart, ends the previous worker first. */
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
    // A symbolic link to a folder does not count as a folder, because it may lead back to a parent.
    return entries.map(([name, type]) => ({ uri: Uri.joinPath(folder, name).toString(), isFolder: type === FileType.Directory }));
  },
  read: async (uri) => workspace.fs.readFile(Uri.parse(uri)),
};

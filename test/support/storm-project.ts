// A server under many random changes, and what it should know: the texts of its documents, open or not, the disk, and everything it sent.
import { existsSync, readdirSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { TextDocument } from "vscode-languageserver-textdocument";
import type { RunEventNote } from "../../runtime/contract/editor.js";
import { runEventNotification, serverStatusRequest } from "../../runtime/contract/protocol.js";
import type { ServerStatus } from "../../runtime/contract/server-status.js";
import { projectFolder, type SpawnedServer, spawnedServer } from "./wired-server.js";

type ContentChanges = Parameters<typeof TextDocument.update>[1];

/** `open` has the texts in an editor, which override `disk`. */
export interface Texts {
  readonly open: ReadonlyMap<string, string>;
  readonly disk: ReadonlyMap<string, string>;
}

export interface StormProject {
  readonly server: SpawnedServer;
  /** Each file's text as the server should know it. */
  readonly documents: ReadonlyMap<string, TextDocument>;
  /** The last diagnostics of each document. */
  readonly published: ReadonlyMap<string, readonly unknown[]>;
  /** How often each run has ended. */
  readonly endings: ReadonlyMap<string, number>;
  isOpen(file: string): boolean;
  edit(file: string, changes: ContentChanges): void;
  /** Closes a document in the editor. Unsaved changes are lost. */
  close(file: string): void;
  /** Opens a document with the text on disk, or with the text that a crashed editor restored. */
  open(file: string, text?: string): void;
  save(file: string): void;
  /** Another program writes a file. */
  write(file: string, text: string): void;
  /** Reports all files below `.millrace`. */
  tellState(): void;
  texts(): Texts;
  ended(runId: string): Promise<void>;
  /** The published problems after all checks are done, without failures of runs, which only this server knows. */
  settled(): Promise<Readonly<Record<string, unknown>>>;
}

/** `rest` has the project's other files. */
export async function stormProject({ open, disk }: Texts, rest: Readonly<Record<string, string>>): Promise<StormProject> {
  const server = await spawnedServer(projectFolder({ ...rest, ...Object.fromEntries(disk) }), { trusted: false });
  const stored = new Map(disk);
  const documents = new Map([...disk].map(([file, text]) => [file, documentOf(file, text)]));
  const opened = new Set<string>();
  const published = new Map<string, readonly unknown[]>();
  const endings = new Map<string, number>();
  const waiting = new Set<() => void>();
  let version = 1;

  server.connection.onNotification((method, note: unknown) => {
    const { uri, diagnostics, event } = note as { uri: string; diagnostics: unknown[] } & RunEventNote;
    if (method === "textDocument/publishDiagnostics") published.set(uri, diagnostics);
    if (method === runEventNotification.method && ENDS.has(event.type)) endings.set(event.runId, (endings.get(event.runId) ?? 0) + 1);
    for (const look of [...waiting]) look();
  });
  // If the server has died, its requests are not waited for.
  server.process.once("exit", () => {
    server.connection.dispose();
    for (const look of [...waiting]) look();
  });
  for (const [file, text] of open) openFile(file, text);

  function documentOf(file: string, text: string): TextDocument {
    return TextDocument.create(server.uri(file), "typescript", 1, text);
  }

  function openFile(file: string, text = stored.get(file) ?? ""): void {
    opened.add(file);
    documents.set(file, documentOf(file, text));
    server.open(file, text);
  }

  function told(file: string): void {
    const changes = [{ uri: server.uri(file), type: 2 }];
    void server.connection.sendNotification("workspace/didChangeWatchedFiles", { changes });
  }

  function write(file: string, text: string): void {
    stored.set(file, text);
    writeFileSync(join(server.dir, file), text);
    if (!opened.has(file)) documents.set(file, documentOf(file, text));
    told(file);
  }

  const nextNote = () =>
    new Promise<void>((resolve) => {
      const look = () => {
        waiting.delete(look);
        resolve();
      };
      waiting.add(look);
    });

  return {
    server,
    documents,
    published,
    endings,
    isOpen: (file) => opened.has(file),
    edit(file, contentChanges) {
      version++;
      const textDocument = { uri: server.uri(file), version };
      void server.connection.sendNotification("textDocument/didChange", { textDocument, contentChanges });
      documents.set(file, TextDocument.update(documents.get(file) as TextDocument, [...contentChanges], version));
    },
    close(file) {
      opened.delete(file);
      documents.set(file, documentOf(file, stored.get(file) ?? ""));
      void server.connection.sendNotification("textDocument/didClose", { textDocument: { uri: server.uri(file) } });
    },
    open: openFile,
    save(file) {
      write(file, documents.get(file)?.getText() ?? "");
      void server.connection.sendNotification("textDocument/didSave", { textDocument: { uri: server.uri(file) } });
    },
    write,
    tellState() {
      const folder = join(server.dir, ".millrace");
      const found = existsSync(folder) ? readdirSync(folder, { recursive: true, encoding: "utf8" }) : [];
      const changes = found.map((path) => ({ uri: server.uri(`.millrace/${path}`), type: 1 }));
      void server.connection.sendNotification("workspace/didChangeWatchedFiles", { changes });
    },
    texts: () => ({ open: new Map([...opened].map((file) => [file, documents.get(file)?.getText() ?? ""])), disk: new Map(stored) }),
    async ended(runId) {
      while (!endings.has(runId) && server.process.exitCode === null) await nextNote();
    },
    async settled() {
      for (;;) {
        const next = nextNote();
        const { projects, state } = await server.connection.sendRequest<ServerStatus>(serverStatusRequest.method, {});
        if (projects.every(({ waiting: files }) => files === 0) && state.projects.every(({ checking }) => !checking)) break;
        await next;
      }
      const all = [...published].map(([uri, diagnostics]) => [uri, diagnostics.filter((each) => !isFailure(each))] as const);
      const some = all.filter(([, diagnostics]) => diagnostics.length > 0).sort(([a], [b]) => (a < b ? -1 : 1));
      return JSON.parse(JSON.stringify(Object.fromEntries(some)).replaceAll(server.dir, "")) as Record<string, unknown>;
    },
  };
}

const ENDS: ReadonlySet<string> = new Set(["RUN_SUCCESS", "RUN_FAILURE", "RUN_CANCELED"]);

function isFailure(diagnostic: unknown): boolean {
  return (diagnostic as { source?: string }).source === "millrace run";
}

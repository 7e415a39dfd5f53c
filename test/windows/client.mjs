// A client of the language server under the Node.js that runs it: opens a file, asks for a hover and lenses, breaks it, waits for problems.
import { spawn } from "node:child_process";
import { readFileSync } from "node:fs";
import path from "node:path";
import process from "node:process";
import { pathToFileURL } from "node:url";
import { createMessageConnection, StreamMessageReader, StreamMessageWriter } from "vscode-jsonrpc/node";

const [file, text] = ["src/assets.ts", readFileSync("src/assets.ts", "utf8")];
const server = spawn(process.execPath, ["node_modules/millrace/bin/millrace.js", "lsp", "--stdio"], { stdio: ["pipe", "pipe", "inherit"] });
const connection = createMessageConnection(new StreamMessageReader(server.stdout), new StreamMessageWriter(server.stdin));
const uri = pathToFileURL(path.resolve(file)).href;
let told;
const problems = [];
connection.onNotification("textDocument/publishDiagnostics", (note) => {
  // VS Code writes the drive as `c%3A`.
  if (!decodeURIComponent(note.uri).toLowerCase().endsWith(file)) return;
  problems.push(note.diagnostics);
  told?.();
});
connection.onRequest("workspace/codeLens/refresh", () => null);
connection.onRequest("client/registerCapability", () => null);
connection.listen();
await connection.sendRequest("initialize", {
  processId: process.pid,
  rootUri: null,
  capabilities: { textDocument: { hover: { contentFormat: ["plaintext"] } } },
  workspaceFolders: [{ uri: pathToFileURL(process.cwd()).href, name: "projekt" }],
  initializationOptions: { trusted: true },
});
await connection.sendNotification("initialized", {});
await connection.sendNotification("textDocument/didOpen", { textDocument: { uri, languageId: "typescript", version: 1, text } });
const at = text.slice(0, text.indexOf("total =")).split("\n");
const position = { line: at.length - 1, character: at.at(-1).length };
const hover = await connection.sendRequest("textDocument/hover", { textDocument: { uri }, position });
const lenses = await connection.sendRequest("textDocument/codeLens", { textDocument: { uri } });
const changed = text.replace("(numbers: number[])", "(numbrs: number[])");
const broken = new Promise((resolve) => {
  told = () =>
    problems.at(-1)?.some(({ code }) => code === "unknown-upstream") &&
    resolve(problems.map((all) => all.map(({ code, message }) => code ?? message)));
});
await connection.sendNotification("textDocument/didChange", { textDocument: { uri, version: 2 }, contentChanges: [{ text: changed }] });
console.log(JSON.stringify({ hover, lenses: lenses.length, problems: await broken }));
await connection.sendRequest("shutdown");
await connection.sendNotification("exit");

// Serves one client in a Node.js process.
import { LSPErrorCodes, Message, type MessageReader, type MessageWriter } from "vscode-languageserver";
import { type ConnectionOptions, createConnection, ProposedFeatures } from "vscode-languageserver/node";
import { nodePlatform } from "./node-platform.js";
import { startServer } from "./server.js";

/** Answers a canceled request at once if its handler has not started. */
const cancelUndispatched = (message: Message) => ({
  jsonrpc: "2.0",
  id: Message.isRequest(message) ? message.id : null,
  error: { code: LSPErrorCodes.RequestCancelled, message: "canceled" },
});
const options: ConnectionOptions = { connectionStrategy: { cancelUndispatched } };

/** The client is at the other end of `ends`, or of what the arguments of the process name: `--stdio`, `--node-ipc`, `--socket=…`. */
export function serve(ends?: { readonly reader: MessageReader; readonly writer: MessageWriter }): void {
  const connection = ends
    ? createConnection(ProposedFeatures.all, ends.reader, ends.writer, options)
    : createConnection(ProposedFeatures.all, options);
  startServer(connection, nodePlatform());
}

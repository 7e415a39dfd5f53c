// Starts the language server on the connection its arguments name: `--stdio`, `--node-ipc`, `--socket=…`.
import { LSPErrorCodes, Message } from "vscode-languageserver";
import { createConnection, ProposedFeatures } from "vscode-languageserver/node";
import { startServer } from "./server.js";

/** What the client no longer wants and nobody has begun is answered at once. */
const cancelUndispatched = (message: Message) => ({
  jsonrpc: "2.0",
  id: Message.isRequest(message) ? message.id : null,
  error: { code: LSPErrorCodes.RequestCancelled, message: "canceled" },
});

startServer(createConnection(ProposedFeatures.all, { connectionStrategy: { cancelUndispatched } }));

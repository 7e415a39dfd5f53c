// Starts the language server on the connection its arguments name: `--stdio`, `--node-ipc`, `--socket=…`.
import { setFlagsFromString } from "node:v8";
import { LSPErrorCodes, Message } from "vscode-languageserver";
import { createConnection, ProposedFeatures } from "vscode-languageserver/node";
import { nodePlatform } from "./node-platform.js";
import { startServer } from "./server.js";

// V8 lets garbage grow to three times what lives before it looks; at once that, memory is a third less and answers are as fast.
setFlagsFromString("--heap-growing-percent=100");

/** What the client no longer wants and nobody has begun is answered at once. */
const cancelUndispatched = (message: Message) => ({
  jsonrpc: "2.0",
  id: Message.isRequest(message) ? message.id : null,
  error: { code: LSPErrorCodes.RequestCancelled, message: "canceled" },
});

startServer(createConnection(ProposedFeatures.all, { connectionStrategy: { cancelUndispatched } }), nodePlatform());

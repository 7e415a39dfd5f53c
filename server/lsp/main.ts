// Starts the language server on the connection its arguments name: `--stdio`, `--node-ipc`, `--socket=…`.
import { createConnection, ProposedFeatures } from "vscode-languageserver/node";
import { startServer } from "./server.js";

startServer(createConnection(ProposedFeatures.all));

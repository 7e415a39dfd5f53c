// The entry of the server in a worker of a browser. It uses messages of the worker for the protocol.
import { BrowserMessageReader, BrowserMessageWriter, createConnection, ProposedFeatures } from "vscode-languageserver/browser";
import { startServer } from "./server.js";
import { type WebPlatformOptions, webPlatform } from "./web-platform.js";

/** `esbuild.mjs` inserts it. */
declare const __builtIn: WebPlatformOptions;

const worker = globalThis as unknown as ConstructorParameters<typeof BrowserMessageReader>[0];
const connection = createConnection(ProposedFeatures.all, new BrowserMessageReader(worker), new BrowserMessageWriter(worker));
startServer(connection, webPlatform(connection, __builtIn));

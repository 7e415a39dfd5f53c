// The door of the server in a worker of a browser: speaks the protocol in messages of the worker.
import { BrowserMessageReader, BrowserMessageWriter, createConnection, ProposedFeatures } from "vscode-languageserver/browser";
import { startServer } from "./server.js";
import { type WebPlatformOptions, webPlatform } from "./web-platform.js";

/** `esbuild.mjs` puts it here. */
declare const __builtIn: WebPlatformOptions;

const worker = globalThis as unknown as ConstructorParameters<typeof BrowserMessageReader>[0];
const connection = createConnection(ProposedFeatures.all, new BrowserMessageReader(worker), new BrowserMessageWriter(worker));
startServer(connection, webPlatform(connection, __builtIn));

// Opens the examples in a real VS Code in the browser, with the packaged extension installed. Usage: npm run editor [folder]
import { existsSync } from "node:fs";
import path from "node:path";
import { startServer } from "./server.js";
import { editorVersions } from "./versions.js";

const folder = path.resolve(process.argv[2] ?? "examples");
if (!existsSync(folder)) {
  console.error(`${folder}: no such folder. Name one that exists, or none for the examples.`);
  process.exit(2);
}
const vsix = path.resolve("millrace.vsix");
const server = await startServer({ version: editorVersions.newest, vsix, asksForTrust: false, name: "open" });

console.log(`
VS Code ${server.version.vscode} with Millrace is open at

  http://localhost:${server.port}/?folder=${encodeURIComponent(folder)}

Open a file under src, or run "Millrace: Show asset graph" from the palette (F1). Ctrl+C here ends it.
In a desktop VS Code: code --install-extension ${path.relative(process.cwd(), vsix)}
`);

for (const signal of ["SIGINT", "SIGTERM"] as const) {
  process.once(signal, async () => {
    await server.stop();
    process.exit(0);
  });
}

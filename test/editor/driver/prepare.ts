// Installs once what the editor tests need, and prints what is installed. `npm test` runs it before the editor tests.
import { ensureChromium } from "./chromium.js";
import { ensureEditor } from "./install.js";
import { editorVersions } from "./versions.js";

const browser = ensureChromium();
const versions = Object.values(editorVersions);
for (const version of versions) ensureEditor(version);
console.log(`VS Code ${versions.map((version) => version.vscode).join(" and ")} are ready; the browser is ${browser}.`);

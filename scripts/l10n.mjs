// Generates l10n/bundle.l10n.json from the sources: every string that users may see, for translators.
import { readdirSync, readFileSync, writeFileSync } from "node:fs";
import { createRequire } from "node:module";
import path from "node:path";
import process from "node:process";
import { fileURLToPath } from "node:url";

const root = path.dirname(import.meta.dirname);
// The package is CommonJS, and has no named exports for `import`.
const { getL10nJson } = createRequire(import.meta.url)("@vscode/l10n-dev");

/** The import as written in every source. The extractor recognizes only this name. */
const IMPORT = 'import * as l10n from "@vscode/l10n";';

/** The correct text of the bundle. Its keys are sorted, so that a change is a small diff. */
export async function freshBundle() {
  const files = ["client", "server", "webview", "runtime"].flatMap(sourcesBelow);
  const texts = files.map((file) => readFileSync(path.join(root, file), "utf8")).filter((text) => text.includes(IMPORT));
  // All sources are joined to one text, because the extractor loads its grammar and queries for each text, which takes most of the time.
  const contents = IMPORT + texts.map((text) => text.replace(IMPORT, "")).join("\n");
  const found = await getL10nJson([{ extension: ".ts", contents }]);
  const sorted = Object.entries(found).sort(([a], [b]) => (a < b ? -1 : 1));
  return `${JSON.stringify(Object.fromEntries(sorted), null, 2)}\n`;
}

function sourcesBelow(folder) {
  return readdirSync(path.join(root, folder), { withFileTypes: true }).flatMap((entry) => {
    const file = `${folder}/${entry.name}`;
    if (entry.isDirectory()) return entry.name === "dist" || entry.name === "node_modules" ? [] : sourcesBelow(file);
    return file.endsWith(".ts") && !file.endsWith(".d.ts") ? [file] : [];
  });
}

if (process.argv[1] === fileURLToPath(import.meta.url)) {
  const text = await freshBundle();
  writeFileSync(path.join(root, "l10n/bundle.l10n.json"), text);
  const english = Object.keys(JSON.parse(text));
  console.log(`${english.length} strings.`);
  for (const bundle of readdirSync(path.join(root, "l10n")).filter((name) => /^bundle\.l10n\..+\.json$/.test(name))) {
    const translated = Object.keys(JSON.parse(readFileSync(path.join(root, "l10n", bundle), "utf8")));
    for (const key of english.filter((each) => !translated.includes(each)))
      console.log(`to translate in ${bundle}: ${JSON.stringify(key)}`);
    for (const key of translated.filter((each) => !english.includes(each))) console.log(`to remove from ${bundle}: ${JSON.stringify(key)}`);
  }
}

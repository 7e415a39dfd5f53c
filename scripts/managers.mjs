// Writes the list of the managers' static facts: every static-facts.ts in a folder of runtime/io. Usage: node scripts/managers.mjs
import { readdirSync, writeFileSync } from "node:fs";
import path from "node:path";
import { fileURLToPath } from "node:url";

const io = path.join(path.dirname(import.meta.dirname), "runtime/io");

/** Path, relative to the repository, of the list. */
export const LIST = "runtime/io/all-static-facts.ts";

/** The text that the list should have. Every export of a static-facts.ts is `StaticFacts` or a list of them. */
export function freshList() {
  const folders = readdirSync(io, { recursive: true })
    .map((file) => file.replaceAll("\\", "/"))
    .flatMap((file) => /^(.+)\/static-facts\.ts$/.exec(file)?.[1] ?? [])
    .sort();
  const nameOf = (folder) => folder.replace(/[/-](\w)/g, (_all, letter) => letter.toUpperCase());
  return [
    "// The static facts of every I/O manager of this package. Written by scripts/managers.mjs.",
    'import type { StaticFacts } from "../contract/manager-facts.js";',
    ...folders.map((folder) => `import * as ${nameOf(folder)} from "./${folder}/static-facts.js";`),
    "",
    `const MODULES = [${folders.map(nameOf).join(", ")}];`,
    "",
    "export const ALL_STATIC_FACTS = MODULES.flatMap((each) => Object.values(each).flat()) as StaticFacts[];\n",
  ].join("\n");
}

if (process.argv[1] === fileURLToPath(import.meta.url)) writeFileSync(path.join(path.dirname(import.meta.dirname), LIST), freshList());

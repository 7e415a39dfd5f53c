// The examples of docs/problems.md as projects.
import { readFileSync } from "node:fs";
import { type Fixture, fixture } from "./fixture.js";
import { repository } from "./repository.js";

export const problemPage = readFileSync(`${repository}/docs/problems.md`, "utf8");

const sections = new Map(problemPage.split(/^## /m).map((section) => [section.slice(0, section.indexOf("\n")).trim(), section]));

const IMPORT = `import { ${[
  "asset",
  "DailyPartitionsDefinition",
  "InMemoryIOManager",
  "LastPartitionMapping",
  "StaticPartitionsDefinition",
  "TimeWindowPartitionMapping",
].join(", ")} } from "millrace";\n`;

/** The examples of a code's section. */
export function examplesOf(code: string, kind: "wrong" | "right"): string[] {
  return [...(sections.get(code) ?? "").matchAll(/^```ts\n([\s\S]*?)^```/gm)].flatMap(([, text = ""]) =>
    text.startsWith(`// ${kind}`) ? [text] : [],
  );
}

/** An example as a project: `// path` starts a file, and the first one is src/assets.ts. Assets need not import the SDK. */
export function projectOf(example: string): Fixture {
  const files = example.split(/^\/\/ (?=\S+\.(?:ts|json)$)/m);
  const named = files.slice(1).map((file) => [file.slice(0, file.indexOf("\n")), file.slice(file.indexOf("\n") + 1)]);
  if (!named.some(([name]) => name === "src/assets.ts")) named.push(["src/assets.ts", files[0] ?? ""]);
  return fixture(named.map(([name, text]) => `//- /${name}\n${name === "src/assets.ts" ? IMPORT : ""}${text}`).join(""));
}

// Every problem has its section in docs/problems.md, whose wrong example shows that problem alone, and whose right one none.
import { readFileSync } from "node:fs";
import { describe, expect, test } from "vitest";
import { DEFAULT_SEVERITY, type ProblemCode } from "../../runtime/contract/problem.js";
import { problemsOf } from "../support/check.js";
import { fixture } from "../support/fixture.js";

const page = readFileSync(new URL("../../docs/problems.md", import.meta.url), "utf8");
const codes = Object.keys(DEFAULT_SEVERITY) as ProblemCode[];
const sections = new Map(page.split(/^## /m).map((section) => [section.slice(0, section.indexOf("\n")).trim(), section]));

const IMPORT = `import { ${[
  "asset",
  "DailyPartitionsDefinition",
  "InMemoryIOManager",
  "LastPartitionMapping",
  "StaticPartitionsDefinition",
  "TimeWindowPartitionMapping",
].join(", ")} } from "millrace";\n`;

/** An example as a project: `// path` starts a file, the first is src/assets.ts; assets need not import the SDK. */
function projectOf(example: string): ReturnType<typeof fixture> {
  const files = example.split(/^\/\/ (?=\S+\.(?:ts|json)$)/m);
  const named = files.slice(1).map((file) => [file.slice(0, file.indexOf("\n")), file.slice(file.indexOf("\n") + 1)]);
  if (!named.some(([name]) => name === "src/assets.ts")) named.push(["src/assets.ts", files[0] ?? ""]);
  return fixture(named.map(([name, text]) => `//- /${name}\n${name === "src/assets.ts" ? IMPORT : ""}${text}`).join(""));
}

test("the table of the page lists every problem with its severity, in the order of the code", () => {
  const rows = [...page.matchAll(/^\| \[`([a-z-]+)`\]\(#([a-z-]+)\) \| (\w+) \|/gm)];
  expect(rows.map(([, code, anchor, severity]) => [code, anchor, severity])).toEqual(
    Object.entries(DEFAULT_SEVERITY).map(([code, severity]) => [code, code, severity]),
  );
});

describe.each(codes)("%s", (code) => {
  const examples = (kind: "wrong" | "right") =>
    [...(sections.get(code) ?? "").matchAll(/^```ts\n([\s\S]*?)^```/gm)].flatMap(([, text = ""]) =>
      text.startsWith(`// ${kind}`) ? [text] : [],
    );

  test("the wrong example is that and nothing else", () => {
    expect(examples("wrong").length).toBeGreaterThan(0);
    for (const example of examples("wrong"))
      expect([...new Set(problemsOf(projectOf(example), true).map((problem) => problem.code))]).toEqual([code]);
  });

  test("the right example is right", () => {
    expect(examples("right").length).toBeGreaterThan(0);
    for (const example of examples("right")) expect(problemsOf(projectOf(example), true).map(({ message }) => message)).toEqual([]);
  });
});

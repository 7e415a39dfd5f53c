// The examples in the guides and in docs/io-managers compile against the current package.
import { readdirSync, readFileSync } from "node:fs";
import { dirname, join, resolve } from "node:path";
import ts from "typescript";
import { expect, it } from "vitest";
import { repository } from "../../support/repository.js";

const DOCS = join(repository, "docs");
const PAGES = [
  "storage.md",
  "coming-from-scripts.md",
  "partitions.md",
  "testing.md",
  "write-an-io-manager.md",
  ...readdirSync(join(DOCS, "io-managers")).map((name) => `io-managers/${name}`),
];

it("every example compiles", () => {
  const sources = new Map<string, string>();
  for (const page of PAGES) {
    const blocks = [...readFileSync(join(DOCS, page), "utf8").matchAll(/^```ts\n([\s\S]*?)^```/gm)];
    blocks.forEach(([, code = ""], at) => {
      // A block may name its file, so that other blocks of the page can import it.
      const name = /^\/\/ (\S+\.ts)\n/.exec(code)?.[1] ?? `example-${at + 1}.ts`;
      sources.set(join(repository, "test/processes/runtime", page.replaceAll("/", "-"), name), code);
    });
  }
  expect(sources.size).toBeGreaterThan(6);
  const options: ts.CompilerOptions = {
    strict: true,
    noEmit: true,
    skipLibCheck: true,
    types: ["node"],
    target: ts.ScriptTarget.ES2023,
    module: ts.ModuleKind.ESNext,
    moduleResolution: ts.ModuleResolutionKind.Bundler,
    paths: { millrace: [join(repository, "runtime/sdk/index.ts")], "millrace/testing": [join(repository, "runtime/testing/index.ts")] },
  };
  const host = ts.createCompilerHost(options);
  const { readFile, fileExists } = host;
  host.readFile = (file) => sources.get(resolve(file)) ?? readFile(file);
  host.fileExists = (file) => sources.has(resolve(file)) || fileExists(file);
  const { directoryExists } = host;
  host.directoryExists = (folder) =>
    [...sources.keys()].some((file) => dirname(file) === resolve(folder)) || directoryExists?.(folder) === true;
  const getSourceFile = host.getSourceFile.bind(host);
  host.getSourceFile = (file, version, ...rest) => {
    const text = sources.get(resolve(file));
    return text === undefined ? getSourceFile(file, version, ...rest) : ts.createSourceFile(file, text, version);
  };
  const program = ts.createProgram([...sources.keys()], options, host);
  const wrong = [...sources.keys()].flatMap((file) => {
    const source = program.getSourceFile(file);
    const found = [...program.getSyntacticDiagnostics(source), ...program.getSemanticDiagnostics(source)];
    return found.map((one) => `${file.slice(repository.length + 14)}: ${ts.flattenDiagnosticMessageText(one.messageText, "\n")}`);
  });
  expect(wrong).toEqual([]);
});

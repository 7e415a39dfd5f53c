// The examples in docs/io-managers compile, against the package as it is.
import { readdirSync, readFileSync } from "node:fs";
import { join, resolve } from "node:path";
import ts from "typescript";
import { expect, it } from "vitest";

const ROOT = resolve(import.meta.dirname, "../..");
const PAGES = join(ROOT, "docs/io-managers");

it("every example compiles", { timeout: 120_000 }, () => {
  const sources = new Map<string, string>();
  for (const page of readdirSync(PAGES).filter((name) => name.endsWith(".md"))) {
    const blocks = [...readFileSync(join(PAGES, page), "utf8").matchAll(/^```ts\n([\s\S]*?)^```/gm)];
    for (const [at, [, code = ""]] of blocks.entries()) sources.set(join(ROOT, "test/runtime", `${page}-${at + 1}.ts`), code);
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
    paths: { millrace: [join(ROOT, "runtime/sdk/index.ts")], "millrace/testing": [join(ROOT, "runtime/testing/index.ts")] },
  };
  const host = ts.createCompilerHost(options);
  const { readFile, fileExists } = host;
  host.readFile = (file) => sources.get(resolve(file)) ?? readFile(file);
  host.fileExists = (file) => sources.has(resolve(file)) || fileExists(file);
  const getSourceFile = host.getSourceFile.bind(host);
  host.getSourceFile = (file, version, ...rest) => {
    const text = sources.get(resolve(file));
    return text === undefined ? getSourceFile(file, version, ...rest) : ts.createSourceFile(file, text, version);
  };
  const program = ts.createProgram([...sources.keys()], options, host);
  const wrong = [...sources.keys()].flatMap((file) => {
    const source = program.getSourceFile(file);
    const found = [...program.getSyntacticDiagnostics(source), ...program.getSemanticDiagnostics(source)];
    return found.map((one) => `${file.slice(ROOT.length + 14)}: ${ts.flattenDiagnosticMessageText(one.messageText, "\n")}`);
  });
  expect(wrong).toEqual([]);
});

// The published declarations only refer to packages that are installed with ours.
import { readFileSync } from "node:fs";
import { basename, dirname, join, resolve } from "node:path";
import ts from "typescript";
import { expect, it } from "vitest";
import { repository } from "../../support/repository.js";

const RUNTIME = resolve(repository, "runtime");
const { dependencies, exports } = JSON.parse(readFileSync(join(RUNTIME, "package.json"), "utf8")) as {
  dependencies: Record<string, string>;
  exports: Record<string, { types?: string } | string>;
};

it.each(Object.entries(exports).flatMap(([door, entry]) => (typeof entry === "object" && entry.types ? [[door, entry.types]] : [])))(
  "%s",
  (_door, types) => {
    const foreign = new Set<string>();
    const seen = new Set<string>();
    const visit = (file: string): void => {
      if (seen.has(file)) return;
      seen.add(file);
      for (const [, specifier = ""] of readFileSync(file, "utf8").matchAll(/(?:from|import\() ?["']([^"']+)["']/g)) {
        if (specifier.startsWith(".")) visit(resolve(dirname(file), specifier.replace(/\.js$/, ".d.ts")));
        else if (!specifier.startsWith("node:")) foreign.add(specifier);
      }
    };
    visit(join(RUNTIME, types as string));
    expect([...seen].map((file) => basename(file))).toContain("shared.d.ts");
    expect(
      [...foreign].filter(
        (name) =>
          dependencies[
            name
              .split("/")
              .slice(0, name.startsWith("@") ? 2 : 1)
              .join("/")
          ] === undefined,
      ),
    ).toEqual([]);
  },
);

it("with isolatedDeclarations, as the documentation writes it", () => {
  const page = readFileSync(join(repository, "docs/environments.md"), "utf8");
  const written = /^## TypeScript\n[\s\S]*?```ts\n([\s\S]*?)```/m.exec(page)?.[1] ?? "";
  const mistakes = (text: string) =>
    ts.transpileDeclaration(text, { reportDiagnostics: true, compilerOptions: { isolatedDeclarations: true, declaration: true } })
      .diagnostics ?? [];
  expect(written).toContain("Asset<");
  expect(mistakes(written)).toEqual([]);
  expect(mistakes(written.replace(/: Asset<.*?> = /g, " = "))).toHaveLength(2);

  const file = join(repository, "examples/shop/src/isolated.ts");
  const options: ts.CompilerOptions = {
    strict: true,
    module: ts.ModuleKind.NodeNext,
    target: ts.ScriptTarget.ES2023,
    types: [],
    noEmit: true,
  };
  const host = ts.createCompilerHost(options);
  const source = host.getSourceFile;
  host.fileExists = (path) => path === file || ts.sys.fileExists(path);
  host.getSourceFile = (path, language) => (path === file ? ts.createSourceFile(path, written, language) : source(path, language));
  host.readFile = (path) => (path === file ? written : ts.sys.readFile(path));
  const program = ts.createProgram([file], options, host);
  expect(ts.getPreEmitDiagnostics(program).map(({ messageText }) => messageText)).toEqual([]);
});

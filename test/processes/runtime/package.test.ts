// The npm package brings what it imports: each package that a built file names is one of its dependencies, or of its users' own.
import { readdirSync, readFileSync } from "node:fs";
import { isBuiltin } from "node:module";
import { join } from "node:path";
import { ts } from "ts-morph";
import { expect, test } from "vitest";
import { repository } from "../../support/repository.js";

const runtime = join(repository, "runtime");
const manifest = JSON.parse(readFileSync(join(runtime, "package.json"), "utf8")) as Record<string, Record<string, string> | undefined>;

test("every package that a built file imports is declared", () => {
  const { dependencies = {}, optionalDependencies = {}, peerDependencies = {} } = manifest;
  const declared = new Set(["millrace", ...Object.keys({ ...dependencies, ...optionalDependencies, ...peerDependencies })]);
  const files = readdirSync(join(runtime, "dist"), { recursive: true, encoding: "utf8" }).filter((file) => /\.[cm]?js$/.test(file));
  expect(files.length).toBeGreaterThan(5);
  const missing = new Set<string>();
  for (const file of files) {
    const text = readFileSync(join(runtime, "dist", file), "utf8");
    for (const { fileName: name } of ts.preProcessFile(text, true, true).importedFiles) {
      if (name.startsWith(".")) continue;
      const owner = name.split("/", name.startsWith("@") ? 2 : 1).join("/");
      if (!isBuiltin(name) && !declared.has(owner)) missing.add(`${file}: ${name}`);
    }
  }
  expect([...missing]).toEqual([]);
});

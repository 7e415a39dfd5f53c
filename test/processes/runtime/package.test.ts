// The npm package declares what it imports: each package in a built file is a dependency or a peer dependency.
import { readdirSync, readFileSync } from "node:fs";
import { isBuiltin } from "node:module";
import { join } from "node:path";
import { build } from "esbuild";
import { expect, test } from "vitest";
import { repository } from "../../support/repository.js";

const runtime = join(repository, "runtime");
const manifest = JSON.parse(readFileSync(join(runtime, "package.json"), "utf8")) as Record<string, Record<string, string> | undefined>;

test("every package that a built file imports is declared", async () => {
  const { dependencies = {}, optionalDependencies = {}, peerDependencies = {} } = manifest;
  const declared = new Set(["millrace", ...Object.keys({ ...dependencies, ...optionalDependencies, ...peerDependencies })]);
  const files = readdirSync(join(runtime, "dist"), { recursive: true, encoding: "utf8" }).filter((file) => /\.[cm]?js$/.test(file));
  const { metafile } = await build({
    entryPoints: files.map((file) => join(runtime, "dist", file)),
    outdir: "none",
    write: false,
    bundle: true,
    metafile: true,
    packages: "external",
    platform: "node",
    format: "esm",
    logLevel: "silent",
  });
  const named = Object.entries(metafile.inputs).flatMap(([file, { imports }]) =>
    imports.flatMap(({ path, external }) => (external && !isBuiltin(path) && path !== "<runtime>" ? [{ file, name: nameOf(path) }] : [])),
  );
  expect(new Set(named.map(({ name }) => name))).toContain("luxon");
  expect(named.filter(({ name }) => !declared.has(name))).toEqual([]);
});

/** `"@scope/name/inside"` → `"@scope/name"`. */
function nameOf(path: string): string {
  return path.split("/", path.startsWith("@") ? 2 : 1).join("/");
}

// The lockfile works on every platform: `npm ci` refuses one without a platform's optional packages, and native modules would be missing.
import { readFileSync } from "node:fs";
import { expect, test } from "vitest";
import { repository } from "../support/repository.js";

interface Locked {
  readonly version?: string;
  readonly os?: readonly string[];
  readonly cpu?: readonly string[];
  readonly libc?: readonly string[];
  readonly optionalDependencies?: Readonly<Record<string, string>>;
}

const { packages } = JSON.parse(readFileSync(`${repository}/package-lock.json`, "utf8")) as { packages: Readonly<Record<string, Locked>> };

/** Resolves a package from `folder` like Node.js; undefined if it is not in the lockfile. */
function found(folder: string, name: string): Locked | undefined {
  const here = packages[`${folder === "" ? "" : `${folder}/`}node_modules/${name}`];
  if (here || folder === "") return here;
  const above = folder.lastIndexOf("node_modules/");
  return found(above <= 0 ? "" : folder.slice(0, above - 1), name);
}

test("every platform's optional packages are locked", () => {
  const missing = Object.entries(packages).flatMap(([folder, { optionalDependencies = {} }]) =>
    Object.keys(optionalDependencies)
      .filter((name) => found(folder, name) === undefined)
      .map((name) => `${name}, which ${folder === "" ? "the repository" : folder} wants on its platform`),
  );
  expect(missing).toEqual([]);
});

test.each([
  ["linux", "x64"],
  ["linux", "arm64"],
  ["darwin", "x64"],
  ["darwin", "arm64"],
  ["win32", "x64"],
  ["win32", "arm64"],
])("%s %s has a binary of DuckDB, esbuild and Biome", (os, cpu) => {
  const lacking = ["@duckdb/node-bindings", "esbuild", "@biomejs/biome"].filter((name) => {
    const optional = Object.keys(packages[`node_modules/${name}`]?.optionalDependencies ?? {});
    return !optional.some((each) => {
      const locked = packages[`node_modules/${each}`];
      return locked?.os?.includes(os) && locked.cpu?.includes(cpu);
    });
  });
  expect(lacking).toEqual([]);
});

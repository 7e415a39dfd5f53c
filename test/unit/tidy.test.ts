// Repository rules that no compiler checks: first lines, lengths, names, and forbidden words.
import { readdirSync, readFileSync } from "node:fs";
import path from "node:path";
import { describe, expect, test } from "vitest";
import { repository } from "../support/repository.js";

const root = repository;
const rooms = ["runtime", "server", "client", "webview", "test", "scripts", "examples"];
const sources = [...rooms.flatMap(filesBelow), "esbuild.mjs", "vitest.config.ts", ".dependency-cruiser.cjs"]
  .filter((file) => /\.(ts|mts|mjs|cjs|js)$/.test(file))
  .map((file) => ({ file, text: readFileSync(path.join(root, file), "utf8") }));

test("there are sources to look at", () => {
  expect(sources.length).toBeGreaterThan(30);
});

test("the first line of every file says what it is for", () => {
  const silent = sources.filter(({ text }) => !/^(#!.*\n)?\/\/ \S.{10,}/.test(text));
  expect(silent.map(({ file }) => file)).toEqual([]);
});

test("no file is longer than 500 lines", () => {
  const long = sources.filter(({ text }) => text.split("\n").length > 500);
  expect(long.map(({ file }) => file)).toEqual([]);
});

test("files are named for what they export", () => {
  const vague = sources.filter(
    ({ file }) => /(^|\/)(utils?|helpers?|common|misc)(\/|\.)/.test(file) || !/^[a-z0-9.-]+$/.test(path.basename(file)),
  );
  expect(vague.map(({ file }) => file)).toEqual([]);
});

describe("what may be named where", () => {
  const walls = [
    {
      what: "the archived toolkit",
      pattern: /@vscode\/webview-ui-toolkit|(?<!-)\bvscode-(button|text-field|progress-ring|divider|tag)\b/,
      only: /^(webview\/controls\.ts|\.dependency-cruiser\.cjs)$/,
    },
    { what: "ts-morph", pattern: /from "(ts-morph|@ts-morph\/)/, only: /^server\/analysis\/reader\// },
    { what: "vscode", pattern: /from "vscode"/, only: /^client\// },
    { what: "esbuild", pattern: /(from|import\() ?"esbuild"/, only: /^(runtime\/worker\/|esbuild\.mjs$|scripts\/run-ts\.mjs$|test\/)/ },
  ];
  test.each(walls)("$what", ({ pattern, only }) => {
    const strays = sources.filter(({ file, text }) => file !== "test/unit/tidy.test.ts" && !only.test(file) && pattern.test(text));
    expect(strays.map(({ file }) => file)).toEqual([]);
  });
});

test("nothing speaks of one machine", () => {
  // Written in parts, so that this file does not match itself.
  const forbidden = [/["'`]\/work\//, /\/root\//, new RegExp(`registry${"\\."}npmjs`), new RegExp(`F${"IX"}ME|X${"XX"}`)];
  const strays = sources.filter(({ file, text }) => file !== "test/unit/tidy.test.ts" && forbidden.some((pattern) => pattern.test(text)));
  expect(strays.map(({ file }) => file)).toEqual([]);
});

test("the lockfile names no registry", () => {
  const lock = readFileSync(path.join(root, "package-lock.json"), "utf8");
  expect(lock.match(/"resolved": "https?:/g) ?? []).toEqual([]);
});

test(".vscodeignore is an allow-list", () => {
  const lines = readFileSync(path.join(root, ".vscodeignore"), "utf8")
    .split("\n")
    .filter((line) => line !== "" && !line.startsWith("#"));
  expect(lines[0]).toBe("**");
  expect(lines.slice(1).filter((line) => !line.startsWith("!") || line.includes("*"))).toEqual([]);
});

/** Paths relative to the root, without built files, installed files and fixtures. */
function filesBelow(folder: string): string[] {
  const skipped = new Set(["node_modules", "dist", "workspaces", "project", "data", "screenshots"]);
  let entries: import("node:fs").Dirent[];
  try {
    entries = readdirSync(path.join(root, folder), { withFileTypes: true });
  } catch {
    return [];
  }
  return entries.flatMap((entry) => {
    if (skipped.has(entry.name) || entry.name.startsWith(".")) return [];
    const file = `${folder}/${entry.name}`;
    return entry.isDirectory() ? filesBelow(file) : [file];
  });
}

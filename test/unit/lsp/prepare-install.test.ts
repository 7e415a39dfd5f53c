// The settings for pnpm before it installs: in the workspace's own file, which is never duplicated.
import { existsSync, mkdirSync, readFileSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { beforeEach, expect, test } from "vitest";
import { managerOfAgent } from "../../../runtime/contract/package-manager.js";
import { prepareInstall } from "../../../server/lsp/prepare-install.js";
import { temporaryFolder } from "../../support/temporary-folder.js";

let root: string;
let dir: string;
let file: string;

beforeEach(async () => {
  root = await temporaryFolder();
  dir = join(root, "packages/assets");
  mkdirSync(dir, { recursive: true });
  file = join(root, "pnpm-workspace.yaml");
});

test("a project by itself gets a file that says it", () => {
  const own = join(dir, "pnpm-workspace.yaml");
  expect(prepareInstall(dir, "pnpm")).toEqual({ file: own, note: null });
  expect(readFileSync(own, "utf8")).toContain("allowBuilds:\n  esbuild: false\n");
  expect(prepareInstall(dir, "pnpm")).toEqual({ file: null, note: null });
});

test.each([
  ["packages:\n  # ours\n  - packages/*\n", "packages:\n  # ours\n  - packages/*\nallowBuilds:\n  esbuild: false\n"],
  ["allowBuilds:\n  sharp: true # pictures\n", "allowBuilds:\n  sharp: true # pictures\n  esbuild: false\n"],
  ["", "allowBuilds:\n  esbuild: false\n"],
])("a workspace says it in its own file, of which everything stays", (before, after) => {
  writeFileSync(file, before);
  expect(prepareInstall(dir, "pnpm")).toEqual({ file, note: null });
  expect(readFileSync(file, "utf8")).toBe(after);
  expect(existsSync(join(dir, "pnpm-workspace.yaml"))).toBe(false);
});

test("what the workspace has decided stays", () => {
  const text = "allowBuilds: { esbuild: true }\n";
  writeFileSync(file, text);
  expect(prepareInstall(dir, "pnpm")).toEqual({ file: null, note: null });
  expect(readFileSync(file, "utf8")).toBe(text);
});

test.each(["packages: [", "- a list\n", "allowBuilds: all\n"])("a file that cannot be changed is told, and stays", (text) => {
  writeFileSync(file, text);
  const { file: changed, note } = prepareInstall(dir, "pnpm");
  expect(changed).toBeNull();
  expect(note).toContain(`write "esbuild: false" below allowBuilds in ${file}`);
  expect(readFileSync(file, "utf8")).toBe(text);
});

test("other package managers need nothing", () => {
  for (const manager of ["npm", "yarn", "bun"] as const) expect(prepareInstall(dir, manager)).toEqual({ file: null, note: null });
});

test("who started the command is told by its user agent", () => {
  expect(managerOfAgent("pnpm/12.21.0 npm/? node/v24.1.0 linux x64")).toBe("pnpm");
  expect(managerOfAgent("npm/10.8.2 node/v20.20.2 linux x64 workspaces/false")).toBe("npm");
  expect(managerOfAgent(undefined)).toBeUndefined();
});

// How analysis sees a disk that is partly unreadable.
import { chmodSync, mkdirSync, mkdtempSync, realpathSync, rmSync, symlinkSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterEach, beforeEach, expect, test } from "vitest";
import { createWorkspace } from "../../../server/analysis/index.js";
import { nodeFiles } from "../../../server/lsp/node-files.js";

let dir: string;

beforeEach(() => {
  dir = realpathSync(mkdtempSync(join(tmpdir(), "millrace-files-")));
  mkdirSync(join(dir, "shop/src"), { recursive: true });
  writeFileSync(join(dir, "shop/millrace.config.ts"), "");
  writeFileSync(join(dir, "shop/src/assets.ts"), "");
});

afterEach(() => rmSync(dir, { recursive: true, force: true }));

const found = () => {
  const workspace = createWorkspace(nodeFiles);
  workspace.apply([{ kind: "folder-added", path: dir }]);
  return workspace.projects().map((project) => project.dir);
};

test("a link to itself, and one to nothing, are as if they were not there, and hide nothing beside them", () => {
  for (const folder of [dir, join(dir, "shop/src")]) {
    symlinkSync("loop", join(folder, "loop"));
    symlinkSync("nowhere", join(folder, "dangling.ts"));
  }
  symlinkSync("src", join(dir, "shop/linked"));
  symlinkSync("src/assets.ts", join(dir, "shop/linked.ts"));
  expect(nodeFiles.list(join(dir, "shop/src"))).toEqual([{ name: "assets.ts", kind: "file" }]);
  expect(nodeFiles.list(join(dir, "shop"))).toEqual([
    { name: "linked", kind: "directory" },
    { name: "linked.ts", kind: "file" },
    { name: "millrace.config.ts", kind: "file" },
    { name: "src", kind: "directory" },
  ]);
  expect([nodeFiles.fileExists(join(dir, "loop")), nodeFiles.directoryExists(join(dir, "loop/below"))]).toEqual([false, false]);
  expect(found()).toEqual([join(dir, "shop")]);
});

test.skipIf(process.getuid?.() === 0 || process.platform === "win32")("a folder of somebody else hides no project", () => {
  mkdirSync(join(dir, "other"));
  chmodSync(join(dir, "other"), 0o000);
  expect(nodeFiles.fileExists(join(dir, "other/millrace.config.ts"))).toBe(false);
  expect(found()).toEqual([join(dir, "shop")]);
  chmodSync(join(dir, "other"), 0o700);
});

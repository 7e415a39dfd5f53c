// Files are written completely or not at all.
import { writeFileSync } from "node:fs";
import { mkdir, open, readdir, readFile } from "node:fs/promises";
import { join } from "node:path";
import { setTimeout } from "node:timers/promises";
import { beforeEach, expect, it } from "vitest";
import { writeDurably } from "../../../runtime/disk/durable-file.js";
import { temporaryFolder } from "../../support/temporary-folder.js";

let dir: string;

beforeEach(async () => {
  dir = await temporaryFolder();
});

it("one that somebody is reading is replaced, if only when it was read", async () => {
  const path = join(dir, "value.json");
  writeFileSync(path, "old");
  const reader = await open(path, "r");
  await Promise.all([writeDurably(path, "new"), setTimeout(100).then(() => reader.close())]);
  expect(await readFile(path, "utf8")).toBe("new");
  expect(await readdir(dir)).toEqual(["value.json"]);
});

it("where it cannot be put, nothing is left behind", async () => {
  await mkdir(join(dir, "value.json", "below"), { recursive: true });
  await expect(writeDurably(join(dir, "value.json"), "new")).rejects.toThrow(/value\.json/);
  expect(await readdir(dir)).toEqual(["value.json"]);
});

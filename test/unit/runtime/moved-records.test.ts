// The rest of a move that was killed: it is completed for the key that now has the records, and for no other key.
import { mkdirSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { expect, test } from "vitest";
import type { Materialization } from "../../../runtime/contract/run.js";
import { openState } from "../../../runtime/state/index.js";
import { temporaryFolder } from "../../support/temporary-folder.js";

const record = (assetKey: string): Materialization => ({
  assetKey,
  runId: "20260101T000000000-aaaaaa",
  timestamp: "2026-01-01T00:00:00.000Z",
  manager: "FilesystemIOManager",
  ioManagerKey: "io_manager",
  stored: null,
  metadata: {},
  durationMs: 1,
});

async function leftUndone(list: string) {
  const dir = await temporaryFolder();
  await openState(dir).records.add(record("a"));
  const [placed] = await openState(dir).records.below("a");
  const path = placed?.path ?? "";
  mkdirSync(join(dir, ".millrace/moves"), { recursive: true });
  writeFileSync(join(dir, ".millrace/moves/a.json"), list.replace("PATH", path));
  return { dir, path };
}

test("records that are at the new key are removed at the old one", async () => {
  const { dir, path } = await leftUndone('{ "to": "b", "paths": ["PATH"] }');
  await openState(dir).records.put("b", path, record("b"));
  expect(await openState(dir).records.finishRemoval("a")).toBe(1);
  expect([await openState(dir).records.below("a"), await openState(dir).records.finishRemoval("a")]).toEqual([[], 0]);
});

test("records that came back since stay", async () => {
  const { dir } = await leftUndone('{ "to": "b", "paths": ["PATH"] }');
  await openState(dir).records.finishRemoval("a");
  expect(await openState(dir).records.below("a")).toHaveLength(1);
});

test("a list that tells nothing is named, with what helps", async () => {
  const { dir } = await leftUndone("{ broken");
  await expect(openState(dir).records.finishRemoval("a")).rejects.toThrow(
    /moves\/a\.json does not tell which records were being removed\. Remove that file/,
  );
  expect(await openState(dir).records.below("a")).toHaveLength(1);
});

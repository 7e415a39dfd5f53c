// What a move that was killed has left undone: finished for the key that the records went to, and for no other.
import { mkdirSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { expect, test } from "vitest";
import type { Materialization } from "../../../runtime/contract/run.js";
import { finishRemoval, recordsBelow, writeRecord } from "../../../runtime/engine/moved-records.js";
import { fileRecordStore } from "../../../runtime/engine/record-store.js";
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
  await fileRecordStore(dir).add(record("a"));
  const [placed] = await recordsBelow(dir, "a");
  const path = placed?.path ?? "";
  mkdirSync(join(dir, ".millrace/moves"), { recursive: true });
  writeFileSync(join(dir, ".millrace/moves/a.json"), list.replace("PATH", path));
  return { dir, path };
}

test("records that are at the new key are removed at the old one", async () => {
  const { dir, path } = await leftUndone('{ "to": "b", "paths": ["PATH"] }');
  await writeRecord(dir, "b", path, record("b"));
  expect(await finishRemoval(dir, "a")).toBe(1);
  expect([await recordsBelow(dir, "a"), await finishRemoval(dir, "a")]).toEqual([[], 0]);
});

test("records that came back since stay", async () => {
  const { dir } = await leftUndone('{ "to": "b", "paths": ["PATH"] }');
  await finishRemoval(dir, "a");
  expect(await recordsBelow(dir, "a")).toHaveLength(1);
});

test("a list that tells nothing is named, with what helps", async () => {
  const { dir } = await leftUndone("{ broken");
  await expect(finishRemoval(dir, "a")).rejects.toThrow(/moves\/a\.json does not tell which records were being removed\. Remove that file/);
  expect(await recordsBelow(dir, "a")).toHaveLength(1);
});

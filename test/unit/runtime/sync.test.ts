// Durable writes when Node.js' permission model forbids fsync (Node.js 26 does): they work without it, and warn once.
import { mkdtemp, open, readFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { expect, test, vi } from "vitest";
import { synced } from "../../../runtime/disk/sync.js";

const denied = Object.assign(new Error("fsync API is disabled when Permission Model is enabled."), { code: "ERR_ACCESS_DENIED" });

test("a forbidden fsync is a warning, once; any other failure is one", async () => {
  const path = join(await mkdtemp(join(tmpdir(), "millrace-sync-")), "file");
  const warn = vi.spyOn(process, "emitWarning").mockImplementation(() => undefined);
  const file = await open(path, "w");
  await file.writeFile("text");
  await synced(file);
  expect(warn).not.toHaveBeenCalled();
  vi.spyOn(file, "sync").mockRejectedValue(denied);
  await synced(file);
  await synced(file);
  expect(warn.mock.calls.map(([text]) => text)).toEqual([expect.stringContaining("permission model has no fsync")]);
  vi.spyOn(file, "sync").mockRejectedValue(Object.assign(new Error("EIO"), { code: "EIO" }));
  await expect(synced(file)).rejects.toThrow("EIO");
  await file.close();
  expect(await readFile(path, "utf8")).toBe("text");
  warn.mockRestore();
});

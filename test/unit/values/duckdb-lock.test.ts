// The errors of DuckDB and the system about a DuckDB file that another process has open.
import { expect, test } from "vitest";
import { holderIn, isLocked } from "../../../runtime/io/duckdb/lock.js";

const LINUX = new Error(
  'IO Error: Could not set lock on file "/p/a.duckdb": Conflicting lock is held in /usr/bin/node (PID 4711). See also …',
);
const NAMED = new Error("IO Error: File is already open in \nC:\\Program Files\\nodejs\\node.exe (PID 4712)");
const GERMAN = new Error(
  'IO Error: Cannot open file "c:\\p\\a.duckdb": Der Prozess kann nicht auf die Datei zugreifen, da sie von einem anderen Prozess verwendet wird.',
);

test("what DuckDB says itself", async () => {
  expect(await isLocked(LINUX, "a.duckdb")).toBe(true);
  expect(holderIn(LINUX)).toBe(4711);
  expect(await isLocked(NAMED, "a.duckdb", { platform: "win32" })).toBe(true);
  expect(holderIn(NAMED)).toBe(4712);
});

test("what Windows says in another language: the file is tried", async () => {
  const looked = (code: string | null) => isLocked(GERMAN, "a.duckdb", { platform: "win32", probe: async () => code });
  expect(await looked("EBUSY")).toBe(true);
  expect(await looked("EACCES")).toBe(false);
  expect(await looked(null)).toBe(false);
  expect(holderIn(GERMAN)).toBeNull();
});

test("on other systems nothing is tried", async () => {
  expect(await isLocked(GERMAN, "a.duckdb", { platform: "linux", probe: async () => "EBUSY" })).toBe(false);
});

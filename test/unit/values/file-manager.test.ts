// Files and their handles: the six verbs, and handles as values of assets.
import { existsSync, mkdtempSync, readdirSync, readFileSync, realpathSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterEach, beforeEach, describe, expect, it } from "vitest";
import { type FileHandle, LocalFileManager } from "../../../runtime/io/files/file-manager.js";
import { FilesystemIOManager } from "../../../runtime/io/files/filesystem.js";
import { Bench } from "../../support/io-manager-suite.js";

const before = process.cwd();
let dir: string;
let manager: LocalFileManager;

beforeEach(() => {
  dir = realpathSync(mkdtempSync(join(tmpdir(), "millrace-file-manager-")));
  process.chdir(dir);
  manager = new LocalFileManager({ baseDir: "files" });
});
afterEach(() => {
  process.chdir(before);
  rmSync(dir, { recursive: true, force: true });
});

const all = async <T>(pieces: AsyncIterable<T>): Promise<T[]> => {
  const found: T[] = [];
  for await (const piece of pieces) found.push(piece);
  return found;
};

describe("a file", () => {
  it("is written and read, as data and piece by piece, as bytes and as text", async () => {
    const handle = await manager.writeData("grün 🎈", ".txt");
    expect(handle).toEqual({ kind: "file", path: expect.stringMatching(/^files\/[0-9a-f-]{36}\.txt$/), bytes: 10 });
    expect(readFileSync(join(dir, handle.path), "utf8")).toBe("grün 🎈");
    expect(Buffer.from(await manager.readData(handle)).toString()).toBe("grün 🎈");
    expect((await all(manager.read(handle, "r"))).join("")).toBe("grün 🎈");
    expect(Buffer.concat(await all(manager.read(handle))).length).toBe(10);
    async function* pieces() {
      yield "a";
      yield new Uint8Array([98]);
    }
    const streamed = await manager.write(pieces(), "csv");
    expect([streamed.bytes, streamed.path.endsWith(".csv")]).toEqual([2, true]);
    expect((await all(manager.read(streamed, "r"))).join("")).toBe("ab");
  });

  it("keeps characters whole that lie across two pieces", async () => {
    const text = `${"x".repeat(1024 * 1024 - 1)}🎈`;
    expect((await all(manager.read(await manager.writeData(text), "r"))).join("")).toBe(text);
  });

  it("is not there when its source breaks off", async () => {
    async function* broken() {
      yield "begun";
      throw new Error("the source broke off");
    }
    await expect(manager.write(broken(), ".txt")).rejects.toThrow("the source broke off");
    expect(readdirSync(join(dir, "files"))).toEqual([]);
  });

  it("has a name of its own, whatever it holds", async () => {
    const handles = await Promise.all(Array.from({ length: 20 }, () => manager.writeData("same")));
    expect(new Set(handles.map(({ path }) => path)).size).toBe(20);
  });

  it("is copied for tools that want a path, until the copies go", async () => {
    const handle = await manager.writeData("1,2", ".csv");
    const [one, two] = [await manager.copyHandleToLocalTemp(handle), await manager.copyHandleToLocalTemp(handle)];
    expect([one === two, readFileSync(one, "utf8"), one.endsWith(".csv")]).toEqual([false, "1,2", true]);
    await manager.deleteLocalTemp();
    expect([existsSync(one), existsSync(two), existsSync(join(dir, handle.path))]).toEqual([false, false, true]);
    await manager.deleteLocalTemp();
    const again = await manager.copyHandleToLocalTemp(handle);
    expect(existsSync(again)).toBe(true);
    await manager.deleteLocalTemp();
  });

  it("that is gone is named", async () => {
    const handle: FileHandle = { kind: "file", path: "files/gone.txt", bytes: 1 };
    for (const work of [() => manager.readData(handle), () => all(manager.read(handle)), () => manager.copyHandleToLocalTemp(handle)])
      await expect(work()).rejects.toThrow("[file manager] cannot read files/gone.txt: the file does not exist. Write it again.");
    await manager.deleteLocalTemp();
  });

  it("needs a handle, a mode and an extension that are ones", async () => {
    await expect(manager.readData("files/x" as never)).rejects.toThrow("this is not a file handle. Pass the result of write or writeData.");
    expect(() => manager.read({ kind: "file", path: "x", bytes: 0 }, "w" as never)).toThrow(
      'read got the mode "w". Use "r" for text or "rb" for bytes.',
    );
    for (const extension of ["../x", "a/b", ".", ".."])
      await expect(manager.writeData("x", extension)).rejects.toThrow(
        `"${extension}" is not an extension. Write it with a dot, such as ".csv".`,
      );
  });
});

it("a handle is a value: one asset returns it, another loads it and reads the file", async () => {
  const bench = new Bench(dir, new FilesystemIOManager({ baseDir: "data" }));
  await bench.store("report", await manager.writeData("pages", ".pdf"));
  const handle = (await bench.load("report")) as FileHandle;
  expect(Buffer.from(await new LocalFileManager().readData(handle)).toString()).toBe("pages");
});

// All managers with a full, forbidden, damaged or missing storage: the old value stays, and `verify` reports the failure.
import { execFileSync } from "node:child_process";
import { randomBytes } from "node:crypto";
import {
  chmodSync,
  chownSync,
  mkdirSync,
  mkdtempSync,
  readdirSync,
  readFileSync,
  rmSync,
  statSync,
  truncateSync,
  writeFileSync,
} from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, it } from "vitest";
import { DuckDBIOManager } from "../../../runtime/io/duckdb/manager.js";
import { LocalFileManager } from "../../../runtime/io/files/file-manager.js";
import { FilesystemIOManager } from "../../../runtime/io/files/filesystem.js";
import { PostgresIOManager } from "../../../runtime/io/postgres/manager.js";
import { MultiBackendIOManager } from "../../../runtime/io/wrappers/multi-backend-manager.js";
import { PathIOManager } from "../../../runtime/io/wrappers/path-manager.js";
import { TypedIOManager } from "../../../runtime/io/wrappers/typed-manager.js";
import { VersionedIOManager } from "../../../runtime/io/wrappers/versioned-manager.js";
import type { InputContext, IOManager, OutputContext } from "../../../runtime/sdk/io-manager.js";
import { Bench } from "../../support/io-manager-suite.js";
import { PostgresServer } from "../../support/servers/postgres.js";

class Lines extends PathIOManager<{ text: string }[]> {
  override readonly extension = ".txt";
  dump = (_: OutputContext, rows: { text: string }[]) => rows.map(({ text }) => text).join("\n");
  load(_: InputContext, bytes: Uint8Array) {
    return Buffer.from(bytes)
      .toString()
      .split("\n")
      .map((text) => ({ text }));
  }
}

/** All of them store below `data`. */
const LOCAL: readonly (readonly [name: string, make: () => IOManager])[] = [
  ["FilesystemIOManager", () => new FilesystemIOManager({ baseDir: "data" })],
  ["PathIOManager", () => new Lines({ uri: "data" })],
  ["TypedIOManager", () => new TypedIOManager({ routes: {}, otherwise: new FilesystemIOManager({ baseDir: "data" }) })],
  ["MultiBackendIOManager", () => new MultiBackendIOManager({ backends: { a: new Lines({ uri: "data" }) }, route: () => "a" })],
  ["VersionedIOManager", () => new VersionedIOManager({ uri: "data" })],
  ["DuckDBIOManager", () => new DuckDBIOManager({ database: "data/t.duckdb" })],
];
const OLD = [{ text: "old" }];
const NEW = [{ text: "new" }];
/** More rows than fit on a disk of some megabytes, in any format. */
const many = () => Array.from({ length: 120 }, () => ({ text: noise() }));

const isRoot = process.getuid?.() === 0;
let dir: string;

beforeEach(() => {
  dir = mkdtempSync(join(tmpdir(), "millrace-hazards-"));
  mkdirSync(join(dir, "data"));
});
afterEach(() => rmSync(dir, { recursive: true, force: true }));

function canMount(): boolean {
  if (!isRoot || process.platform !== "linux") return false;
  try {
    execFileSync("unshare", ["-m", "true"], { stdio: "ignore" });
    return true;
  } catch {
    return false;
  }
}

async function withDisk(at: string, megabytes: number, work: () => Promise<void>): Promise<void> {
  execFileSync("mount", ["-t", "tmpfs", "-o", `size=${megabytes}m`, "tmpfs", at]);
  try {
    await work();
  } finally {
    execFileSync("umount", [at]);
  }
}

describe.each(LOCAL)("%s", (_, make) => {
  let bench: Bench;
  beforeEach(async () => {
    bench = new Bench(dir, make());
  });
  afterEach(() => bench.manager.close?.());

  it.skipIf(!canMount())("keeps the old value on a full disk (needs root, to mount one)", async () => {
    await withDisk(join(dir, "data"), 4, async () => {
      await bench.store("thing", OLD);
      await expect(bench.store("thing", many())).rejects.toThrow("the disk is full. Free some space and run again; the old");
      expect(await bench.load("thing")).toEqual(OLD);
      await bench.store("thing", NEW);
      expect(await bench.load("thing")).toEqual(NEW);
    });
  });

  it.skipIf(process.platform === "win32")("keeps the old value where writing is forbidden", async () => {
    await bench.store("thing", OLD);
    // The folder itself stays writable for records. Only the storage is forbidden.
    if (isRoot) chmodSync(dir, 0o777);
    const allow = forbid(join(dir, "data"));
    try {
      await expect(bench.store("thing", NEW)).rejects.toThrow("permission denied");
    } finally {
      allow();
    }
    expect(await bench.load("thing")).toEqual(OLD);
  });

  it("tells by verify what is missing, cut off or damaged", async () => {
    await bench.store("thing", many());
    await bench.manager.close?.();
    const verify = async () =>
      bench.manager.verify?.(await bench.context("thing")).catch((error: Error) => ({ ok: false, reason: error.message }));
    expect(await verify()).toMatchObject({ ok: true });
    const file = largest(join(dir, "data"));
    const whole = readFileSync(file);
    const harms: Record<string, () => void> = {
      missing: () => rmSync(file),
      truncated: () => truncateSync(file, whole.length >> 1),
      damaged: () => writeFileSync(file, Buffer.from(whole).fill(0x58, whole.length >> 1, (whole.length >> 1) + 4096)),
      empty: () => writeFileSync(file, ""),
    };
    for (const [harm, act] of Object.entries(harms)) {
      act();
      expect(await verify(), harm).toEqual({ ok: false, reason: expect.stringMatching(/./) });
      await bench.manager.close?.();
      writeFileSync(file, whole);
      expect(await verify(), `${harm}, mended`).toMatchObject({ ok: true });
      await bench.manager.close?.();
    }
  });
});

describe("PostgresIOManager", () => {
  let server: PostgresServer;
  beforeAll(async () => {
    server = await PostgresServer.start();
  });
  afterAll(() => server?.stop());

  it("keeps the old value where the role may not write", async () => {
    const connection = await server.freshDatabase("forbidden");
    const owner = new Bench(dir, new PostgresIOManager({ connection }));
    await owner.store("thing", OLD);
    await server.query("create role reader login password 'reader'; grant select on all tables in schema public to reader", "forbidden");
    const address = connection.replace(/\/\/[^@]+@/, "//reader:reader@");
    const reader = new Bench(dir, new PostgresIOManager({ connection: address }));
    await expect(reader.store("thing", NEW)).rejects.toThrow(
      /^thing cannot be stored: \[postgres\] cannot store public\.thing: permission denied\./,
    );
    expect(await reader.load("thing")).toEqual(OLD);
  });

  it.skipIf(!canMount())("keeps the old value when the server's disk is full (needs root, to mount one)", async () => {
    const connection = await server.freshDatabase("full");
    const disk = mkdtempSync(join(tmpdir(), "millrace-tablespace-"));
    const bench = new Bench(dir, new PostgresIOManager({ connection }));
    await withDisk(disk, 4, async () => {
      const { uid, gid } = statSync(server.folder);
      chownSync(disk, uid, gid);
      await server.query(`create tablespace small location '${disk}'`);
      await server.query('alter database "full" set default_tablespace = small');
      await bench.store("thing", OLD);
      await expect(bench.store("thing", many())).rejects.toThrow(
        "the server's disk is full. Free some space and run again; the old rows are still stored.",
      );
      expect(await bench.load("thing")).toEqual(OLD);
      await server.query('drop database "full" with (force)');
      await server.query("drop tablespace small");
    });
    rmSync(disk, { recursive: true, force: true });
  });
});

it.skipIf(!canMount())("LocalFileManager leaves nothing behind on a full disk (needs root, to mount one)", async () => {
  await withDisk(join(dir, "data"), 1, async () => {
    const files = new LocalFileManager({ baseDir: join(dir, "data") });
    await expect(files.writeData(Buffer.alloc(4_000_000, 1))).rejects.toThrow("the disk is full");
    expect(readdirSync(join(dir, "data"))).toEqual([]);
  });
});

/** 100 kB of text that cannot be compressed. */
function noise(): string {
  return randomBytes(75_000).toString("base64");
}

/** Removes this process's permission to write there, also for root. Returns a function that restores it. */
function forbid(folder: string): () => void {
  if (isRoot) {
    process.setegid?.(65_534);
    process.seteuid?.(65_534);
    return () => {
      process.seteuid?.(0);
      process.setegid?.(0);
    };
  }
  const all = [folder, ...readdirSync(folder, { recursive: true, encoding: "utf8" }).map((name) => join(folder, name))];
  const modes = all.map((path) => statSync(path).mode);
  for (const path of all) chmodSync(path, statSync(path).isDirectory() ? 0o500 : 0o400);
  return () => {
    for (const [at, path] of all.entries()) chmodSync(path, modes[at] as number);
  };
}

function largest(folder: string): string {
  const files = readdirSync(folder, { recursive: true, encoding: "utf8" }).map((name) => join(folder, name));
  return files.filter((path) => statSync(path).isFile()).sort((a, b) => statSync(b).size - statSync(a).size)[0] as string;
}

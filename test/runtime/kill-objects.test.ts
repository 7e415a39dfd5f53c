// kill -9 before and after every request to an object store, and before every act on a disk of versions: old or new, always whole.
import { cpSync, existsSync, readFileSync, rmSync } from "node:fs";
import { join } from "node:path";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { ObjectStoreIOManager } from "../../runtime/io/object-store-manager.js";
import { VersionedIOManager } from "../../runtime/io/versioned-manager.js";
import { asset, Definitions, type IOManager, loadAssetValue } from "../../runtime/sdk/index.js";
import { startS3 } from "../support/servers/s3.js";
import type { StoreServer } from "../support/servers/store-server.js";
import { buildPackage, makeProject, type Project } from "./fixture.js";

const CONFIG = `import { Definitions, ObjectStoreIOManager, VersionedIOManager } from "millrace";
import * as assets from "./src/assets.js";
const root = { uri: process.env.ROOT, ...JSON.parse(process.env.OPTIONS) };
export default new Definitions({
  assets,
  resources: {
    objects: new ObjectStoreIOManager(root),
    versions: new VersionedIOManager({ ...root, keep: 1 }),
    folders: new VersionedIOManager({ uri: "data", keep: 1 }),
  },
});
`;
const ASSETS = `import { asset } from "millrace";
const version = Number(process.env.VALUE);
const value = () => (version === 1 ? { value: 1 } : { value: 2n });
export const object = asset({ ioManagerKey: "objects" }, value);
export const large = asset({ ioManagerKey: "objects" }, () => new Uint8Array(version === 1 ? 10 : 20_000_000).fill(version));
export const versioned = asset({ ioManagerKey: "versions" }, value);
export const foldered = asset({ ioManagerKey: "folders" }, value);
`;

let server: StoreServer;
let project: Project;
let root = "";
let roots = 0;

beforeAll(async () => {
  server = await startS3();
  project = await makeProject({ "millrace.config.ts": CONFIG, "src/assets.ts": ASSETS });
});
afterAll(async () => {
  project?.remove();
  await server?.stop();
});

function run(key: string, value: string, hook: string | null = null, env: Record<string, string> = {}) {
  const all = { VALUE: value, ROOT: root, OPTIONS: JSON.stringify(server.options), ...env };
  return project.run([key], { env: all, ...(hook === null ? {} : { execArgv: ["--import", join(import.meta.dirname, hook)] }) });
}

function load(key: string, ioManager: IOManager): Promise<unknown> {
  const stored = asset({ key, ioManager }, () => null);
  return loadAssetValue(new Definitions({ assets: [stored] }), key, { projectDir: project.dir });
}

/** A place with the first value, as if nothing had ever gone wrong. */
async function fresh(key: string): Promise<void> {
  root = `${server.uri}/${++roots}`;
  for (const folder of ["data", ".millrace"]) rmSync(join(project.dir, folder), { recursive: true, force: true });
  expect((await run(key, "1")).outcome).toBe("success");
}

const versionOf = (value: unknown): number => {
  if (!(value instanceof Uint8Array)) return Number((value as { value: number }).value);
  const [first] = value;
  expect([first, value.length, value.every((byte) => byte === first)]).toEqual([first, first === 1 ? 10 : 20_000_000, true]);
  return first as number;
};

describe.each([
  ["object", () => new ObjectStoreIOManager({ uri: root, ...server.options })],
  ["large", () => new ObjectStoreIOManager({ uri: root, ...server.options })],
  ["versioned", () => new VersionedIOManager({ uri: root, ...server.options })],
] as [string, () => IOManager][])("a store of the asset %s", (key, manager) => {
  it("survives being killed before and after any request", { timeout: 120_000 }, async () => {
    await fresh(key);
    const list = join(project.dir, `${key}.txt`);
    expect((await run(key, "2", "kill-request-hook.mjs", { KILL_LIST: list })).outcome).toBe("success");
    const requests = readFileSync(list, "utf8").trim().split("\n");
    expect(requests.length).toBeGreaterThan(2);
    const seen = new Set<number>();
    for (let at = 1; at <= requests.length; at++) {
      for (const when of ["KILL_BEFORE", "KILL_AFTER"]) {
        await fresh(key);
        expect((await run(key, "2", "kill-request-hook.mjs", { [when]: String(at) })).outcome).toBe("failure");
        const left = versionOf(await load(key, manager()));
        expect([1, 2], `${when} ${requests[at - 1]}`).toContain(left);
        seen.add(left);
      }
      expect((await run(key, "2")).outcome, `the run after: ${requests[at - 1]}`).toBe("success");
      expect(versionOf(await load(key, manager()))).toBe(2);
    }
    expect(seen.has(1)).toBe(true);
  });
});

it("versions in a folder survive being killed before any act on the disk", { timeout: 120_000 }, async () => {
  await fresh("foldered");
  const first = `${project.dir}-first`;
  for (const folder of ["data", ".millrace"]) cpSync(join(project.dir, folder), join(first, folder), { recursive: true });
  const packageDir = await buildPackage();
  const kill = { KILL_PACKAGE: packageDir, KILL_BELOW: project.dir };
  const list = join(project.dir, "acts.txt");
  expect((await run("foldered", "2", "kill-hook.mjs", { ...kill, KILL_LIST: list })).outcome).toBe("success");
  const acts = readFileSync(list, "utf8").trim().split("\n");
  expect(acts.length).toBeGreaterThan(15);
  const manager = () => new VersionedIOManager({ uri: "data" });
  const seen = new Set<number>();
  try {
    for (let at = 1; at <= acts.length; at++) {
      for (const folder of ["data", ".millrace"]) {
        rmSync(join(project.dir, folder), { recursive: true, force: true });
        if (existsSync(join(first, folder))) cpSync(join(first, folder), join(project.dir, folder), { recursive: true });
      }
      await run("foldered", "2", "kill-hook.mjs", { ...kill, KILL_AT: String(at) });
      const left = versionOf(await load("foldered", manager()));
      expect([1, 2], `killed before: ${acts[at - 1]}`).toContain(left);
      seen.add(left);
      expect(await new VersionedIOManager({ uri: "data" }).versions("foldered", { projectDir: project.dir })).not.toHaveLength(0);
    }
  } finally {
    rmSync(first, { recursive: true, force: true });
  }
  expect(seen).toEqual(new Set([1, 2]));
  expect((await run("foldered", "2")).outcome).toBe("success");
  expect(versionOf(await load("foldered", manager()))).toBe(2);
});

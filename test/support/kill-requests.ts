// kill -9 of a process that stores in an object store, before and after each of its requests: afterwards the old value or the new one is
// there, complete.
import { readFileSync, rmSync } from "node:fs";
import { join } from "node:path";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { ObjectStoreIOManager } from "../../runtime/io/object-store/manager.js";
import { VersionedIOManager } from "../../runtime/io/wrappers/versioned-manager.js";
import { asset, Definitions, type IOManager, loadAssetValue } from "../../runtime/sdk/index.js";
import { makeProject, type Project } from "./real-project.js";
import { repository } from "./repository.js";
import type { StoreServer } from "./servers/store-server.js";
import { isSoak, sampleOf } from "./trials.js";

const CONFIG = `import { Definitions, ObjectStoreIOManager, VersionedIOManager } from "millrace";
import * as assets from "./src/assets.js";
const root = { uri: process.env.ROOT, ...JSON.parse(process.env.OPTIONS) };
export default new Definitions({
  assets,
  resources: { objects: new ObjectStoreIOManager(root), versions: new VersionedIOManager({ ...root, keep: 1 }) },
});
`;
const ASSETS = `import { asset } from "millrace";
const version = Number(process.env.VALUE);
const value = () => (version === 1 ? { value: 1 } : { value: 2n });
export const object = asset({ ioManagerKey: "objects" }, value);
export const large = asset({ ioManagerKey: "objects" }, () => new Uint8Array(version === 1 ? 10 : 20_000_000).fill(version));
export const versioned = asset({ ioManagerKey: "versions" }, value);
`;
const HOOK = join(repository, "test/support/kill-request-hook.mjs");

/**
 * Stores a small value, a value in several requests, and versions, in the store that `start` starts: `always`, or only in the soak suite
 * if the same code stores in another kind of server.
 */
export function surviveKills(name: string, start: () => Promise<StoreServer>, always = false): void {
  describe.runIf(always || isSoak)(`in ${name}`, () => {
    let server: StoreServer;
    let project: Project;
    let root = "";
    let roots = 0;

    beforeAll(async () => {
      server = await start();
      project = await makeProject({ "millrace.config.ts": CONFIG, "src/assets.ts": ASSETS });
    });
    afterAll(async () => {
      project?.remove();
      await server?.stop();
    });

    function run(key: string, value: string, kill: Record<string, string> | null = null) {
      const env = { VALUE: value, ROOT: root, OPTIONS: JSON.stringify(server.options), ...kill };
      return project.run([key], { env, ...(kill === null ? {} : { execArgv: ["--import", HOOK] }) });
    }

    function load(key: string, ioManager: IOManager): Promise<unknown> {
      return loadAssetValue(new Definitions({ assets: [asset({ key, ioManager }, () => null)] }), key, { projectDir: project.dir });
    }

    /** A new place with the first value, without leftovers of earlier failures. */
    async function fresh(key: string): Promise<void> {
      root = `${server.uri}/${++roots}`;
      rmSync(join(project.dir, ".millrace"), { recursive: true, force: true });
      expect((await run(key, "1")).outcome).toBe("success");
    }

    const objects = () => new ObjectStoreIOManager({ uri: root, ...server.options });
    const versions = () => new VersionedIOManager({ uri: root, ...server.options });

    it.each([
      ["object", objects],
      ["large", objects],
      ["versioned", versions],
    ] as const)("a store of the asset %s survives", async (key, manager) => {
      await fresh(key);
      const list = join(project.dir, `${key}.txt`);
      expect((await run(key, "2", { KILL_LIST: list })).outcome).toBe("success");
      const requests = readFileSync(list, "utf8").trim().split("\n");
      expect(requests.length).toBeGreaterThan(2);
      const seen = new Set<number>();
      let now = 2;
      const kills = requests.flatMap((request, at) =>
        // After a request that only reads, the state is the same whether it was answered or not.
        (/^(GET|HEAD) /.test(request) ? ["KILL_BEFORE"] : ["KILL_BEFORE", "KILL_AFTER"]).map((when) => ({ at, request, when })),
      );
      for (const { at, request, when } of sampleOf(kills, 2)) {
        // Leftovers of killed stores must not affect the next one.
        if (now !== 1) await fresh(key);
        expect((await run(key, "2", { [when]: String(at + 1) })).outcome).toBe("failure");
        now = versionOf(await load(key, manager()));
        expect([1, 2], `${when} ${request}`).toContain(now);
        seen.add(now);
      }
      expect(seen.has(1)).toBe(true);
      expect((await run(key, "2")).outcome).toBe("success");
      expect(versionOf(await load(key, manager()))).toBe(2);
    });
  });
}

function versionOf(value: unknown): number {
  if (!(value instanceof Uint8Array)) return Number((value as { value: number }).value);
  const [first] = value;
  expect([value.length, value.every((byte) => byte === first)]).toEqual([first === 1 ? 10 : 20_000_000, true]);
  return first as number;
}

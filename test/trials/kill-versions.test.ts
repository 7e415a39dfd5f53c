// kill -9 before any operation on a disk of versions: either the old or the new version is current and complete.
import { cpSync, existsSync, readFileSync, rmSync } from "node:fs";
import { join } from "node:path";
import { afterAll, beforeAll, expect, it } from "vitest";
import { VersionedIOManager } from "../../runtime/io/wrappers/versioned-manager.js";
import { asset, Definitions, loadAssetValue } from "../../runtime/sdk/index.js";
import { buildPackage, makeProject, type Project } from "../support/real-project.js";
import { repository } from "../support/repository.js";
import { sampleOf } from "../support/trials.js";

const CONFIG = `import { asset, Definitions, VersionedIOManager } from "millrace";
const foldered = asset({ key: "foldered" }, () => (process.env.VALUE === "1" ? { value: 1 } : { value: 2n }));
export default new Definitions({ assets: [foldered], resources: { io_manager: new VersionedIOManager({ uri: "data", keep: 1 }) } });
`;

let project: Project;
beforeAll(async () => {
  project = await makeProject({ "millrace.config.ts": CONFIG });
});
afterAll(() => project?.remove());

function run(value: string, kill: Record<string, string> | null = null) {
  const hook = join(repository, "test/support/kill-hook.mjs");
  return project.run(["foldered"], { env: { VALUE: value, ...kill }, ...(kill === null ? {} : { execArgv: ["--import", hook] }) });
}

async function load(): Promise<number> {
  const stored = asset({ key: "foldered", ioManager: new VersionedIOManager({ uri: "data" }) }, () => null);
  const loaded = await loadAssetValue(new Definitions({ assets: [stored] }), "foldered", { projectDir: project.dir });
  return Number((loaded as { value: number | bigint }).value);
}

it("versions in a folder survive being killed before any act on the disk", async () => {
  expect((await run("1")).outcome).toBe("success");
  const first = `${project.dir}-first`;
  for (const folder of ["data", ".millrace"]) cpSync(join(project.dir, folder), join(first, folder), { recursive: true });
  const packageDir = await buildPackage();
  const kill = { KILL_PACKAGE: packageDir, KILL_BELOW: project.dir };
  const list = join(project.dir, "acts.txt");
  expect((await run("2", { ...kill, KILL_LIST: list })).outcome).toBe("success");
  const acts = readFileSync(list, "utf8").trim().split("\n");
  expect(acts.length).toBeGreaterThan(15);
  const seen = new Set<number>();
  try {
    for (const [at, act] of sampleOf([...acts.entries()], 3)) {
      for (const folder of ["data", ".millrace"]) {
        rmSync(join(project.dir, folder), { recursive: true, force: true });
        if (existsSync(join(first, folder))) cpSync(join(first, folder), join(project.dir, folder), { recursive: true });
      }
      await run("2", { ...kill, KILL_AT: String(at + 1) });
      const left = await load();
      expect([1, 2], `killed before: ${act}`).toContain(left);
      seen.add(left);
      expect(await new VersionedIOManager({ uri: "data" }).versions("foldered", { projectDir: project.dir })).not.toHaveLength(0);
    }
  } finally {
    rmSync(first, { recursive: true, force: true });
  }
  expect(seen).toEqual(new Set([1, 2]));
  expect((await run("2")).outcome).toBe("success");
  expect(await load()).toBe(2);
});

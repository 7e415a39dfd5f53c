// kill -9 of a process that stores in Redshift, before any of its writes to the server or to S3: the old value or the new one, whole.
import { fork } from "node:child_process";
import { once } from "node:events";
import { mkdirSync, rmSync } from "node:fs";
import { join } from "node:path";
import { build } from "esbuild";
import { afterAll, beforeAll, expect, it } from "vitest";
import { openObjectStore } from "../../runtime/io/object-store/open-store.js";
import { RedshiftIOManager } from "../../runtime/io/redshift/manager.js";
import { removeLeftovers } from "../../runtime/io/redshift/stage-files.js";
import { inputContext, outputContext } from "../support/manager-contexts.js";
import { PRELUDE, redshiftDouble } from "../support/redshift-double.js";
import { repository } from "../support/repository.js";
import { PostgresServer } from "../support/servers/postgres.js";
import { startS3 } from "../support/servers/s3.js";
import type { StoreServer } from "../support/servers/store-server.js";
import { sampleOf } from "../support/trials.js";

const folder = join(repository, "node_modules/.cache/millrace-tests");
const script = join(folder, `redshift-writer-${process.pid}.mjs`);
let server: PostgresServer;
let s3: StoreServer;

beforeAll(async () => {
  mkdirSync(folder, { recursive: true });
  const bundle = { bundle: true, platform: "node", format: "esm", packages: "external" } as const;
  [server, s3] = await Promise.all([
    PostgresServer.start(),
    startS3(),
    build({ ...bundle, entryPoints: [join(repository, "test/support/redshift-writer.ts")], outfile: script }),
  ]);
});

afterAll(async () => {
  rmSync(script, { force: true });
  await Promise.all([server?.stop(), s3?.stop()]);
});

it("leaves one whole value, and files that a later store removes", async () => {
  const connection = await server.freshDatabase("test");
  await server.query(PRELUDE, "test");
  const bucket = await openObjectStore(s3.uri.replace(/^(s3:\/\/[^/]+).*$/, "$1"), s3.options);
  const connect = redshiftDouble({ connection, bucket });
  const manager = new RedshiftIOManager({ connection, staging: s3.uri, iamRole: "default", store: s3.options, connect });
  const reset = () =>
    manager.handleOutput(
      outputContext("t"),
      Array.from({ length: 3000 }, (_, at) => ({ at, version: 1 })),
    );

  async function write(killAt: number): Promise<{ killed: boolean; writes: number }> {
    const env = { ...process.env, CONNECTION: connection, STAGING: s3.uri, STORE: JSON.stringify(s3.options), KILL_AT: String(killAt) };
    const child = fork(script, { env, stdio: ["ignore", "ignore", "inherit", "ipc"], execArgv: ["--no-warnings"] });
    let writes = 0;
    child.on("message", (count) => {
      writes = Number(count);
    });
    const [, signal] = (await once(child, "exit")) as [number | null, string | null];
    return { killed: signal === "SIGKILL", writes };
  }

  async function wholeVersion(): Promise<number | undefined> {
    const rows = (await manager.loadInput(inputContext("t", null))) as { at: number; version: number }[];
    const [first] = rows;
    expect(rows).toHaveLength(first?.version === 1 ? 3000 : 2000);
    expect(new Set(rows.map(({ at, version }) => `${at} ${version}`)).size).toBe(rows.length);
    expect(new Set(rows.map(({ version }) => version)).size).toBe(1);
    return first?.version;
  }

  await reset();
  const { writes } = await write(0);
  expect(writes).toBeGreaterThan(20);
  const seen = new Set<number | undefined>();
  for (const at of sampleOf(
    Array.from({ length: writes }, (_, index) => index + 1),
    5,
  )) {
    if ((await wholeVersion()) !== 1) await reset();
    const { killed } = await write(at);
    const version = await wholeVersion();
    if (!killed) expect(version).toBe(2);
    seen.add(version);
  }
  expect(seen).toEqual(new Set([1, 2]));
  const base = await openObjectStore(s3.uri, s3.options);
  expect(await removeLeftovers(base, "t", Date.now() + 25 * 60 * 60 * 1000)).toBeGreaterThan(2);
  for await (const { name } of base.list()) expect.unreachable(`${name} is left`);
  await Promise.all([base.close(), bucket.close()]);
});

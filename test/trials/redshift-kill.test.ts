// kill -9 of a process that stores in Redshift, before each write to the server or to S3: either the old or the new value is complete.
import { afterAll, beforeAll, expect, it } from "vitest";
import { openObjectStore } from "../../runtime/io/object-store/open-store.js";
import { RedshiftIOManager } from "../../runtime/io/redshift/manager.js";
import { removeLeftovers } from "../../runtime/io/redshift/stage-files.js";
import { type KilledWriter, killedWriter } from "../support/killed-writer.js";
import { inputContext, outputContext } from "../support/manager-contexts.js";
import { PRELUDE, redshiftDouble } from "../support/redshift-double.js";
import { PostgresServer } from "../support/servers/postgres.js";
import { startS3 } from "../support/servers/s3.js";
import type { StoreServer } from "../support/servers/store-server.js";
import { sampleOf } from "../support/trials.js";

let server: PostgresServer;
let s3: StoreServer;
let writer: KilledWriter;

beforeAll(async () => {
  [server, s3, writer] = await Promise.all([PostgresServer.start(), startS3(), killedWriter("redshift-writer")]);
});

afterAll(async () => {
  writer?.remove();
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

  const env = { CONNECTION: connection, STAGING: s3.uri, STORE: JSON.stringify(s3.options) };

  async function wholeVersion(): Promise<number | undefined> {
    const rows = (await manager.loadInput(inputContext("t", null))) as { at: number; version: number }[];
    const [first] = rows;
    expect(rows).toHaveLength(first?.version === 1 ? 3000 : 2000);
    expect(new Set(rows.map(({ at, version }) => `${at} ${version}`)).size).toBe(rows.length);
    expect(new Set(rows.map(({ version }) => version)).size).toBe(1);
    return first?.version;
  }

  await reset();
  const { writes } = await writer.write(env, 0);
  expect(writes).toBeGreaterThan(20);
  const seen = new Set<number | undefined>();
  for (const at of sampleOf(
    Array.from({ length: writes }, (_, index) => index + 1),
    5,
  )) {
    if ((await wholeVersion()) !== 1) await reset();
    const { killed } = await writer.write(env, at);
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

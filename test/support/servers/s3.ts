// A real S3 server in this process: s3rver, with writes made as atomic as S3's own.

import { createHash, randomUUID } from "node:crypto";
import { mkdtempSync, rmSync } from "node:fs";
import { mkdir, rename, writeFile } from "node:fs/promises";
import type { Server } from "node:http";
import { createRequire } from "node:module";
import type { AddressInfo } from "node:net";
import { tmpdir } from "node:os";
import { dirname, join } from "node:path";
import { atEnd } from "../at-end.js";
import { FaultProxy } from "./fault-proxy.js";
import { QUICK, type StoreServer } from "./store-server.js";

interface S3rverStore {
  getResourcePath(bucket: string, key: string, resource: string): string;
  putMetadata(bucket: string, key: string, metadata: unknown, md5: string): Promise<void>;
  putObject(object: S3rverObject): Promise<{ size: number; md5: string }>;
}

interface S3rverObject {
  readonly bucket: string;
  readonly key: string;
  readonly metadata: unknown;
  readonly content: Buffer | AsyncIterable<Buffer>;
}

interface S3rver {
  readonly store: S3rverStore;
  configureBuckets(): Promise<unknown>;
  callback(): (request: never, response: never) => void;
}

const require = createRequire(import.meta.url);
const BUCKET = "lake";
/** The one account s3rver knows. */
const KEYS = { accessKeyId: "S3RVER", secretAccessKey: "S3RVER" } as const;

export async function startS3(): Promise<StoreServer> {
  // Node's own HTTP parser sees requests that are cut; s3rver logs each of them.
  const { createServer } = await import("node:http");
  const directory = mkdtempSync(join(tmpdir(), "millrace-s3-"));
  atEnd(() => rmSync(directory, { recursive: true, force: true }));
  const S3rver = require("s3rver") as new (options: object) => S3rver;
  const app = new S3rver({ directory, silent: true, vhostBuckets: false, configureBuckets: [{ name: BUCKET }] });
  app.store.putObject = (object) => putWhole(app.store, object);
  await app.configureBuckets();
  const listen = async () => {
    const server: Server = createServer(app.callback() as never);
    await new Promise<void>((done) => server.listen(0, "127.0.0.1", done));
    return server;
  };
  let server = await listen();
  const portOf = () => (server.address() as AddressInfo).port;
  const faults = await FaultProxy.start(portOf());
  const down = () =>
    new Promise<void>((done) => {
      server.closeAllConnections();
      server.close(() => done());
    });
  return {
    scheme: "s3",
    uri: `s3://${BUCKET}/base`,
    options: { ...QUICK, s3: { endpoint: faults.endpoint, region: "us-east-1", ...KEYS } },
    faults,
    secret: KEYS.secretAccessKey,
    errorBody: (code) => `<?xml version="1.0"?><Error><Code>${code}</Code><Message>${code} it is</Message></Error>`,
    down,
    async up() {
      server = await listen();
      faults.retarget(portOf());
    },
    async stop() {
      await faults.stop();
      await down();
      rmSync(directory, { recursive: true, force: true });
    },
  };
}

/** s3rver writes over the old object as bytes arrive; S3 replaces it when the last one has. */
async function putWhole(store: S3rverStore, object: S3rverObject): Promise<{ size: number; md5: string }> {
  const chunks: Buffer[] = [];
  if (Buffer.isBuffer(object.content)) chunks.push(object.content);
  else for await (const chunk of object.content) chunks.push(chunk);
  const bytes = Buffer.concat(chunks);
  const path = store.getResourcePath(object.bucket, object.key, "object");
  await mkdir(dirname(path), { recursive: true });
  const aside = `${path}.${randomUUID()}`;
  await writeFile(aside, bytes);
  await rename(aside, path);
  const md5 = createHash("md5").update(bytes).digest("hex");
  await store.putMetadata(object.bucket, object.key, object.metadata, md5);
  return { size: bytes.length, md5 };
}

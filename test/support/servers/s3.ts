// A real S3 server in this process: s3rver, with writes made as atomic as S3's own.

import { createHash, randomUUID } from "node:crypto";
import { existsSync, mkdtempSync, rmSync } from "node:fs";
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
  getResourcePath(bucket: string, key: string | undefined, resource: string): string;
  putMetadata(bucket: string, key: string, metadata: unknown, md5: string): Promise<void>;
  putObject(object: S3rverObject): Promise<{ size: number; md5: string }>;
  putPart(bucket: string, uploadId: string, part: number, content: AsyncIterable<Buffer>): Promise<{ size: number; md5: string }>;
  putObjectMultipart(bucket: string, uploadId: string, parts: unknown): Promise<{ size: number; md5: string }>;
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
/** The only account of s3rver. */
const KEYS = { accessKeyId: "S3RVER", secretAccessKey: "S3RVER" } as const;

export async function startS3(): Promise<StoreServer> {
  // Node's own HTTP parser notices requests that are cut off, which s3rver logs.
  const { createServer } = await import("node:http");
  const directory = mkdtempSync(join(tmpdir(), "millrace-s3-"));
  atEnd(() => rmSync(directory, { recursive: true, force: true }));
  const S3rver = require("s3rver") as new (options: object) => S3rver;
  const app = new S3rver({ directory, silent: true, vhostBuckets: false, configureBuckets: [{ name: BUCKET }] });
  asS3Does(app.store);
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

/**
 * Corrects s3rver where it differs from S3: an object or a part is replaced only after its last byte has arrived, and a completed upload
 * no longer exists.
 */
function asS3Does(store: S3rverStore): void {
  const S3Error = require("s3rver/lib/models/error") as new (code: string, message: string) => Error;
  const folderOf = (bucket: string, uploadId: string) => join(store.getResourcePath(bucket, undefined, "uploads"), uploadId);
  const complete = store.putObjectMultipart.bind(store);
  store.putObject = (object) => putWhole(store, object);
  store.putPart = async (bucket, uploadId, part, content) => {
    const folder = folderOf(bucket, uploadId);
    const said = await writeWhole(join(folder, `${part}`), content);
    await writeFile(join(folder, `${part}.md5`), said.md5);
    return said;
  };
  store.putObjectMultipart = (bucket, uploadId, parts) => {
    if (!existsSync(folderOf(bucket, uploadId))) throw new S3Error("NoSuchUpload", "The specified upload does not exist.");
    return complete(bucket, uploadId, parts);
  };
}

async function putWhole(store: S3rverStore, object: S3rverObject): Promise<{ size: number; md5: string }> {
  const said = await writeWhole(store.getResourcePath(object.bucket, object.key, "object"), object.content);
  await store.putMetadata(object.bucket, object.key, object.metadata, said.md5);
  return said;
}

async function writeWhole(path: string, content: Buffer | AsyncIterable<Buffer>): Promise<{ size: number; md5: string }> {
  const chunks: Buffer[] = [];
  if (Buffer.isBuffer(content)) chunks.push(content);
  else for await (const chunk of content) chunks.push(chunk);
  const bytes = Buffer.concat(chunks);
  await mkdir(dirname(path), { recursive: true });
  const aside = `${path}.${randomUUID()}`;
  await writeFile(aside, bytes);
  await rename(aside, path);
  return { size: bytes.length, md5: createHash("md5").update(bytes).digest("hex") };
}

// The part of Google Cloud Storage's JSON API that its Node library uses: objects, listings, simple and resumable uploads, checksums.
import { randomUUID } from "node:crypto";
import { createServer, type IncomingMessage, type Server, type ServerResponse } from "node:http";
import type { AddressInfo } from "node:net";
import { FaultProxy } from "./fault-proxy.js";
import { QUICK, type StoreServer } from "./store-server.js";

interface Kept {
  readonly bytes: Buffer;
  readonly generation: number;
  readonly updated: string;
}

interface Resumable {
  readonly name: string;
  received: Buffer;
}

const BUCKET = "lake";
const PAGE = 100;

export async function startGcs(): Promise<StoreServer> {
  const state: State = { objects: new Map(), uploads: new Map(), generation: 0 };
  const listen = async () => {
    const made: Server = createServer((request, response) => {
      void answer(state, request, response).catch(() => response.destroy());
    });
    await new Promise<void>((done) => made.listen(0, "127.0.0.1", done));
    return made;
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
    scheme: "gs",
    uri: `gs://${BUCKET}/base`,
    options: { ...QUICK, gs: { endpoint: faults.endpoint, projectId: "test", credentials: { clientEmail: "a@b.c", privateKey: SECRET } } },
    faults,
    secret: SECRET,
    errorBody: (code, status) => JSON.stringify({ error: { code: status, message: `${code} it is`, errors: [{ reason: code }] } }),
    down,
    async up() {
      server = await listen();
      faults.retarget(portOf());
    },
    async stop() {
      await faults.stop();
      await down();
    },
  };
}

const SECRET = "no-real-private-key";

interface State {
  readonly objects: Map<string, Kept>;
  readonly uploads: Map<string, Resumable>;
  generation: number;
}

async function answer(state: State, request: IncomingMessage, response: ServerResponse): Promise<void> {
  const url = new URL(request.url ?? "", "http://gcs");
  const json = (status: number, body: unknown, headers: Record<string, string> = {}) =>
    response.writeHead(status, { "content-type": "application/json", ...headers }).end(JSON.stringify(body));
  const fail = (status: number, message: string) => json(status, { error: { code: status, message, errors: [{ message }] } });
  const body = await received(request);
  const [, upload, bucket, object] = /^(\/upload)?\/storage\/v1\/b\/([^/]+)\/o(?:\/(.+))?$/.exec(url.pathname) ?? [];
  if (bucket === undefined) return void fail(404, "no such method");
  if (decodeURIComponent(bucket) !== BUCKET) return void fail(404, "The specified bucket does not exist.");
  const name = object === undefined ? null : decodeURIComponent(object);

  if (upload !== undefined) {
    const id = url.searchParams.get("upload_id");
    if (id !== null) return void resume(state, id, request, response, body, json, fail);
    const kind = url.searchParams.get("uploadType");
    if (kind === "resumable") {
      const session = randomUUID();
      const told = body.length === 0 ? {} : JSON.parse(body.toString());
      state.uploads.set(session, { name: url.searchParams.get("name") ?? told.name, received: Buffer.alloc(0) });
      return void json(200, {}, { location: `http://${request.headers.host}${url.pathname}?uploadType=resumable&upload_id=${session}` });
    }
    const { metadata, content } = multipart(request.headers["content-type"] ?? "", body);
    if (metadata.crc32c !== undefined && metadata.crc32c !== crc32c(content)) return void fail(400, "the checksum does not match");
    return void json(200, keep(state, url.searchParams.get("name") ?? metadata.name, content));
  }
  if (name === null) return void json(200, page(state, url));
  const kept = state.objects.get(name);
  if (kept === undefined) return void fail(404, `No such object: ${BUCKET}/${name}`);
  if (request.method === "DELETE") {
    state.objects.delete(name);
    return void response.writeHead(204).end();
  }
  if (url.searchParams.get("alt") !== "media") return void json(200, metadataOf(name, kept));
  media(kept, request, response);
}

function media(kept: Kept, request: IncomingMessage, response: ServerResponse): void {
  const size = kept.bytes.length;
  const headers = {
    "x-goog-generation": String(kept.generation),
    "x-goog-hash": `crc32c=${crc32c(kept.bytes)}`,
    "content-type": "application/octet-stream",
  };
  const [, from, to] = /^bytes=(\d+)-(\d*)$/.exec(request.headers.range ?? "") ?? [];
  if (from === undefined) return void response.writeHead(200, { ...headers, "content-length": size }).end(kept.bytes);
  if (Number(from) >= size) return void response.writeHead(416, { "content-range": `bytes */${size}` }).end();
  const part = kept.bytes.subarray(Number(from), to === "" || to === undefined ? size : Number(to) + 1);
  const range = `bytes ${from}-${Number(from) + part.length - 1}/${size}`;
  response.writeHead(206, { ...headers, "content-length": part.length, "content-range": range }).end(part);
}

function resume(
  state: State,
  id: string,
  request: IncomingMessage,
  response: ServerResponse,
  body: Buffer,
  json: (status: number, body: unknown) => unknown,
  fail: (status: number, message: string) => unknown,
): void {
  const session = state.uploads.get(id);
  if (session === undefined) return void fail(404, "no such upload");
  if (request.method === "DELETE") {
    state.uploads.delete(id);
    return void response.writeHead(499).end();
  }
  const [, from, total] = /^bytes (?:(\d+)-\d+|\*)\/(\d+|\*)$/.exec(request.headers["content-range"] ?? "bytes 0-0/*") ?? [];
  if (from !== undefined && Number(from) <= session.received.length)
    session.received = Buffer.concat([session.received.subarray(0, Number(from)), body]);
  const isWhole = total !== undefined && total !== "*" && session.received.length >= Number(total);
  if (!isWhole) {
    const range = session.received.length === 0 ? {} : { range: `bytes=0-${session.received.length - 1}` };
    return void response.writeHead(308, { ...range, "content-length": 0 }).end();
  }
  const told = /crc32c=([^,]+)/.exec(String(request.headers["x-goog-hash"] ?? ""))?.[1];
  if (told !== undefined && told !== crc32c(session.received)) return void fail(400, "the checksum does not match");
  state.uploads.delete(id);
  json(200, keep(state, session.name, session.received));
}

function keep(state: State, name: string, bytes: Buffer) {
  const kept = { bytes, generation: ++state.generation, updated: new Date().toISOString() };
  state.objects.set(name, kept);
  return metadataOf(name, kept);
}

function metadataOf(name: string, kept: Kept) {
  const { generation, updated, bytes } = kept;
  return { name, bucket: BUCKET, size: String(bytes.length), generation: String(generation), updated, crc32c: crc32c(bytes) };
}

function page(state: State, url: URL) {
  const prefix = url.searchParams.get("prefix") ?? "";
  const names = [...state.objects.keys()].filter((name) => name.startsWith(prefix)).sort();
  const start = Number(url.searchParams.get("pageToken") ?? 0);
  const items = names.slice(start, start + PAGE).map((name) => metadataOf(name, state.objects.get(name) as Kept));
  return { items, ...(start + PAGE < names.length ? { nextPageToken: String(start + PAGE) } : {}) };
}

function multipart(contentType: string, body: Buffer): { metadata: { name: string; crc32c?: string }; content: Buffer } {
  const boundary = `--${/boundary="?([^";]+)"?/.exec(contentType)?.[1]}`;
  const jsonAt = body.indexOf("\r\n\r\n") + 4;
  const jsonEnd = body.indexOf(boundary, jsonAt);
  const contentAt = body.indexOf("\r\n\r\n", jsonEnd) + 4;
  const contentEnd = body.lastIndexOf(`\r\n${boundary}--`);
  return { metadata: JSON.parse(body.subarray(jsonAt, jsonEnd).toString()), content: body.subarray(contentAt, contentEnd) };
}

async function received(request: IncomingMessage): Promise<Buffer> {
  const chunks: Buffer[] = [];
  for await (const chunk of request) chunks.push(chunk as Buffer);
  return Buffer.concat(chunks);
}

const TABLE = Int32Array.from({ length: 256 }, (_, at) => {
  let crc = at;
  for (let bit = 0; bit < 8; bit++) crc = crc & 1 ? (crc >>> 1) ^ 0x82f63b78 : crc >>> 1;
  return crc;
});

/** RFC 3720's CRC-32C, big-endian in base64. */
function crc32c(bytes: Uint8Array): string {
  let crc = -1;
  for (let at = 0; at < bytes.length; at++) crc = (TABLE[(crc ^ (bytes[at] as number)) & 0xff] as number) ^ (crc >>> 8);
  const sum = Buffer.alloc(4);
  sum.writeUInt32BE((crc ^ -1) >>> 0);
  return sum.toString("base64");
}

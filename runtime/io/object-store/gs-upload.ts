// Google's uploads: a small object in one request, a large one in consecutive parts of one session.
import { randomUUID } from "node:crypto";
import type { Upload } from "./upload.js";

interface Checksum {
  update(bytes: never): void;
  toString(): string;
}

interface Part {
  readonly number: number;
  readonly offset: number;
  readonly bytes: Uint8Array;
}

/**
 * Uploads in one request. The object's name and checksum come before its bytes, so that the store refuses content that was changed in
 * transit. https://cloud.google.com/storage/docs/uploading-objects
 */
export async function simpleUpload(
  url: string,
  headers: Headers,
  metadata: { readonly name: string; readonly crc32c: string },
  bytes: Uint8Array,
  signal: AbortSignal,
): Promise<void> {
  const boundary = randomUUID();
  const type = "content-type: application/octet-stream";
  const before = `--${boundary}\r\ncontent-type: application/json; charset=UTF-8\r\n\r\n${JSON.stringify(metadata)}\r\n--${boundary}\r\n${type}\r\n\r\n`;
  headers.set("content-type", `multipart/related; boundary=${boundary}`);
  const body = Buffer.concat([Buffer.from(before), bytes, Buffer.from(`\r\n--${boundary}--`)]);
  const answer = await fetch(url, { method: "POST", headers, body, signal });
  if (!answer.ok) throw await refusal(answer);
  await answer.arrayBuffer();
}

/**
 * Uploads in parts. The session's address contains the permission. Parts must be sent in order. Each part is held back until the next one
 * exists, because the last part must be sent with the total size and the checksum, which the store compares before the object becomes
 * visible. A repeated part continues where the store stopped. https://cloud.google.com/storage/docs/performing-resumable-uploads
 */
export function resumableUpload(session: string, checksum: Checksum): Upload {
  let waiting: Part | null = null;
  let isUncertain = false;

  async function send(part: Part, isLast: boolean, signal: AbortSignal): Promise<void> {
    const end = part.offset + part.bytes.length;
    const total = isLast ? String(end) : "*";
    let from = part.offset;
    if (isUncertain) {
      const answer = await fetch(session, { method: "PUT", headers: { "content-range": `bytes */${total}` }, signal, redirect: "manual" });
      if (answer.ok) return;
      from = await received(answer);
      if (from >= end && !isLast) return;
      if (from < part.offset || from > end)
        throw new Error(`the upload cannot be resumed: the store has ${from} bytes of ${part.offset} sent`);
    }
    isUncertain = true;
    const headers: Record<string, string> = { "content-range": `bytes ${from === end ? "*" : `${from}-${end - 1}`}/${total}` };
    if (isLast) headers["x-goog-hash"] = `crc32c=${checksum}`;
    const body = part.bytes.subarray(from - part.offset);
    const answer = await fetch(session, { method: "PUT", headers, body: body as never, signal, redirect: "manual" });
    if (isLast && !answer.ok) throw await refusal(answer);
    if (isLast) await answer.arrayBuffer();
    if (!isLast && (await received(answer)) < end)
      throw Object.assign(new Error("the store took only some of a part"), { code: "ERR_SHORT_READ" });
    isUncertain = false;
  }

  return {
    async part(number, bytes, signal) {
      if (waiting?.number === number) return;
      if (waiting !== null) await send(waiting, false, signal);
      checksum.update(bytes as never);
      waiting = { number, bytes, offset: waiting === null ? 0 : waiting.offset + waiting.bytes.length };
    },
    async complete(signal) {
      if (waiting !== null) await send(waiting, true, signal);
    },
    async abort() {
      await fetch(session, { method: "DELETE" });
    },
  };
}

/** The number of bytes that the store has received; it is sent with status 308. */
async function received(answer: Response): Promise<number> {
  if (answer.status !== 308) throw await refusal(answer);
  const last = /-(\d+)$/.exec(answer.headers.get("range") ?? "")?.[1];
  return last === undefined ? 0 : Number(last) + 1;
}

/** An unsuccessful answer as an error with its status. */
export async function refusal(answer: Response): Promise<Error> {
  const text = await answer.text().catch(() => "");
  const told = /"message"\s*:\s*"([^"]*)"/.exec(text)?.[1] ?? text.slice(0, 200);
  const reason = /"reason"\s*:\s*"([^"]*)"/.exec(text)?.[1];
  const details = { statusCode: answer.status, ...(reason === undefined ? {} : { errors: [{ reason }] }) };
  return Object.assign(new Error(told === "" ? `HTTP status ${answer.status}` : told), details);
}

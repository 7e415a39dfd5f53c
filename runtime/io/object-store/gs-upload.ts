// Google's resumable upload: parts follow each other in one session, whose address is itself the permission.
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
 * Parts must come in order. Each waits for the next one, since the last must be sent as the last: with the total and the checksum, which
 * the store compares before the object becomes visible. A part that is sent again goes on where the store has got to.
 * https://cloud.google.com/storage/docs/performing-resumable-uploads
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

/** How many bytes the store has: told with status 308. */
async function received(answer: Response): Promise<number> {
  if (answer.status !== 308) throw await refusal(answer);
  const last = /-(\d+)$/.exec(answer.headers.get("range") ?? "")?.[1];
  return last === undefined ? 0 : Number(last) + 1;
}

/** An answer that is no success, as an error with its status. */
export async function refusal(answer: Response): Promise<Error> {
  const text = await answer.text().catch(() => "");
  const told = /"message"\s*:\s*"([^"]*)"/.exec(text)?.[1] ?? text.slice(0, 200);
  return Object.assign(new Error(told === "" ? `HTTP status ${answer.status}` : told), { statusCode: answer.status });
}

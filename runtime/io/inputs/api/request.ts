// One GET request for JSON: retried where that helps, limited in time and size, and without credentials in messages.
import pRetry from "p-retry";
import { parseExactly } from "../../values/exact-json.js";
import { longestSecret, withoutSecrets } from "./secrets.js";

export interface RequestLimits {
  /** The number of retries after the first attempt. */
  readonly retries: number;
  /** Milliseconds for one attempt, including its body. */
  readonly timeoutMs: number;
  /** The maximum size of one body. */
  readonly maxBytes: number;
  /** The longest pause that a server may request. */
  readonly maxWaitMs: number;
}

export interface JsonRequest extends RequestLimits {
  readonly url: URL;
  readonly headers: Readonly<Record<string, string>>;
  /** Texts that messages must not contain. */
  readonly secrets: readonly string[];
  readonly signal: AbortSignal;
  readonly note: (message: string) => void;
}

export interface JsonAnswer {
  readonly body: unknown;
  readonly headers: Headers;
  readonly url: URL;
}

/** The server has no resource at this address (404, 410). */
export class NothingThereError extends Error {}

/** An attempt that failed and may be repeated, after the pause that the server requested. */
class PassingError extends Error {
  readonly waitMs: number;

  constructor(message: string, waitMs = 0, cause?: unknown) {
    super(message, { cause });
    this.waitMs = waitMs;
  }
}

const FIRST_PAUSE = 200;

export async function getJson(request: JsonRequest): Promise<JsonAnswer> {
  const { signal, retries } = request;
  return pRetry(() => attempt(request), {
    retries,
    minTimeout: FIRST_PAUSE,
    factor: 2,
    maxTimeout: 20_000,
    randomize: true,
    signal,
    shouldRetry: ({ error }: { error: Error }) => !signal.aborted && error instanceof PassingError,
    onFailedAttempt: async ({ error, retriesLeft }: { error: Error; retriesLeft: number }) => {
      if (!(error instanceof PassingError) || retriesLeft === 0 || signal.aborted) return;
      request.note(`${error.message} Trying again.`);
      await pause(error.waitMs, signal);
    },
  }).catch((error: unknown) => {
    signal.throwIfAborted();
    throw error instanceof PassingError && retries > 0
      ? new Error(`${error.message} It was tried ${retries + 1} times.`, { cause: error.cause })
      : error;
  });
}

async function attempt(request: JsonRequest): Promise<JsonAnswer> {
  const { headers, signal, timeoutMs } = request;
  const timeout = AbortSignal.timeout(timeoutMs);
  try {
    const { response, url } = await follow(request.url, { headers, signal: AbortSignal.any([signal, timeout]) }, request);
    if (!response.ok) throw await refusal(response, request);
    return { body: parsed(await textOf(response, request), request), headers: response.headers, url };
  } catch (error) {
    signal.throwIfAborted();
    if (timeout.aborted) throw new PassingError(say(request, `no complete answer within ${timeoutMs / 1000} s.`));
    // The errors of fetch, and of an interrupted body.
    if (error instanceof TypeError) throw new PassingError(say(request, `the connection failed: ${reasonOf(error)}.`), 0, error);
    throw error;
  }
}

/** Follows redirects within the origin. Credentials must not be sent to another one. */
async function follow(start: URL, init: RequestInit, request: JsonRequest): Promise<{ response: Response; url: URL }> {
  let url = start;
  for (let hops = 0; hops <= 5; hops++) {
    const response = await fetch(url, { ...init, redirect: "manual" });
    const location = response.headers.get("location");
    if (response.status < 300 || response.status >= 400 || location === null) return { response, url };
    await response.body?.cancel();
    url = sameOrigin(new URL(location, url), start, request);
  }
  throw new Error(say(request, "it redirects more than 5 times. Give the address it leads to as baseUrl."));
}

/** Throws for an address of another server, because that server would get the credentials of this one. */
export function sameOrigin(url: URL, base: URL, request: Pick<JsonRequest, "url" | "secrets">): URL {
  if (url.origin === base.origin) return url;
  throw new Error(
    say(
      request,
      `it redirects to another server, ${url.origin}, and redirects to other servers are not followed. If that server is right, give it as baseUrl.`,
    ),
  );
}

async function refusal(response: Response, request: JsonRequest): Promise<Error> {
  const { status, statusText } = response;
  const excerpt = (await beginningOf(response, request.secrets)).replace(/\s+/g, " ").slice(0, 200).trim();
  const answer = `${status} ${statusText}`.trim() + (excerpt === "" ? "." : `: ${excerpt}${/[.!?]$/.test(excerpt) ? "" : "."}`);
  if (status === 404 || status === 410) return new NothingThereError(say(request, answer));
  if (status === 429 || status >= 500 || status === 408) {
    const waitMs = retryAfter(response.headers.get("retry-after"));
    if (waitMs <= request.maxWaitMs) return new PassingError(say(request, answer), waitMs);
    return new Error(
      say(
        request,
        `${answer} The server requests a wait of ${Math.round(waitMs / 1000)} s, which is longer than maxWaitMs. Run again after that time.`,
      ),
    );
  }
  const remedy = status === 401 || status === 403 ? " Correct the credentials (auth, headers, query)." : " Correct the path, or the query.";
  return new Error(say(request, answer + remedy));
}

/** The maximum number of bytes that are read of the body of an error. */
const MOST_OF_REFUSAL = 4096;

/** The beginning of a body, with every secret masked. A secret that is truncated at the end is left out, with the text around it. */
async function beginningOf(response: Response, secrets: readonly string[]): Promise<string> {
  const chunks: Uint8Array[] = [];
  let bytes = 0;
  try {
    for await (const chunk of (response.body ?? []) as AsyncIterable<Uint8Array>) {
      chunks.push(chunk);
      bytes += chunk.byteLength;
      if (bytes >= MOST_OF_REFUSAL) break;
    }
  } catch {
    // An interrupted body gives a shorter message.
  }
  const text = Buffer.concat(chunks).subarray(0, MOST_OF_REFUSAL).toString("utf8");
  return withoutSecrets(bytes < MOST_OF_REFUSAL ? text : text.slice(0, Math.max(0, text.length - longestSecret(secrets))), secrets);
}

/** In milliseconds; the header contains seconds or a date (RFC 9110, 10.2.3). */
export function retryAfter(header: string | null, now: number = Date.now()): number {
  if (header === null) return 0;
  if (/^\s*\d+\s*$/.test(header)) return Number(header) * 1000;
  const date = Date.parse(header);
  return Number.isNaN(date) ? 0 : Math.max(0, date - now);
}

async function textOf(response: Response, request: JsonRequest): Promise<string> {
  const chunks: Uint8Array[] = [];
  let bytes = 0;
  const tooLarge = () =>
    new Error(say(request, `the answer is larger than maxBytes (${request.maxBytes}). Request smaller pages, or raise maxBytes.`));
  if (Number(response.headers.get("content-length") ?? 0) > request.maxBytes) {
    await response.body?.cancel();
    throw tooLarge();
  }
  for await (const chunk of (response.body ?? []) as AsyncIterable<Uint8Array>) {
    bytes += chunk.byteLength;
    if (bytes > request.maxBytes) throw tooLarge();
    chunks.push(chunk);
  }
  return Buffer.concat(chunks).toString("utf8");
}

function parsed(text: string, request: JsonRequest): unknown {
  try {
    return parseExactly(text);
  } catch {
    const start =
      text === "" ? "it is empty" : `it begins with ${JSON.stringify(withoutSecrets(text.slice(0, 4096), request.secrets).slice(0, 40))}`;
    throw new Error(say(request, `the answer is not JSON: ${start}. Correct the path.`));
  }
}

/** `[api] GET https://host/path?page=2: …`, with every secret masked. */
export function say({ url, secrets }: Pick<JsonRequest, "url" | "secrets">, text: string): string {
  return withoutSecrets(`[api] GET ${url.origin}${url.pathname}${url.search}: ${text}`, secrets);
}

function reasonOf(error: TypeError): string {
  const cause = error.cause as (Error & { code?: string }) | undefined;
  return cause?.message || cause?.code || error.message;
}

function pause(ms: number, signal: AbortSignal): Promise<void> {
  if (ms <= 0) return Promise.resolve();
  return new Promise((resolve) => {
    const done = () => {
      clearTimeout(timer);
      signal.removeEventListener("abort", done);
      resolve();
    };
    const timer = setTimeout(done, ms);
    signal.addEventListener("abort", done, { once: true });
  });
}

// Errors of stores: one set of meanings for all vendors, and their messages.
import { isError } from "../../sdk/is-error.js";
import type { StoreScheme } from "./object-store.js";

/** `throttled`, `unreachable` and `broken` may be temporary, so they are retried. */
export type Meaning =
  | "absent"
  | "past the end"
  | "no bucket"
  | "denied"
  | "no credentials"
  | "throttled"
  | "unreachable"
  | "broken"
  | "other";

export type Verb = "read" | "write" | "delete" | "list" | "look up";

/** A failed operation of a store. The message begins with the address and ends with the remedy, and contains no credentials. */
export class StoreError extends Error {
  readonly meaning: Meaning;

  constructor(message: string, meaning: Meaning, cause?: Error) {
    super(message, cause === undefined ? undefined : { cause });
    this.name = "StoreError";
    this.meaning = meaning;
  }
}

/** The common fields of errors in the vendors' libraries. */
interface VendorError {
  readonly name?: string;
  readonly message?: string;
  readonly code?: unknown;
  readonly statusCode?: number;
  readonly $metadata?: { readonly httpStatusCode?: number };
  readonly response?: { readonly status?: number };
  /** Google's own error codes. */
  readonly errors?: readonly { readonly reason?: string }[];
  readonly cause?: unknown;
}

const NETWORK =
  /^(ECONN(RESET|REFUSED|ABORTED)|EPIPE|ETIMEDOUT|ENOTFOUND|EAI_AGAIN|EHOSTUNREACH|ENETUNREACH|REQUEST_SEND_ERROR|ERR_STREAM_PREMATURE_CLOSE|ERR_SHORT_READ|TimeoutError|RequestTimeout|AbortError|PARSE_ERROR|UND_ERR_\w+)$/;
const NO_BUCKET = /^(NoSuchBucket|ContainerNotFound|ContainerBeingDeleted)$/;
const CREDENTIALS = /^(CredentialsProviderError|CredentialUnavailableError|AggregateAuthenticationError|NoAuthError)$/;
const DENIED = /^(AccessDenied|ExpiredToken|InvalidToken|TokenRefreshRequired|InvalidAccessKeyId|SignatureDoesNotMatch)$/;
const THROTTLED =
  /^(SlowDown|Throttling|ThrottlingException|TooManyRequests|ServerBusy|RequestLimitExceeded|rateLimitExceeded|userRateLimitExceeded)$/;

/** The meaning of an error of a vendor's library or the network. */
export function meaningOf(error: unknown): Meaning {
  if (error instanceof StoreError) return error.meaning;
  const { name = "", message = "", cause } = error as VendorError;
  const status = statusOf(error as VendorError);
  const code = typeof (error as VendorError).code === "string" ? ((error as VendorError).code as string) : "";
  const reason = (error as VendorError).errors?.[0]?.reason ?? "";
  const is = (pattern: RegExp) => pattern.test(code) || pattern.test(name) || pattern.test(reason);
  if (is(NO_BUCKET) || (status === 404 && /bucket does not exist|container does not exist/i.test(message))) return "no bucket";
  if (is(CREDENTIALS) || /could not load (the default )?credentials|could not load credentials/i.test(message)) return "no credentials";
  if (is(THROTTLED) || status === 429 || status === 503) return "throttled";
  if (status === 401 || status === 403 || is(DENIED)) return "denied";
  if (status === 404) return "absent";
  if (status === 416) return "past the end";
  if (status === 408 || (status !== undefined && status >= 500 && status !== 501)) return "broken";
  if (is(NETWORK) || /socket hang up|aborted$|premature close/i.test(message)) return "unreachable";
  return isError(cause) && status === undefined ? meaningOf(cause) : "other";
}

/** True when a retry may succeed. */
export function mayPass(meaning: Meaning): boolean {
  return meaning === "throttled" || meaning === "unreachable" || meaning === "broken";
}

export interface StoreAct {
  readonly scheme: StoreScheme;
  readonly verb: Verb;
  readonly address: string;
  /** The number of attempts. */
  readonly tries: number;
  /** Texts that messages must not contain. */
  readonly secrets: readonly string[];
}

/** The error for users: `[s3] cannot read s3://b/a.json: access denied. Allow …`. */
export function explain(error: unknown, act: StoreAct): Error {
  if (error instanceof StoreError) return error;
  const meaning = meaningOf(error);
  const told = scrubbed(error, act.secrets);
  return new StoreError(`[${act.scheme}] cannot ${act.verb} ${act.address}: ${reason(meaning, act, told)}`, meaning, told);
}

function reason(meaning: Meaning, act: StoreAct, told: Error): string {
  const after = act.tries > 1 ? ` after ${act.tries} tries` : "";
  const old = act.verb === "write" ? " The old value is still stored." : "";
  switch (meaning) {
    case "denied":
      return `access denied. Allow these credentials to ${act.verb} there, or give others.`;
    case "no bucket":
      return `there is no such ${act.scheme === "az" ? "container" : "bucket"}. Create it, or correct the address.`;
    case "no credentials":
      return `no credentials were found. ${CREDENTIALS_REMEDY[act.scheme] ?? "Give some."}`;
    case "throttled":
      return `the store still requests fewer requests${after}.${old} Run again later.`;
    case "unreachable":
      return `the store does not answer or cuts the connection${after} (${short(told.message)}).${old} Check the network and the endpoint, then run again.`;
    case "broken":
      return `the store fails${after} (${short(told.message)}).${old} Run again later.`;
    case "absent":
      return "the object does not exist. Correct the address.";
    default:
      if (/^Region is missing/.test(told.message)) return "no region is known. Set AWS_REGION, or give s3: { region: … }.";
      return `${short(told.message)}.${old}`;
  }
}

const CREDENTIALS_REMEDY: Partial<Record<StoreScheme, string>> = {
  s3: "Set AWS_ACCESS_KEY_ID and AWS_SECRET_ACCESS_KEY, sign in with the AWS tools, or give them as the option s3.",
  gs: "Set GOOGLE_APPLICATION_CREDENTIALS, sign in with gcloud auth application-default login, or give them as the option gs.",
  az: "Set AZURE_STORAGE_CONNECTION_STRING, sign in with az login, or give them as the option az.",
};

function statusOf(error: VendorError): number | undefined {
  if (typeof error.code === "number" && error.code >= 100) return error.code;
  const coded = typeof error.code === "string" && /^[1-5]\d\d$/.test(error.code) ? Number(error.code) : undefined;
  return error.statusCode ?? error.$metadata?.httpStatusCode ?? coded ?? error.response?.status;
}

const SIGNED =
  /\b(sig|X-Amz-Signature|X-Amz-Credential|X-Amz-Security-Token|AccountKey|upload_id|SharedAccessSignature|access_token|Bearer|Signature)([=:\s]+)[^\s&;"']+/gi;

/**
 * The error's message and stack without credentials. The libraries' error objects contain requests with headers, so they are not passed on.
 */
export function scrubbed(error: unknown, secrets: readonly string[]): Error {
  const clean = (text: string) =>
    secrets
      .filter((secret) => secret.length > 3)
      .reduce((cleaned, secret) => cleaned.replaceAll(secret, "***").replaceAll(encodeURIComponent(secret), "***"), text)
      .replace(SIGNED, "$1$2***");
  const { name = "Error", message = "", stack } = error as Error;
  const inner = (error as AggregateError).errors;
  const words = message === "" && Array.isArray(inner) ? inner.map((each) => String((each as Error).message)).join("; ") : message;
  const copy = new Error(clean(words === "" || words === "UnknownError" ? String((error as VendorError).code ?? name) : words));
  copy.name = name;
  if (stack !== undefined) copy.stack = clean(stack);
  return copy;
}

function short(message: string): string {
  const line = message.trim().split("\n")[0]?.replace(/\.$/, "") ?? "";
  return line.length > 200 ? `${line.slice(0, 200)}…` : line;
}

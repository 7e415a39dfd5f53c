// Records slow requests: a line in the log for each, and the last of them for the server's status.
import type { SlowRequest } from "../../runtime/contract/server-status.js";

export interface SlowRequests {
  /** Reports the duration of a request in milliseconds. Fast requests are only counted. */
  took(name: string, ms: number, params: unknown): void;
  /** The number of requests, slow and fast. */
  count(): number;
  /** The latest last. */
  recent(): readonly SlowRequest[];
}

export interface SlowRequestsOptions {
  readonly log: (line: string) => void;
  /** A short description of the document or project of a request. Null if unknown. */
  readonly about: (uri: string) => string | null;
}

/** Requests that take longer than this many milliseconds are recorded. */
const SLOW = 200;
const KEPT = 20;

export function createSlowRequests({ log, about }: SlowRequestsOptions): SlowRequests {
  const kept: SlowRequest[] = [];
  let all = 0;

  function aboutParams(params: unknown): string | null {
    const uri = uriIn(params);
    try {
      return uri === null ? null : about(uri);
    } catch {
      // If the project cannot be read, the request itself has reported it.
      return uri;
    }
  }

  return {
    took(name, ms, params) {
      all++;
      if (ms <= SLOW) return;
      const subject = aboutParams(params);
      kept.push({ name, ms: Math.round(ms), when: new Date().toISOString(), ...(subject === null ? {} : { about: subject }) });
      if (kept.length > KEPT) kept.shift();
      log(`${name} took ${Math.round(ms)} ms${subject === null ? "" : ` (${subject})`}`);
    },
    count: () => all,
    recent: () => [...kept],
  };
}

/** The URI of the request's document, else of its project. */
function uriIn(params: unknown): string | null {
  if (typeof params !== "object" || params === null) return null;
  const { textDocument, item, uri, near, project, data, arguments: args } = params as Record<string, unknown>;
  const inner = (value: unknown) => (typeof value === "object" && value !== null ? (value as { uri?: unknown }).uri : undefined);
  const ofItem = typeof data === "object" && data !== null ? (data as { project?: unknown }).project : undefined;
  const ofCommand = Array.isArray(args) ? args[0] : undefined;
  const found = [inner(textDocument), inner(item), uri, near, project, ofItem, ofCommand].find((each) => typeof each === "string");
  return typeof found === "string" ? found : null;
}

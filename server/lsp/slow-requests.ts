// Notes the requests that were slow: a line in the log for each, and the last of them for the server's status.
import type { SlowRequest } from "../../runtime/contract/server-status.js";

export interface SlowRequests {
  /** A request took so many milliseconds; nothing is noted of a fast one. */
  took(name: string, ms: number, params: unknown): void;
  /** How many requests there were, slow and fast. */
  count(): number;
  /** The latest last. */
  recent(): readonly SlowRequest[];
}

export interface SlowRequestsOptions {
  readonly log: (line: string) => void;
  /** In a few words, what a request about this document or project was about; null where that is unknown. */
  readonly about: (uri: string) => string | null;
}

/** Milliseconds after which a request is worth a line. */
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
      // Where the project itself cannot be read, the request has said so.
      return uri;
    }
  }

  return {
    took(name, ms, params) {
      all++;
      if (ms <= SLOW) return;
      const told = aboutParams(params);
      kept.push({ name, ms: Math.round(ms), when: new Date().toISOString(), ...(told === null ? {} : { about: told }) });
      if (kept.length > KEPT) kept.shift();
      log(`${name} took ${Math.round(ms)} ms${told === null ? "" : ` (${told})`}`);
    },
    count: () => all,
    recent: () => [...kept],
  };
}

/** Of the document a request is about, else of the project. */
function uriIn(params: unknown): string | null {
  if (typeof params !== "object" || params === null) return null;
  const { textDocument, item, uri, near, project, data, arguments: args } = params as Record<string, unknown>;
  const inner = (value: unknown) => (typeof value === "object" && value !== null ? (value as { uri?: unknown }).uri : undefined);
  const ofItem = typeof data === "object" && data !== null ? (data as { project?: unknown }).project : undefined;
  const ofCommand = Array.isArray(args) ? args[0] : undefined;
  const found = [inner(textDocument), inner(item), uri, near, project, ofItem, ofCommand].find((each) => typeof each === "string");
  return typeof found === "string" ? found : null;
}

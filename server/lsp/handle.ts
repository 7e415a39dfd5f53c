// The one wrapper of every request: a bug in one feature costs one answer and a line in the log, never the server.
import { type Connection, ResponseError } from "vscode-languageserver";
import type { SlowRequests } from "./slow-requests.js";

export type Handle = ReturnType<typeof createHandle>;

/** Wraps a handler: what it throws is logged with the request's name, and the client gets `fallback`. */
export function createHandle(connection: Connection, slow: SlowRequests) {
  return <Params, Answer>(name: string, fallback: Answer, handler: (params: Params) => Answer): ((params: Params) => Answer) => {
    return (params) => {
      const started = performance.now();
      try {
        return handler(params);
      } catch (error) {
        // What the user is to read is an answer, not a bug.
        if (error instanceof ResponseError) throw error;
        connection.console.error(`${name}: ${error instanceof Error ? (error.stack ?? error.message) : String(error)}`);
        return fallback;
      } finally {
        slow.took(name, performance.now() - started, params);
      }
    };
  };
}

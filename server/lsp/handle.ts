// Wraps every request handler: a bug in one feature costs one answer and a line in the log, but does not stop the server.
import { type Connection, ResponseError } from "vscode-languageserver";
import { answer, type Request } from "../../runtime/contract/protocol.js";
import type { SlowRequests } from "./slow-requests.js";

type Answering<Params, Answer> = (params: Params) => Answer | Promise<Answer>;

export type Handle = ReturnType<typeof createHandle>;
export type Respond = ReturnType<typeof createRespond>;

/** Wraps a handler. If it throws, the error is logged with the request's name, and the client gets `fallback`. Its duration is recorded. */
export function createHandle(connection: Connection, slow: SlowRequests) {
  return <Params, Answer>(name: string, fallback: Answer, handler: Answering<Params, Answer>): Answering<Params, Answer> => {
    const failed = (error: unknown): Answer => {
      // A ResponseError is an answer for the user, not a bug.
      if (error instanceof ResponseError) throw error;
      connection.console.error(`${name}: ${error instanceof Error ? (error.stack ?? error.message) : String(error)}`);
      return fallback;
    };
    return (params) => {
      const started = performance.now();
      const took = () => slow.took(name, performance.now() - started, params);
      let later = false;
      try {
        const answer = handler(params);
        if (!(answer instanceof Promise)) return answer;
        later = true;
        return answer.catch(failed).finally(took);
      } catch (error) {
        return failed(error);
      } finally {
        if (!later) took();
      }
    };
  };
}

/** Registers handlers of our own requests. Their types follow from the request. */
export function createRespond(connection: Connection, handle: Handle) {
  return <Params, Result>(
    request: Request<Params, Result>,
    fallback: NoInfer<Result>,
    handler: Answering<NoInfer<Params>, NoInfer<Result>>,
  ) => answer(connection, request, handle(request.method.slice("millrace/".length), fallback, handler));
}

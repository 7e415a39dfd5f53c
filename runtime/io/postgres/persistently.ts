// Stores again after the connection broke: a server that restarts is usually back within seconds.
import pRetry from "p-retry";
import type { OutputContext } from "../../sdk/io-manager.js";
import { ConnectionBrokenError } from "./explain-error.js";

/** Runs `work`, and repeats it with growing pauses as long as `repeatable` says that the value can be stored again. */
export function persistently<T>(
  work: () => Promise<T>,
  { log, signal }: Pick<OutputContext, "log" | "signal">,
  repeatable: () => boolean = () => true,
): Promise<T> {
  const again = (error: Error) => error instanceof ConnectionBrokenError && !signal.aborted && repeatable();
  return pRetry(work, {
    retries: 4,
    minTimeout: 200,
    factor: 2,
    signal,
    shouldRetry: ({ error }: { error: Error }) => again(error),
    onFailedAttempt: ({ error, retriesLeft }: { error: Error; retriesLeft: number }) => {
      if (retriesLeft > 0 && again(error)) log.warning(`${error.message} It is stored again.`);
    },
  });
}

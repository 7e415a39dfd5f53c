// Trying again while a server is away or restarting.
import pRetry from "p-retry";
import type { Log } from "../../sdk/log.js";

interface Persistence {
  /** Whether the same again may succeed, and does no harm. */
  readonly retries: (error: unknown) => boolean;
  readonly log: Log;
  readonly signal: AbortSignal;
}

/** Runs `work`, again with growing pauses (some seconds in all) as long as `retries` says so. */
export function persistently<T>(work: () => Promise<T>, { retries, log, signal }: Persistence): Promise<T> {
  return pRetry(work, {
    retries: 4,
    minTimeout: 200,
    factor: 2,
    signal,
    shouldRetry: ({ error }: { error: Error }) => !signal.aborted && retries(error.cause ?? error),
    onFailedAttempt: ({ error, retriesLeft }: { error: Error; retriesLeft: number }) => {
      if (retriesLeft > 0 && retries(error.cause ?? error)) log.warning(`${error.message} Trying again.`);
    },
  });
}

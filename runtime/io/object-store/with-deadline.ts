// Ends waiting for an operation after a timeout or when its run is canceled, even if the operation ignores signals.
import { setMaxListeners } from "node:events";

/** The deadline is in `ms`. Rejects with the signal's reason, or with a `TimeoutError`. */
export async function withDeadline<T>(ms: number, signal: AbortSignal, work: (signal: AbortSignal) => Promise<T>): Promise<T> {
  signal.throwIfAborted();
  // A run has one signal for any number of requests.
  setMaxListeners(0, signal);
  const own = new AbortController();
  const cancel = () => own.abort(signal.reason);
  const timer = setTimeout(
    () => own.abort(Object.assign(new Error(`no answer for ${Math.round(ms / 1000)} s`), { name: "TimeoutError" })),
    ms,
  );
  signal.addEventListener("abort", cancel, { once: true });
  const working = work(own.signal);
  try {
    return await Promise.race([
      working,
      new Promise<never>((_, reject) => own.signal.addEventListener("abort", () => reject(own.signal.reason), { once: true })),
    ]);
  } finally {
    clearTimeout(timer);
    signal.removeEventListener("abort", cancel);
    working.catch(() => undefined);
  }
}

// Turns a callback into a stream of batches: a resource that must stay open while a consumer reads is often open only within a callback.

/** Passes a batch to the consumer. Resolves with true when the next one is requested, and with false when no more are needed. */
export type Take<T> = (batch: T) => Promise<boolean>;

/**
 * The batches that `work` passes, one at a time: `work` continues when the consumer requests the next one. The consumer's loop throws the
 * errors of `work`. When the consumer stops early, `work` gets false, and the loop waits until it has ended.
 */
export async function* streamed<T>(work: (take: Take<T>) => Promise<unknown>): AsyncGenerator<T> {
  let handed: { readonly batch: T; readonly answer: (wanted: boolean) => void } | null = null;
  let wake: () => void = () => undefined;
  let done = false;
  let stopped = false;
  const working = work((batch) => {
    if (stopped) return Promise.resolve(false);
    return new Promise((answer) => {
      handed = { batch, answer };
      wake();
    });
  }).finally(() => {
    done = true;
    wake();
  });
  working.catch(() => undefined);
  try {
    for (;;) {
      if (handed === null && !done) await new Promise<void>((resume) => (wake = resume));
      const next = handed as { readonly batch: T; readonly answer: (wanted: boolean) => void } | null;
      if (next === null) break;
      yield next.batch;
      handed = null;
      next.answer(true);
    }
  } finally {
    stopped = true;
    (handed as { readonly answer: (wanted: boolean) => void } | null)?.answer(false);
    await working.catch(() => undefined);
  }
  await working;
}

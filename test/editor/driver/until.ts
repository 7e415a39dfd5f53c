// Waiting for a condition, never for a time.

/** Longer than anything takes on a slow and busy machine, ms: a flow fails because of what it sees, not because of how long it took. */
export const patience = 180_000;

/** Asks until the answer is true (or not undefined), and returns it; fails naming what was waited for. */
export async function until<T>(what: string, ask: () => T | Promise<T>, milliseconds = patience): Promise<NonNullable<T>> {
  const deadline = Date.now() + milliseconds;
  for (;;) {
    const answer = await ask();
    if (answer) return answer;
    if (Date.now() > deadline) throw new Error(`waited ${milliseconds / 1000} s in vain: ${what}`);
    await new Promise((resolve) => setTimeout(resolve, 50));
  }
}

/** Whether what was tried came about in its time. */
export function succeeds(tried: Promise<unknown>): Promise<boolean> {
  return tried.then(
    () => true,
    () => false,
  );
}

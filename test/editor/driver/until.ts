// Waits for a condition, never for a fixed time.

/** In milliseconds: longer than anything takes on a slow, busy machine. A test fails because of what it sees, not because of time. */
export const patience = 180_000;

/** Asks until the answer is neither false nor undefined, and returns it. The error names what it waited for. */
export async function until<T>(what: string, ask: () => T | Promise<T>, milliseconds = patience): Promise<NonNullable<T>> {
  const deadline = Date.now() + milliseconds;
  for (;;) {
    const answer = await ask();
    if (answer) return answer;
    if (Date.now() > deadline) throw new Error(`waited ${milliseconds / 1000} s in vain: ${what}`);
    await new Promise((resolve) => setTimeout(resolve, 50));
  }
}

/** Whether the attempt succeeds before its timeout. */
export function succeeds(tried: Promise<unknown>): Promise<boolean> {
  return tried.then(
    () => true,
    () => false,
  );
}

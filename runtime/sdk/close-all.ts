// Closes several things, also when closing one of them fails.

/** Calls one function after the other; then rejects with the first error. */
export async function closeAll(closings: Iterable<() => Promise<void> | void>): Promise<void> {
  const errors: unknown[] = [];
  for (const close of closings) {
    try {
      await close();
    } catch (error) {
      errors.push(error);
    }
  }
  if (errors.length > 0) throw errors[0];
}

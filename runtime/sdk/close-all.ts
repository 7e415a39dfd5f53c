// The end of several things: one that fails leaves none of the others open.

/** Calls one after another; rejects, after the last, with what was thrown first. */
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

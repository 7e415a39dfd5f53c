// Types that TypeScript itself cannot follow: some overflow its stack.

/** What `work` gives. Of what overflows the stack nothing is said, so that all else is looked at. */
export function orElse<T>(otherwise: T, work: () => T): T {
  try {
    return work();
  } catch (error) {
    if (error instanceof RangeError) return otherwise;
    throw error;
  }
}

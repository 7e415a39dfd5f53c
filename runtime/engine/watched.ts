// Separates errors of user code from errors of the store: batches are computed while they are stored.

export interface Watched {
  readonly batches: object;
  /** The error that the source itself threw. */
  failure: { readonly error: unknown } | null;
}

/** The same object (a stream stays a stream). It remembers the error that iterating over it throws. */
export function watched(source: AsyncIterable<unknown>): Watched {
  const iterate = (): AsyncIterator<unknown> => {
    const iterator = source[Symbol.asyncIterator]();
    const next = async () => {
      try {
        return await iterator.next();
      } catch (error) {
        seen.failure = { error };
        throw error;
      }
    };
    return { next, return: async (last?: unknown) => (await iterator.return?.(last)) ?? { done: true, value: last } };
  };
  const batches = new Proxy(source, {
    get(target, name) {
      if (name === Symbol.asyncIterator) return iterate;
      const member: unknown = Reflect.get(target, name, target);
      return typeof member === "function" ? member.bind(target) : member;
    },
  });
  const seen: Watched = { batches, failure: null };
  return seen;
}

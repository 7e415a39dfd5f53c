// Functions that cache the results of pure functions. An editor asks the same questions on each keystroke. Each function owns its cache.

/** Caches a result as long as its argument, an object, is alive. */
export function perObject<Of extends object, Result>(compute: (of: Of) => Result): (of: Of) => Result {
  const known = new WeakMap<Of, { readonly result: Result }>();
  return (of) => {
    const found = known.get(of) ?? { result: compute(of) };
    known.set(of, found);
    return found.result;
  };
}

/** Caches the results of at most `most` texts, and then starts with an empty cache. `idOf`: arguments with the same id share a result. */
export function perText<Args extends readonly unknown[], Result>(
  most: number,
  idOf: (...args: Args) => string,
  compute: (...args: Args) => Result,
): (...args: Args) => Result {
  const known = new Map<string, { readonly result: Result }>();
  return (...args) => {
    const id = idOf(...args);
    const found = known.get(id);
    if (found !== undefined) return found.result;
    if (known.size >= most) known.clear();
    const result = compute(...args);
    known.set(id, { result });
    return result;
  };
}

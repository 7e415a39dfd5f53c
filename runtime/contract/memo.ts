// Pure functions that remember what they computed, for an editor asks the same with every keystroke. Each owns what it remembers.

/** Remembers a result for as long as the object lives that it was computed of. */
export function perObject<Of extends object, Result>(compute: (of: Of) => Result): (of: Of) => Result {
  const known = new WeakMap<Of, { readonly result: Result }>();
  return (of) => {
    const found = known.get(of) ?? { result: compute(of) };
    known.set(of, found);
    return found.result;
  };
}

/** Remembers the results of at most `most` texts; after that it begins anew. `idOf`: what two arguments must share to have one result. */
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

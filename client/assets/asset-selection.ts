// Writes the selection of one asset in Dagster's grammar.

/** `null` is everything. A key that is no bare word of the grammar is quoted; `+` in front takes all that is upstream. */
export function selectionOf(key: string | null, upstream: boolean): string {
  if (key === null) return "*";
  const named = /^[A-Za-z_][A-Za-z0-9_/]*$/.test(key) && !/^(and|or|not|sinks|roots)$/i.test(key) ? key : `key:"${key}"`;
  return upstream ? `+${named}` : named;
}

// Writes the selection of one asset in Dagster's grammar.

/** A key of `null` selects everything. A key that is not a bare word of the grammar is quoted. A leading `+` adds everything upstream. */
export function selectionOf(key: string | null, upstream: boolean): string {
  if (key === null) return "*";
  const named = /^[A-Za-z_][A-Za-z0-9_/]*$/.test(key) && !/^(and|or|not|sinks|roots)$/i.test(key) ? key : `key:"${key}"`;
  return upstream ? `+${named}` : named;
}

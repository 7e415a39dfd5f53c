// Rewrites queries with named parameters (`:day`) to numbered ones, so that values are never part of the text.

export interface NumberedQuery {
  readonly text: string;
  readonly values: readonly unknown[];
}

/**
 * The tokens of SQL text: strings, quoted names, comments and `::` casts contain no parameters. PostgreSQL's lexical rules, which DuckDB
 * shares.
 */
const TOKENS = new RegExp(
  [
    /[eE]'(?:[^'\\]|\\.|'')*'/, // a string with escapes
    /'(?:[^']|'')*'/,
    /"(?:[^"]|"")*"/,
    /\$([A-Za-z_\u0080-\uffff][\w\u0080-\uffff]*)?\$[\s\S]*?\$\1\$/, // a dollar-quoted string
    /--[^\n]*/,
    /\/\*[\s\S]*?\*\//,
    /::/,
    /[A-Za-z_\u0080-\uffff][\w$\u0080-\uffff]*/, // a word: its last letters are not the prefix of a string
    /:([A-Za-z_][A-Za-z0-9_]*)/,
  ]
    .map((token) => token.source)
    .join("|"),
  "g",
);

/** The names of the parameters in a query, each once, in order. */
export function namesIn(query: string): string[] {
  return [...new Set([...query.matchAll(TOKENS)].flatMap((match) => match[2] ?? []))];
}

/** The query with `$1`, `$2`, … and the values in their order. Throws for a name without a value, with the list of known names. */
export function numbered(query: string, values: Readonly<Record<string, () => unknown>>, what: string): NumberedQuery {
  const names = namesIn(query);
  const unknown = names.find((name) => !Object.hasOwn(values, name));
  if (unknown !== undefined) {
    const known = Object.keys(values).map((name) => `:${name}`);
    const list = known.length === 0 ? "There are none" : `Known: ${known.join(", ")}`;
    throw new Error(
      `[database] the query of ${what} has a parameter :${unknown} without a value. ${list}. Add it to the parameters, or correct the query.`,
    );
  }
  const text = query.replace(TOKENS, (token, _tag, name: string | undefined) =>
    name === undefined ? token : `$${names.indexOf(name) + 1}`,
  );
  return { text, values: names.map((name) => (values[name] as () => unknown)()) };
}

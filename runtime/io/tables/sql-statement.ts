// Prepares a SQL statement for use inside brackets: removes what ends it, and refuses what would close the brackets.

const LETTER = "A-Za-z_\\u0080-\\uffff";

/** PostgreSQL's lexical rules, which DuckDB shares. Comments in `/* … *\/` may be nested, so they are parsed separately. */
const TOKEN = new RegExp(
  [
    "(?<space>\\s+|--[^\\n]*)",
    "[eE]'(?:[^'\\\\]|\\\\[\\s\\S]|'')*'",
    "'(?:[^']|'')*'",
    '"(?:[^"]|"")*"',
    `\\$(?<tag>[${LETTER}][\\w\\u0080-\\uffff]*)?\\$[\\s\\S]*?\\$\\k<tag>\\$`,
    `(?<open>[eE]?'|"|\\$(?:[${LETTER}][\\w\\u0080-\\uffff]*)?\\$)`,
    // The last letters of a word are not the prefix of a string.
    `[${LETTER}][\\w$\\u0080-\\uffff]*`,
    "[\\s\\S]",
  ].join("|"),
  "y",
);

const CLOSING: Readonly<Record<string, string>> = { "(": ")", "[": "]", "{": "}" };

/**
 * The statement without the semicolons and comments at its end. Throws an error that contains `what` when a comment, a text or a bracket is
 * not closed, when a bracket is closed that was not opened, and when there are several statements, or none.
 */
export function oneStatement(text: string, what: string): string {
  const refuse = (reason: string): never => {
    throw new TypeError(`${what} ${reason}`);
  };
  const brackets: string[] = [];
  let end = 0;
  let isOver = false;
  for (let at = 0; at < text.length; ) {
    const comment = text.startsWith("/*", at) ? endOfComment(text, at) : undefined;
    if (comment === null) return refuse("has a comment without an end. Close it with */.");
    TOKEN.lastIndex = at;
    const found = comment === undefined ? TOKEN.exec(text) : null;
    const token = found?.[0] ?? "";
    const next = comment ?? at + token.length;
    const { space, open } = found?.groups ?? {};
    at = next;
    if (comment !== undefined || space !== undefined) continue;
    if (open !== undefined) return refuse(`opens ${open}, but does not close it. Add ${open.replace(/^[eE]/, "")} at the end of the text.`);
    if (token === ";") {
      if (brackets.length > 0) return refuse("has a semicolon within brackets. Remove it.");
      isOver = true;
      continue;
    }
    if (isOver) return refuse("contains several statements. Give one query, and move the others into other assets.");
    if (CLOSING[token] !== undefined) brackets.push(CLOSING[token]);
    else if (/^[)\]}]$/.test(token) && brackets.pop() !== token)
      return refuse(`closes ${token}, which is not open. Remove it, or open it.`);
    end = next;
  }
  const missing = brackets.at(-1);
  if (missing !== undefined) return refuse(`does not have ${missing} at its end. Add it.`);
  return end === 0 ? refuse("is empty. Write a query.") : text.slice(0, end);
}

/** The end of a comment that begins at `start`; null when it is not closed. */
function endOfComment(text: string, start: number): number | null {
  const edge = /\/\*|\*\//g;
  edge.lastIndex = start;
  let depth = 0;
  for (let found = edge.exec(text); found !== null; found = edge.exec(text)) {
    depth += found[0] === "/*" ? 1 : -1;
    if (depth === 0) return edge.lastIndex;
  }
  return null;
}

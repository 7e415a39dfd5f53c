// The exact span of a name: the text inside a string's quotes, the last word of `assets.orders`, the parts of a key.
import type { Place } from "../../runtime/contract/problem.js";
import type { FileAccess } from "./file-access.js";
import type { Value } from "./value.js";

/** The text of a file. */
export type TextOf = (file: string) => string;

/** Texts of files, each read once, for one pass over a model. */
export function textsOf(files: FileAccess): TextOf {
  const texts = new Map<string, string>();
  return (file) => {
    const text = texts.get(file) ?? files.read(file) ?? "";
    texts.set(file, text);
    return text;
  };
}

export type Literal = Extract<Value, { kind: "literal" }>;

/** The text inside the quotes of a string literal, without surrounding parentheses and `as const`. Null if there are no quotes. */
export function insideQuotes({ value, written }: Literal, textOf: TextOf): Place | null {
  const { file, start, end } = written;
  // The span is two characters longer than the string: quotes, and nothing is escaped.
  if (typeof value === "string" && end - start === value.length + 2) return { file, start: start + 1, end: end - 1 };
  const found = /^[\s(]*(["'`])((?:\\[\s\S]|(?!\1)[\s\S])*)\1/.exec(textOf(file).slice(start, end));
  if (!found) return null;
  const open = start + found[0].length - (found[2]?.length ?? 0) - 1;
  return { file, start: open, end: start + found[0].length - 1 };
}

/** The place of a part of a string, given by offsets into its value. An escape is longer in code than in the value. */
export function partOfString(literal: Literal, start: number, end: number, textOf: TextOf): Place | null {
  const inside = insideQuotes(literal, textOf);
  if (!inside) return null;
  const { file } = inside;
  if (inside.end - inside.start === String(literal.value).length) return { file, start: inside.start + start, end: inside.start + end };
  const offsets = offsetsInCode(textOf(file).slice(inside.start, inside.end));
  return { file, start: inside.start + (offsets[start] ?? 0), end: inside.start + (offsets[end] ?? offsets.at(-1) ?? 0) };
}

/** For each character of a string's value, the offset at which it is written. The end comes last. */
function offsetsInCode(written: string): number[] {
  const offsets: number[] = [];
  let at = 0;
  for (const [piece] of written.matchAll(/\\u\{[0-9a-fA-F]+\}|\\u[0-9a-fA-F]{4}|\\x[0-9a-fA-F]{2}|\\\r?\n|\\[\s\S]|[\s\S]/g)) {
    const continued = /^\\\r?\n$/.test(piece);
    const astral = /^\\u\{/.test(piece) && Number.parseInt(piece.slice(3, -1), 16) > 0xffff;
    if (!continued) offsets.push(at);
    if (astral) offsets.push(at);
    at += piece.length;
  }
  return [...offsets, at];
}

/** The last word of a name in code: `orders` in `orders`, `assets.orders` or `(orders as Orders)`. Null if there is no name. */
export function nameAt({ file, start, end }: Place, textOf: TextOf): Place | null {
  const found = /^[\s(]*(?:[\w$]+\s*\.\s*)*([\w$]+)(?!\s*[([\w$.])/.exec(textOf(file).slice(start, end));
  if (!found) return null;
  const last = start + found[0].length;
  return { file, start: last - (found[1]?.length ?? 0), end: last };
}

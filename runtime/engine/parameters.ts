// Reads the names of a function's parameters from its text. Used only without a bundle and a plan.

/**
 * The parameter names of `fn`, in order, without default values and comments. A destructured or rest parameter is an error, because it does
 * not name an asset. A bound function is an error, because it has no text. Bundlers rename parameters, so this works only for unbundled
 * code (unit tests).
 */
export function parameterNames(fn: (...args: never[]) => unknown): string[] {
  const text = withoutComments(Function.prototype.toString.call(fn));
  if (/\{\s*\[native code\]\s*\}\s*$/.test(text))
    throw new TypeError(
      `${fn.name || "the asset's function"} is a bound or a built-in function, and the names of its parameters cannot be read. Give asset() a new function that calls it: asset((orders) => fn(orders)).`,
    );
  const list = parameterList(text);
  return list.map((parameter) => parameterName(parameter, fn.name));
}

function parameterName(parameter: string, owner: string): string {
  const name = (parameter.split("=")[0] ?? "").trim();
  if (/^[\p{ID_Start}$_][\p{ID_Continue}$\u200c\u200d]*$/u.test(name)) return name;
  const what = name.startsWith("...") ? "a rest parameter" : "a destructured parameter";
  throw new TypeError(
    `${owner || "the asset's function"} has ${what} (${parameter.trim().slice(0, 40)}), which does not name an asset. Give every input its own name.`,
  );
}

/** The texts between the commas of the parameter list. */
function parameterList(text: string): string[] {
  const bare = /^(?:async\s+)?([\p{ID_Start}$_][\p{ID_Continue}$\u200c\u200d]*)\s*=>/u.exec(text);
  if (bare?.[1] !== undefined) return [bare[1]];
  const open = openingParenthesis(text);
  const parts: string[] = [];
  let depth = 0;
  let start = open + 1;
  for (let at = open; at < text.length; at++) {
    const character = text[at] as string;
    if ("'\"`".includes(character)) {
      at = endOfString(text, at);
    } else if ("([{".includes(character)) {
      depth++;
    } else if (")]}".includes(character)) {
      depth--;
      if (depth === 0) return [...parts, text.slice(start, at)].filter((part) => part.trim() !== "");
    } else if (character === "," && depth === 1) {
      parts.push(text.slice(start, at));
      start = at + 1;
    }
  }
  return [];
}

/** The parenthesis that opens the list. The computed name of a method may contain parentheses before it. */
function openingParenthesis(text: string): number {
  let depth = 0;
  for (let at = 0; at < text.length; at++) {
    const character = text[at] as string;
    if ("'\"`".includes(character)) at = endOfString(text, at);
    else if (character === "[") depth++;
    else if (character === "]") depth--;
    else if (character === "(" && depth === 0) return at;
  }
  return text.length;
}

function endOfString(text: string, start: number): number {
  const quote = text[start];
  for (let at = start + 1; at < text.length; at++) {
    if (text[at] === "\\") at++;
    else if (text[at] === quote) return at;
  }
  return text.length;
}

function withoutComments(text: string): string {
  let result = "";
  for (let at = 0; at < text.length; at++) {
    const two = text.slice(at, at + 2);
    if (two === "//") {
      at = Math.max(at, lineEnd(text, at) - 1);
    } else if (two === "/*") {
      at = text.indexOf("*/", at + 2) + 1;
      result += " ";
    } else if ("'\"`".includes(text[at] as string)) {
      const end = endOfString(text, at);
      result += text.slice(at, end + 1);
      at = end;
    } else {
      result += text[at];
    }
  }
  return result;
}

function lineEnd(text: string, from: number): number {
  const end = text.indexOf("\n", from);
  return end === -1 ? text.length : end;
}

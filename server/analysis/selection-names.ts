// Finds the names in a selection's text: which words are asset keys, which are values of groups, tags, kinds and owners.

/** A word of a selection and what it names. Offsets are into the selection's text, without the quotes around the word. */
export interface SelectionName {
  readonly attribute: string;
  readonly text: string;
  readonly start: number;
  readonly end: number;
}

// Tokens are read loosely, because an incomplete selection contains names, too.
const TOKEN = /"[^"\\]*"?|[A-Za-z0-9_*/]+|[+:=()]|\s+|./g;
const OPERATORS = new Set(["and", "or", "not", "AND", "OR", "NOT"]);

/** Every word that is a name, in order. */
export function namesInSelection(selection: string): SelectionName[] {
  const tokens = [...selection.matchAll(TOKEN)]
    .map((match) => ({ text: match[0], start: match.index }))
    .filter(({ text }) => text.trim() !== "");
  const found: SelectionName[] = [];
  let attribute = "key";
  tokens.forEach(({ text, start }, index) => {
    const next = tokens[index + 1]?.text;
    if (text === ":") return;
    const previous = tokens[index - 1]?.text;
    const isValue = previous === ":";
    if (!isValue) attribute = "key";
    if (next === ":") {
      attribute = unquoted(text);
      return;
    }
    if (previous === "=" || isOperator(text, isValue, previous, next)) return;
    const quote = text.startsWith('"') ? 1 : 0;
    const name = unquoted(text);
    if (name !== "") found.push({ attribute, text: name, start: start + quote, end: start + quote + name.length });
  });
  return found;
}

/** Whether a token is not a name: an operator, a depth beside its plus, a function of the grammar, punctuation. */
function isOperator(text: string, isValue: boolean, previous: string | undefined, next: string | undefined): boolean {
  if (text.startsWith('"')) return false;
  if (!/^[A-Za-z0-9_*/]+$/.test(text) || text === "*") return true;
  if (isValue) return false;
  if (OPERATORS.has(text) || ((text === "roots" || text === "sinks") && next === "(")) return true;
  return /^\d+$/.test(text) && (previous === "+" || next === "+");
}

function unquoted(text: string): string {
  return text.startsWith('"') ? text.replace(/^"|"$/g, "") : text;
}

// Finds what is open at a cursor from the text before it alone, because incomplete code has calls, lists and strings that no parser
// recovers.
import { ts } from "./typescript.js";

/** A bracket that is open. */
export interface OpenBracket {
  /** `access` is `a[…]`. `group` is a parenthesis that is not a call. */
  readonly kind: "call" | "group" | "object" | "array" | "access" | "block" | "template";
  /** The callee as written: `asset`, `AssetSelection.keys`, `.upstream` after a call. */
  readonly callee: string;
  /** Where the callee starts, or the bracket if there is no callee. */
  readonly start: number;
  readonly isNew: boolean;
  /** The number of commas before: the index of the argument, element or parameter. */
  readonly index: number;
  /** In an object: the property whose value is being written. Null at a name. */
  readonly property: string | null;
  /** In a parameter list: the cursor is in a type. */
  readonly inType: boolean;
  /** In an object: the names of the properties before. */
  readonly names: readonly string[];
}

export interface CodeBefore {
  /** The open brackets, the outermost first. */
  readonly open: readonly OpenBracket[];
  /** The string that contains the cursor: its quote, and the offset after it. */
  readonly string: { readonly quote: string; readonly start: number } | null;
  /** The last token before the string or the word at the cursor. Empty at the beginning. */
  readonly previous: string;
}

/** Null if nothing can be said: in a comment, a regular expression, or a template with expressions. */
export function codeBefore(text: string, offset: number): CodeBefore | null {
  const open: Opened[] = [];
  const scanner = ts.createScanner(ts.ScriptTarget.ESNext, false, ts.LanguageVariant.Standard, text, undefined, 0, offset);
  let previous: Token = NONE;
  let chain: Chain | null = null;

  for (;;) {
    let kind = scanner.scan();
    if (kind === ts.SyntaxKind.EndOfFileToken) return { open, string: null, previous: previous.text };
    const start = scanner.getTokenStart();
    if (kind === ts.SyntaxKind.SlashToken || kind === ts.SyntaxKind.SlashEqualsToken) {
      if (!previous.operand) kind = scanner.reScanSlashToken();
    } else if (kind === ts.SyntaxKind.CloseBraceToken && open.at(-1)?.kind === "template") {
      kind = scanner.reScanTemplateToken(false);
      if (kind === ts.SyntaxKind.TemplateTail) open.pop();
    }
    const end = scanner.getTokenEnd();
    const atCursor = end === offset;
    if (isComment(kind)) {
      if (atCursor && (kind === ts.SyntaxKind.SingleLineCommentTrivia || scanner.isUnterminated())) return null;
      continue;
    }
    if (isBlank(kind)) continue;
    if (atCursor && scanner.isUnterminated()) {
      if (kind !== ts.SyntaxKind.StringLiteral && kind !== ts.SyntaxKind.NoSubstitutionTemplateLiteral) return null;
      return { open, string: { quote: text[start] ?? "", start: start + 1 }, previous: previous.text };
    }
    if (atCursor && isWord(kind)) return { open, string: null, previous: previous.text };

    const token: Token = { kind, text: scanner.getTokenText(), start, operand: isOperand(kind) };
    if (STATEMENTS.has(kind) && (start === 0 || text[start - 1] === "\n")) open.length = 0;
    chain = take(token, previous, chain, open);
    previous = token;
  }
}

type Opened = { -readonly [Field in keyof OpenBracket]: OpenBracket[Field] } & {
  names: string[];
  /** The number of open `<` in the type. Commas inside them do not separate parameters. */
  angles: number;
};

interface Token {
  readonly kind: ts.SyntaxKind;
  readonly text: string;
  readonly start: number;
  /** A value may end with this token, so that no value follows directly. */
  readonly operand: boolean;
}

/** Names joined by dots, up to the current token. */
interface Chain {
  readonly text: string;
  readonly start: number;
  readonly isNew: boolean;
}

const NONE: Token = { kind: ts.SyntaxKind.Unknown, text: "", start: 0, operand: false };

// At the beginning of a line, these keywords begin a statement of the module, so open brackets above were left incomplete.
const STATEMENTS = new Set([
  ts.SyntaxKind.ExportKeyword,
  ts.SyntaxKind.ImportKeyword,
  ts.SyntaxKind.ConstKeyword,
  ts.SyntaxKind.LetKeyword,
  ts.SyntaxKind.FunctionKeyword,
  ts.SyntaxKind.ClassKeyword,
  ts.SyntaxKind.InterfaceKeyword,
  ts.SyntaxKind.TypeKeyword,
]);

/** Processes one token. Returns the chain of names that ends with it. */
function take(token: Token, previous: Token, chain: Chain | null, open: Opened[]): Chain | null {
  const top = open.at(-1);
  switch (token.kind) {
    case ts.SyntaxKind.OpenParenToken:
      open.push(opened(chain ? "call" : "group", token, chain));
      return null;
    case ts.SyntaxKind.OpenBracketToken:
      open.push(opened(previous.operand ? "access" : "array", token, null));
      return null;
    case ts.SyntaxKind.OpenBraceToken:
      open.push(opened(BEFORE_OBJECT.has(previous.kind) ? "object" : "block", token, null));
      return null;
    case ts.SyntaxKind.TemplateHead:
      open.push(opened("template", token, null));
      return null;
    case ts.SyntaxKind.CloseParenToken:
      close(open, ["call", "group"]);
      return null;
    case ts.SyntaxKind.CloseBracketToken:
      close(open, ["array", "access"]);
      return null;
    case ts.SyntaxKind.CloseBraceToken:
      close(open, ["object", "block"]);
      return null;
    case ts.SyntaxKind.CommaToken:
      if (top) nextMember(top, previous);
      return null;
    case ts.SyntaxKind.ColonToken:
      if (top?.kind === "object" && top.property === null) {
        top.property = nameOf(previous);
        top.names.push(top.property);
      } else if (top?.kind === "group") top.inType = true;
      return null;
    case ts.SyntaxKind.LessThanToken:
      if (top?.inType) top.angles++;
      return null;
    case ts.SyntaxKind.GreaterThanToken:
      if (top?.angles) top.angles--;
      return null;
    case ts.SyntaxKind.DotToken:
    case ts.SyntaxKind.QuestionDotToken:
      return chain ?? { text: "", start: token.start, isNew: false };
    default:
      return joined(token, previous, chain);
  }
}

function joined(token: Token, previous: Token, chain: Chain | null): Chain | null {
  if (token.kind !== ts.SyntaxKind.Identifier && !(isWord(token.kind) && isDot(previous))) return null;
  if (isDot(previous))
    return { text: `${chain?.text ?? ""}.${token.text}`, start: chain?.start ?? token.start, isNew: chain?.isNew ?? false };
  // A declaration of a function is not a call.
  if (previous.kind === ts.SyntaxKind.FunctionKeyword) return null;
  return { text: token.text, start: token.start, isNew: previous.kind === ts.SyntaxKind.NewKeyword };
}

function nextMember(top: Opened, previous: Token): void {
  if (top.angles) return;
  if (top.kind === "object" && top.property === null && isWord(previous.kind)) top.names.push(previous.text);
  top.property = null;
  top.inType = false;
  top.index++;
}

function opened(kind: Opened["kind"], token: Token, chain: Chain | null): Opened {
  const { text: callee = "", start = token.start, isNew = false } = chain ?? {};
  return { kind, callee, start, isNew, index: 0, property: null, names: [], inType: false, angles: 0 };
}

/** Closes brackets up to the innermost one of the kinds. A closing bracket without an opening one is ignored. */
function close(open: Opened[], kinds: readonly Opened["kind"][]): void {
  const at = open.findLastIndex(({ kind }) => kinds.includes(kind));
  if (at >= 0) open.length = at;
}

function nameOf({ kind, text }: Token): string {
  return kind === ts.SyntaxKind.StringLiteral ? text.slice(1, -1) : text;
}

const BEFORE_OBJECT = new Set([
  ts.SyntaxKind.OpenParenToken,
  ts.SyntaxKind.OpenBracketToken,
  ts.SyntaxKind.CommaToken,
  ts.SyntaxKind.ColonToken,
  ts.SyntaxKind.EqualsToken,
  ts.SyntaxKind.ReturnKeyword,
  ts.SyntaxKind.QuestionToken,
  ts.SyntaxKind.DotDotDotToken,
]);

const isDot = ({ kind }: Token) => kind === ts.SyntaxKind.DotToken || kind === ts.SyntaxKind.QuestionDotToken;
const isWord = (kind: ts.SyntaxKind) =>
  kind === ts.SyntaxKind.Identifier || (kind >= ts.SyntaxKind.FirstKeyword && kind <= ts.SyntaxKind.LastKeyword);
const isComment = (kind: ts.SyntaxKind) => kind === ts.SyntaxKind.SingleLineCommentTrivia || kind === ts.SyntaxKind.MultiLineCommentTrivia;
const isBlank = (kind: ts.SyntaxKind) => kind <= ts.SyntaxKind.LastTriviaToken && kind >= ts.SyntaxKind.FirstTriviaToken;

function isOperand(kind: ts.SyntaxKind): boolean {
  switch (kind) {
    case ts.SyntaxKind.Identifier:
    case ts.SyntaxKind.NumericLiteral:
    case ts.SyntaxKind.StringLiteral:
    case ts.SyntaxKind.NoSubstitutionTemplateLiteral:
    case ts.SyntaxKind.TemplateTail:
    case ts.SyntaxKind.RegularExpressionLiteral:
    case ts.SyntaxKind.CloseParenToken:
    case ts.SyntaxKind.CloseBracketToken:
    case ts.SyntaxKind.CloseBraceToken:
    case ts.SyntaxKind.ThisKeyword:
    case ts.SyntaxKind.TrueKeyword:
    case ts.SyntaxKind.FalseKeyword:
    case ts.SyntaxKind.NullKeyword:
      return true;
    default:
      return false;
  }
}

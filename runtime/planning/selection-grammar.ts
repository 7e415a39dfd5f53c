// The grammar of selections (Dagster's AssetSelection.g4): parses text into a tree in which each clause has its position.
import * as l10n from "@vscode/l10n";
import { createToken, EmbeddedActionsParser, type IToken, Lexer } from "chevrotain";
import { perText } from "../contract/memo.js";

/** The tree of a selection, or the reason why it is invalid. */
export const parseSelection = perText(
  1000,
  (text: string) => text,
  (text): Node | Unreadable => parse(text),
);

export type Node =
  | { readonly kind: "all" }
  | Clause
  | { readonly kind: "not"; readonly of: Node }
  | { readonly kind: "and" | "or"; readonly of: readonly Node[] }
  | { readonly kind: "ends"; readonly which: "roots" | "sinks"; readonly of: Node }
  | { readonly kind: "reach"; readonly up: number; readonly down: number; readonly of: Node };

/** `attribute:value`, or a key alone. */
export interface Clause {
  readonly kind: "attribute";
  readonly attribute: string;
  readonly value: string;
  readonly equals: string | null;
  readonly text: string;
  /** Offsets into the selection, end exclusive. */
  readonly start: number;
  readonly end: number;
}

export interface Unreadable {
  readonly kind: "unreadable";
  readonly message: string;
  /** Where parsing stopped; the length of the text when the selection is incomplete. */
  readonly start: number;
}

const Blank = createToken({ name: "Blank", pattern: /\s+/, group: Lexer.SKIPPED });
const Quoted = createToken({ name: "Quoted", pattern: /"[^"\\]*"/ });
// Names may contain `/` and `*`. A single `*` means all assets; `*a` and `a*` are the old syntax of `+a` and `a+`.
const Word = createToken({ name: "Word", pattern: /[A-Za-z0-9_]+(?:[/*]+[A-Za-z0-9_]+)*(?:\/\*)?/ });
// After `:` and `=` comes a value, in which words have no special meaning: `key:not*`, `tag:a=b-c`, `group:<null>`.
const VALUE = /[A-Za-z0-9_*/.@<>-]+/y;
const Value = createToken({
  name: "Value",
  line_breaks: false,
  pattern: (text: string, offset: number, matched: IToken[]) => {
    const before = matched.at(-1)?.tokenType;
    if (before !== Colon && before !== Equals) return null;
    VALUE.lastIndex = offset;
    return VALUE.exec(text);
  },
});
const And = createToken({ name: "And", pattern: /and|AND/, longer_alt: Word });
const Or = createToken({ name: "Or", pattern: /or|OR/, longer_alt: Word });
const Not = createToken({ name: "Not", pattern: /not|NOT/, longer_alt: Word });
const Ends = createToken({ name: "Ends", pattern: /roots|sinks/, longer_alt: Word });
const Depth = createToken({ name: "Depth", pattern: /[0-9]+/, longer_alt: Word });
const Plus = createToken({ name: "Plus", pattern: /\+/ });
const Star = createToken({ name: "Star", pattern: /\*/ });
const Colon = createToken({ name: "Colon", pattern: /:/ });
const Equals = createToken({ name: "Equals", pattern: /=/ });
const Open = createToken({ name: "Open", pattern: /\(/ });
const Close = createToken({ name: "Close", pattern: /\)/ });
const TOKENS = [Blank, Value, Quoted, And, Or, Not, Ends, Depth, Word, Plus, Star, Colon, Equals, Open, Close];

class SelectionParser extends EmbeddedActionsParser {
  readonly selection: () => Node;

  constructor() {
    super(TOKENS, { recoveryEnabled: false });
    const many = (kind: "and" | "or", nodes: readonly Node[]): Node => {
      const [only] = nodes;
      return nodes.length === 1 && only ? only : { kind, of: nodes };
    };

    const either = this.RULE("either", (): Node => {
      const nodes = [this.SUBRULE(both)];
      this.MANY(() => {
        this.CONSUME(Or);
        nodes.push(this.SUBRULE2(both));
      });
      return many("or", nodes);
    });
    const both = this.RULE("both", (): Node => {
      const nodes = [this.SUBRULE(negated)];
      this.MANY(() => {
        this.CONSUME(And);
        nodes.push(this.SUBRULE2(negated));
      });
      return many("and", nodes);
    });
    const negated = this.RULE(
      "negated",
      (): Node =>
        this.OR([
          {
            ALT: (): Node => {
              this.CONSUME(Not);
              return { kind: "not", of: this.SUBRULE(negated) };
            },
          },
          { ALT: () => this.SUBRULE(traversal) },
        ]),
    );
    const traversal = this.RULE("traversal", (): Node => {
      const up = this.OPTION(() => this.SUBRULE(upwards)) ?? 0;
      const of = this.SUBRULE(primary);
      const down = this.OPTION2(() => this.SUBRULE(downwards)) ?? 0;
      return up === 0 && down === 0 ? of : { kind: "reach", up, down, of };
    });
    const upwards = this.RULE("upwards", (): number => {
      const depth = this.OPTION(() => this.CONSUME(Depth).image);
      this.CONSUME(Plus);
      return depth === undefined ? Number.POSITIVE_INFINITY : Number(depth);
    });
    const downwards = this.RULE("downwards", (): number => {
      this.CONSUME(Plus);
      const depth = this.OPTION(() => this.CONSUME(Depth).image);
      return depth === undefined ? Number.POSITIVE_INFINITY : Number(depth);
    });
    const primary = this.RULE(
      "primary",
      (): Node =>
        this.OR([
          {
            ALT: (): Node => {
              this.CONSUME(Open);
              const inner = this.SUBRULE(either);
              this.CONSUME(Close);
              return inner;
            },
          },
          {
            ALT: (): Node => {
              const which = this.CONSUME(Ends).image === "roots" ? "roots" : "sinks";
              this.CONSUME2(Open);
              const of = this.SUBRULE2(either);
              this.CONSUME2(Close);
              return { kind: "ends", which, of };
            },
          },
          {
            ALT: (): Node => {
              this.CONSUME(Star);
              return { kind: "all" };
            },
          },
          { ALT: () => this.SUBRULE(clause) },
        ]),
    );
    const clause = this.RULE("clause", (): Node => {
      const start = this.LA(1).startOffset;
      const first = this.SUBRULE(text);
      const value = this.OPTION(() => {
        this.CONSUME(Colon);
        return this.SUBRULE2(operand);
      });
      const equals = this.OPTION2(() => {
        this.CONSUME(Equals);
        return this.SUBRULE3(operand);
      });
      const end = (this.LA(0).endOffset ?? start) + 1;
      if (value === undefined) return { kind: "attribute", attribute: "key", value: first, equals: null, text: first, start, end };
      const spelt = `${first}:${value}${equals === undefined ? "" : `=${equals}`}`;
      return { kind: "attribute", attribute: first, value, equals: equals ?? null, text: spelt, start, end };
    });
    const text = this.RULE("text", (): string =>
      this.OR([
        { ALT: () => this.CONSUME(Word).image },
        { ALT: () => this.CONSUME(Depth).image },
        { ALT: () => this.CONSUME(Quoted).image.slice(1, -1) },
      ]),
    );
    const operand = this.RULE("operand", (): string =>
      this.OR([{ ALT: () => this.CONSUME(Value).image }, { ALT: () => this.CONSUME(Quoted).image.slice(1, -1) }]),
    );
    this.selection = either;
    this.performSelfAnalysis();
  }
}

// Created when the first selection is parsed, because most commands have no selection.
let lexer: Lexer | null = null;
let parser: SelectionParser | null = null;

function parse(text: string): Node | Unreadable {
  lexer ??= new Lexer(TOKENS);
  const lexed = lexer.tokenize(text);
  const [bad] = lexed.errors;
  if (bad) return wrong(text, bad.offset);
  parser ??= new SelectionParser();
  parser.input = lexed.tokens;
  const node = parser.selection();
  const [error] = parser.errors;
  if (!error) return node;
  return wrong(text, Number.isNaN(error.token.startOffset) ? text.length : error.token.startOffset);
}

function wrong(text: string, start: number): Unreadable {
  const rest = text.slice(start).trim();
  const where = rest === "" ? l10n.t("the selection is incomplete") : l10n.t`"${rest}" is not allowed there`;
  const message = l10n.t`The selection "${text}" cannot be read: ${where}. Examples: orders, +orders, group:sales, key:"raw/*" and not orders.`;
  return { kind: "unreadable", message, start };
}

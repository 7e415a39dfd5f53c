// Dagster's selection grammar (AssetSelection.g4): parses a selection and says which assets it means.
import { createToken, EmbeddedActionsParser, Lexer } from "chevrotain";
import { reach } from "./graph-walk.js";
import { downstreamOf, type ProjectModel, type ResolvedAsset, upstreamOf } from "./model.js";
import { didYouMean, listKnown, nearest } from "./nearest.js";

export type Selected = { readonly keys: readonly string[]; readonly error: null } | { readonly keys: null; readonly error: string };

/** The keys a selection means, in order of key; an error names the clause that is wrong and what is known. */
export function select(model: ProjectModel, text: string): Selected {
  const parsed = parse(text);
  if (typeof parsed === "string") return { keys: null, error: parsed };
  try {
    return { keys: [...evaluate(parsed, model)].sort(), error: null };
  } catch (error) {
    if (error instanceof NothingMatches) return { keys: null, error: error.message };
    throw error;
  }
}

type Node =
  | { readonly kind: "all" }
  | {
      readonly kind: "attribute";
      readonly attribute: string;
      readonly value: string;
      readonly equals: string | null;
      readonly text: string;
    }
  | { readonly kind: "not"; readonly of: Node }
  | { readonly kind: "and" | "or"; readonly of: readonly Node[] }
  | { readonly kind: "ends"; readonly which: "roots" | "sinks"; readonly of: Node }
  | { readonly kind: "reach"; readonly up: number; readonly down: number; readonly of: Node };

const Blank = createToken({ name: "Blank", pattern: /\s+/, group: Lexer.SKIPPED });
const Quoted = createToken({ name: "Quoted", pattern: /"[^"\\]*"/ });
// Names may hold `/`, and `*` inside; a lone `*` is everything, `*a` and `a*` are the older spelling of `+a` and `a+`.
const Word = createToken({ name: "Word", pattern: /[A-Za-z0-9_]+(?:[/*]+[A-Za-z0-9_]+)*(?:\/\*)?/ });
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
const TOKENS = [Blank, Quoted, And, Or, Not, Ends, Depth, Word, Plus, Star, Colon, Equals, Open, Close];

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
      const first = this.SUBRULE(text);
      const value = this.OPTION(() => {
        this.CONSUME(Colon);
        return this.SUBRULE2(pattern);
      });
      const equals = this.OPTION2(() => {
        this.CONSUME(Equals);
        return this.SUBRULE3(text);
      });
      if (value === undefined) return { kind: "attribute", attribute: "key", value: first, equals: null, text: first };
      const spelt = `${first}:${value}${equals === undefined ? "" : `=${equals}`}`;
      return { kind: "attribute", attribute: first, value, equals: equals ?? null, text: spelt };
    });
    const text = this.RULE("text", (): string =>
      this.OR([
        { ALT: () => this.CONSUME(Word).image },
        { ALT: () => this.CONSUME(Depth).image },
        { ALT: () => this.CONSUME(Quoted).image.slice(1, -1) },
      ]),
    );
    const pattern = this.RULE("pattern", (): string => {
      const parts: string[] = [];
      this.AT_LEAST_ONE(() => parts.push(this.OR([{ ALT: () => this.SUBRULE(text) }, { ALT: () => this.CONSUME(Star).image }])));
      return parts.join("");
    });
    this.selection = either;
    this.performSelfAnalysis();
  }
}

const lexer = new Lexer(TOKENS);
let parser: SelectionParser | null = null;

function parse(text: string): Node | string {
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

function wrong(text: string, offset: number): string {
  const rest = text.slice(offset).trim();
  const where = rest === "" ? "it ends too early" : `"${rest}" cannot stand there`;
  return `The selection "${text}" cannot be read: ${where}. Examples: orders, +orders, group:sales, key:"raw/*" and not orders.`;
}

class NothingMatches extends Error {}

function evaluate(node: Node, model: ProjectModel): Set<string> {
  switch (node.kind) {
    case "all":
      return new Set(model.byKey.keys());
    case "attribute":
      return attribute(node, model);
    case "not": {
      const without = evaluate(node.of, model);
      return new Set([...model.byKey.keys()].filter((key) => !without.has(key)));
    }
    case "or":
      return new Set(node.of.flatMap((each) => [...evaluate(each, model)]));
    case "and": {
      const [first = new Set<string>(), ...rest] = node.of.map((each) => evaluate(each, model));
      return new Set([...first].filter((key) => rest.every((other) => other.has(key))));
    }
    case "ends": {
      const inside = evaluate(node.of, model);
      const next = node.which === "roots" ? upstreamOf(model) : downstreamOf(model);
      return new Set([...inside].filter((key) => !next(key).some((other) => inside.has(other))));
    }
    case "reach": {
      const start = evaluate(node.of, model);
      const up = reach(start, upstreamOf(model), node.up);
      const down = reach(start, downstreamOf(model), node.down);
      return new Set([...up, ...down].filter((key) => model.byKey.has(key)));
    }
  }
}

function attribute(node: Extract<Node, { kind: "attribute" }>, model: ProjectModel): Set<string> {
  const matches = matcher(node);
  if (matches === null) {
    throw new NothingMatches(`The selection attribute "${node.attribute}" is not known. Known: key, group, tag, owner, kind.`);
  }
  const found = [...model.byKey.values()].filter(matches).map((asset) => asset.key);
  if (found.length > 0) return new Set(found);
  const known = node.attribute === "group" ? [...new Set(model.assets.map((asset) => asset.group))] : [...model.byKey.keys()];
  const hint =
    node.attribute === "key" || node.attribute === "group" ? `${didYouMean(nearest(node.value, known))} ${listKnown(known)}` : "";
  const isGroup = node.attribute === "key" && model.assets.some((asset) => asset.group === node.value);
  throw new NothingMatches(`No asset matches "${node.text}".${isGroup ? ` For the group, say group:${node.value}.` : hint}`);
}

function matcher(node: Extract<Node, { kind: "attribute" }>): ((asset: ResolvedAsset) => boolean) | null {
  const like = wildcard(node.value);
  switch (node.attribute) {
    case "key":
      return (asset) => like.test(asset.key);
    case "group":
      return (asset) => like.test(asset.group);
    case "owner":
      return (asset) => asset.owners.some((owner) => like.test(owner));
    case "kind":
      return (asset) => asset.kinds.some((kind) => like.test(kind));
    case "tag":
      return (asset) => Object.hasOwn(asset.tags, node.value) && (node.equals === null || asset.tags[node.value] === node.equals);
    default:
      return null;
  }
}

function wildcard(pattern: string): RegExp {
  return new RegExp(
    `^${pattern
      .split("*")
      .map((part) => part.replace(/[.+?^${}()|[\]\\]/g, "\\$&"))
      .join(".*")}$`,
  );
}

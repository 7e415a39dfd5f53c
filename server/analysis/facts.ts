// What one file says, read from its text alone: plain data, no types, nothing about other files.

/** UTF-16 offsets, end exclusive. */
export interface Span {
  readonly start: number;
  readonly end: number;
}

export interface FileFacts {
  readonly path: string;
  /** Local name → what it imports. */
  readonly imports: ReadonlyMap<string, ImportFact>;
  readonly exports: readonly ExportFact[];
  /** Specifiers of `export * from`. */
  readonly starExports: readonly string[];
  /** Every top-level name this file declares. */
  readonly bindings: ReadonlyMap<string, BindingFact>;
  /** The expression of `export default` or `export =`, when there is one. */
  readonly defaultExport: Expr | null;
  /** The module is that value (`export =`, JSON): its properties are the names that others import. */
  readonly isValue: boolean;
  /** What this file does to values of its names after they are declared. */
  readonly changes: readonly ChangeFact[];
  /** Every call of an imported `asset`, wherever it stands: at the top, in a function, in a loop. */
  readonly sites: readonly SiteFact[];
  /** Specifiers of every import and re-export, for following the project. */
  readonly specifiers: readonly string[];
  /** The same, where running needs them: without those of types. */
  readonly needs: readonly {
    readonly specifier: string;
    readonly span: Span;
    /** Of `with { type: … }`. */
    readonly type?: string;
  }[];
  /** Specifiers of `import(…)` and `require(…)`, anywhere in the file, in types too. */
  readonly dynamic: readonly string[];
  readonly shape: Shape;
  readonly syntaxErrors: readonly { readonly message: string; readonly span: Span }[];
  /** Offset behind the last import, where a new declaration or import may go. */
  readonly afterImports: number;
  readonly length: number;
  /** The text cannot be read whole: all but its errors is what it said before. */
  readonly outdated?: true;
}

/** What other files see of a file. */
export interface Shape {
  /** The same of two texts: no other file sees a difference. */
  readonly hash: string;
  /** It declares what files see that do not import it. */
  readonly speaksToAll: boolean;
}

/** Where an import leads: a file of the project, the SDK, or outside (null). */
export type ImportTarget = { readonly kind: "file"; readonly path: string } | { readonly kind: "sdk" } | null;

export interface ImportFact {
  readonly specifier: string;
  /** `"*"` for a namespace, `"default"`, else the exported name. */
  readonly imported: string;
  readonly span: Span;
}

export interface ExportFact {
  readonly exported: string;
  /** A name of this file, or of `specifier` when that is given. */
  readonly local: string;
  readonly specifier: string | null;
  readonly span: Span;
}

export interface BindingFact {
  readonly name: string;
  readonly nameSpan: Span;
  /** The whole statement. */
  readonly span: Span;
  /** The JSDoc above, without stars and tags. */
  readonly description: string;
  readonly value: Expr;
}

/** A value that is not what its declaration says for good: `list.push(x)`, `options.group = "a"`, `fill(list)`. */
export interface ChangeFact {
  /** A name of this file, declared or imported. */
  readonly name: string;
  /** The properties that lead from the name to what changes; none: the value itself. */
  readonly path: readonly string[];
  /** `grows`: elements are added to a list; `any`: an object or a list may hold anything afterwards; `rebound`: the name gets another value. */
  readonly how: "grows" | "any" | "rebound";
  /** Set where the value is only passed on: it changes if this function changes the argument. */
  readonly by?: { readonly callee: Expr; readonly position: number };
}

/** One `asset(…)` call in the text. */
export interface SiteFact {
  readonly callee: Expr;
  readonly args: readonly Argument[];
  /** Of the whole call. */
  readonly span: Span;
  /** Where one more argument may be inserted: behind the last one. */
  readonly end: number;
}

/** An argument of a call; a spread one brings several. */
export interface Argument {
  readonly spread: boolean;
  readonly value: Expr;
}

/** An expression as far as it can be understood without running it. */
export type Expr =
  | { readonly kind: "literal"; readonly value: string | number | boolean | null | undefined; readonly span: Span }
  | { readonly kind: "name"; readonly name: string; readonly span: Span }
  | { readonly kind: "member"; readonly object: Expr; readonly property: string; readonly span: Span }
  | { readonly kind: "element"; readonly object: Expr; readonly index: Expr; readonly span: Span }
  | { readonly kind: "object"; readonly members: readonly Member[]; readonly span: Span }
  | { readonly kind: "array"; readonly elements: readonly Element[]; readonly span: Span }
  | { readonly kind: "call"; readonly callee: Expr; readonly args: readonly Argument[]; readonly span: Span }
  | { readonly kind: "new"; readonly callee: Expr; readonly args: readonly Argument[]; readonly span: Span }
  | { readonly kind: "choice"; readonly options: readonly Expr[]; readonly span: Span }
  /** `a ?? b`, `a || b`, `a && b`. */
  | { readonly kind: "either"; readonly operator: "??" | "||" | "&&"; readonly left: Expr; readonly right: Expr; readonly span: Span }
  /** Texts and values one after the other: a template literal. */
  | { readonly kind: "template"; readonly parts: readonly Expr[]; readonly span: Span }
  | { readonly kind: "sum"; readonly left: Expr; readonly right: Expr; readonly span: Span }
  /** What a destructured name is: the object without some of its properties, or the list from an element on. */
  | { readonly kind: "rest"; readonly object: Expr; readonly without: readonly string[]; readonly from: number; readonly span: Span }
  /** A destructured name or a parameter with a default, which counts where the value is `undefined`. */
  | { readonly kind: "defaulted"; readonly value: Expr; readonly otherwise: Expr; readonly span: Span }
  /** Inside a function: what it was called with. */
  | { readonly kind: "argument"; readonly position: number; readonly rest: boolean; readonly span: Span }
  | { readonly kind: "function"; readonly fn: FunctionFact; readonly span: Span }
  | {
      readonly kind: "class";
      readonly name: string | null;
      readonly members: readonly string[];
      readonly statics: ReadonlyMap<string, Expr>;
      readonly base: Expr | null;
      readonly span: Span;
    }
  | { readonly kind: "unknown"; readonly span: Span };

export type Member =
  | { readonly kind: "property"; readonly name: string; readonly nameSpan: Span; readonly value: Expr }
  | { readonly kind: "spread"; readonly value: Expr; readonly span: Span }
  | { readonly kind: "computed"; readonly name: Expr; readonly nameSpan: Span; readonly value: Expr };

export interface Element {
  readonly spread: boolean;
  readonly value: Expr;
}

export interface FunctionFact {
  readonly parameters: readonly ParameterFact[];
  /** Between the parentheses (or the single bare parameter). */
  readonly parametersSpan: Span;
  readonly returnType: string | null;
  readonly bodySpan: Span;
  /** True when the text alone shows that nothing is returned: a block without `return value`, or an annotation of void. */
  readonly returnsNothing: boolean;
  /** Names used anywhere in the body: enough to know that a parameter is not used at all. */
  readonly uses: ReadonlySet<string>;
  /** What it gives, where its body is one expression and nothing else; null for all other functions. */
  readonly result: FunctionResult | null;
  /** Positions of parameters whose values the body may change. */
  readonly changesArguments: ReadonlySet<number>;
  /** What it reads of `context.resources`, where its first parameter is the context; without what may be absent by the code itself. */
  readonly resources: readonly ResourceUse[];
}

/** A resource read by its name. */
export interface ResourceUse {
  readonly name: string;
  /** Of the name, with its quotes where it has some. */
  readonly span: Span;
  /** `.db`, `"db"`, `{ db: … }`, `{ db }`. */
  readonly written: "member" | "string" | "property" | "shorthand";
}

/** The one expression of a function's body, and what each name of its parameters is. */
export interface FunctionResult {
  readonly value: Expr;
  readonly names: ReadonlyMap<string, Expr>;
}

export interface ParameterFact {
  /** Null when destructured. */
  readonly name: string | null;
  readonly nameSpan: Span;
  readonly span: Span;
  readonly typeText: string | null;
  readonly typeSpan: Span | null;
  readonly shape: "plain" | "destructured" | "rest" | "optional" | "default";
}

/** Every asset call below top level (in loops, functions, other calls) is only known to running code. */
export const unknownAt = (span: Span): Expr => ({ kind: "unknown", span });

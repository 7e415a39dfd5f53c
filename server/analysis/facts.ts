// The facts of one file, read from its text alone: plain data, without types, and without anything about other files.

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
  /** The whole module is that value (`export =`, JSON). Its properties are the names that others import. */
  readonly isValue: boolean;
  /** How this file changes values of its names after their declaration. */
  readonly changes: readonly ChangeFact[];
  /** Every call of an imported `asset`, also in a function or a loop. */
  readonly sites: readonly SiteFact[];
  /** Specifiers of every import and re-export, for following the project. */
  readonly specifiers: readonly string[];
  /** The same, without imports of types: those that the running code needs. */
  readonly needs: readonly {
    readonly specifier: string;
    readonly span: Span;
    /** From `with { type: … }`. */
    readonly type?: string;
  }[];
  /** Specifiers of `import(…)` and `require(…)`, anywhere in the file, also in types. */
  readonly dynamic: readonly string[];
  readonly shape: Shape;
  readonly syntaxErrors: readonly { readonly message: string; readonly span: Span }[];
  /** Offset after the last import, where a new declaration or import may be inserted. */
  readonly afterImports: number;
  readonly length: number;
  /** The text has syntax errors. Everything but the errors is from the last text without them. */
  readonly outdated?: true;
}

/** What other files see of a file. */
export interface Shape {
  /** Two texts with the same hash look the same to every other file. */
  readonly hash: string;
  /** The file declares something that is visible without an import (a global). */
  readonly declaresGlobals: boolean;
}

/** What an import resolves to: a file of the project, the SDK, or something outside (null). */
export type ImportTarget = { readonly kind: "file"; readonly path: string } | { readonly kind: "sdk" } | null;

export interface ImportFact {
  readonly specifier: string;
  /** `"*"` for a namespace, `"default"`, else the exported name. */
  readonly imported: string;
  readonly span: Span;
}

export interface ExportFact {
  readonly exported: string;
  /** A name of this file, or of `specifier` if that is set. */
  readonly local: string;
  readonly specifier: string | null;
  readonly span: Span;
}

export interface BindingFact {
  readonly name: string;
  readonly nameSpan: Span;
  /** The whole statement. */
  readonly span: Span;
  /** The JSDoc comment of the declaration, without stars and tags. */
  readonly description: string;
  readonly value: Expr;
}

/** A change of a value after its declaration: `list.push(x)`, `options.group = "a"`, `fill(list)`. */
export interface ChangeFact {
  /** A name of this file, declared or imported. */
  readonly name: string;
  /** The properties that lead from the name to the changed value. Empty: the value itself. */
  readonly path: readonly string[];
  /**
   * `grows`: elements are added to a list. `any`: an object or a list may contain anything afterwards. `rebound`: the name gets another
   * value.
   */
  readonly how: "grows" | "any" | "rebound";
  /** Set if the value is only passed to a function: it changes if that function changes the argument. */
  readonly by?: { readonly callee: Expr; readonly position: number };
}

/** One `asset(…)` call in the text. */
export interface SiteFact {
  readonly callee: Expr;
  readonly args: readonly Argument[];
  /** The span of the whole call. */
  readonly span: Span;
  /** Where another argument can be inserted: after the last one. */
  readonly end: number;
}

/** An argument of a call. A spread argument contributes several values. */
export interface Argument {
  readonly spread: boolean;
  readonly value: Expr;
}

/** An expression, as far as it can be understood without executing it. */
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
  /** A template literal: texts and values in order. */
  | { readonly kind: "template"; readonly parts: readonly Expr[]; readonly span: Span }
  | { readonly kind: "sum"; readonly left: Expr; readonly right: Expr; readonly span: Span }
  /** A rest element of a destructuring: the object without some properties, or the list from an element on. */
  | { readonly kind: "rest"; readonly object: Expr; readonly without: readonly string[]; readonly from: number; readonly span: Span }
  /** A destructured name or a parameter with a default, which applies if the value is `undefined`. */
  | { readonly kind: "defaulted"; readonly value: Expr; readonly otherwise: Expr; readonly span: Span }
  /** In a function: the argument at a position. */
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
  /** The span between the parentheses (or of the single bare parameter). */
  readonly parametersSpan: Span;
  readonly returnType: string | null;
  readonly bodySpan: Span;
  /** True when the text alone shows that nothing is returned: a block without `return value`, or an annotation of void. */
  readonly returnsNothing: boolean;
  /** Names used anywhere in the body. This is enough to know that a parameter is unused. */
  readonly uses: ReadonlySet<string>;
  /** The result, if the body is a single expression. Null for all other functions. */
  readonly result: FunctionResult | null;
  /** Positions of parameters whose values the body may change. */
  readonly changesArguments: ReadonlySet<number>;
  /**
   * The uses of `context.resources`, if the first parameter is the context. Uses that the code itself guards against absence are left
   * out.
   */
  readonly resources: readonly ResourceUse[];
}

/** A resource that is read by its name. */
export interface ResourceUse {
  readonly name: string;
  /** The span of the name, including quotes. */
  readonly span: Span;
  /** How it is written: `.db`, `"db"`, `{ db: … }` or `{ db }`. */
  readonly written: "member" | "string" | "property" | "shorthand";
}

/** The single expression of a function's body, and how each name of its parameters gets its value. */
export interface FunctionResult {
  readonly value: Expr;
  readonly names: ReadonlyMap<string, Expr>;
}

export interface ParameterFact {
  /** Null if the parameter is destructured. */
  readonly name: string | null;
  readonly nameSpan: Span;
  readonly span: Span;
  readonly typeText: string | null;
  readonly typeSpan: Span | null;
  readonly shape: "plain" | "destructured" | "rest" | "optional" | "default";
}

/** Asset calls below the top level (in loops, functions, other calls) are known only when the code is executed. */
export const unknownAt = (span: Span): Expr => ({ kind: "unknown", span });

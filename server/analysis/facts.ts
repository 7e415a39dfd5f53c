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
  /** The expression of `export default`, when there is one. */
  readonly defaultExport: Expr | null;
  /** Specifiers of every import and re-export, for following the project. */
  readonly specifiers: readonly string[];
  /** The same, where running needs them: without those of types. */
  readonly needs: readonly { readonly specifier: string; readonly span: Span }[];
  readonly syntaxErrors: readonly { readonly message: string; readonly span: Span }[];
  /** Offset behind the last import, where a new declaration or import may go. */
  readonly afterImports: number;
  readonly length: number;
  /** The text cannot be read whole: all but its errors is what it said before. */
  readonly outdated?: true;
}

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

/** An expression as far as it can be understood without running it. */
export type Expr =
  | { readonly kind: "literal"; readonly value: string | number | boolean | null | undefined; readonly span: Span }
  | { readonly kind: "name"; readonly name: string; readonly span: Span }
  | { readonly kind: "member"; readonly object: Expr; readonly property: string; readonly span: Span }
  | { readonly kind: "element"; readonly object: Expr; readonly index: Expr; readonly span: Span }
  | { readonly kind: "object"; readonly members: readonly Member[]; readonly span: Span }
  | { readonly kind: "array"; readonly elements: readonly Element[]; readonly span: Span }
  | { readonly kind: "call"; readonly callee: Expr; readonly args: readonly Expr[]; readonly span: Span }
  | { readonly kind: "new"; readonly callee: Expr; readonly args: readonly Expr[]; readonly span: Span }
  | { readonly kind: "choice"; readonly options: readonly Expr[]; readonly span: Span }
  | { readonly kind: "function"; readonly fn: FunctionFact; readonly span: Span }
  | {
      readonly kind: "class";
      readonly name: string | null;
      readonly members: readonly string[];
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

// How code is written, for edits: where a literal ends, what can replace it, what is imported and how.

import type { Span } from "../facts.js";
import { nodesAt } from "./nodes-at.js";
import { ts } from "./typescript.js";
import { isWrapped } from "./wrapped.js";

/** An object or array literal, or the braces of an import. */
export interface BracketList {
  readonly kind: "object" | "array";
  /** The offset after the opening bracket. */
  readonly open: number;
  /** Offset of the closing bracket. */
  readonly close: number;
  readonly members: readonly Span[];
  /** The offset after the comma that follows the last member. Null if there is no comma. */
  readonly afterComma: number | null;
}

/** What is written at a place, as far as edits need to know. */
export type EditableCode =
  | BracketList
  /** `{ name }`: another value must be written `name: value`. */
  | { readonly kind: "shorthand"; readonly name: string }
  /** An expression that can be replaced by another one. */
  | { readonly kind: "value" }
  /** A name of a property that can be replaced by another one. */
  | { readonly kind: "name" }
  /** The first argument of a call. */
  | { readonly kind: "argument" };

export interface ImportStatement {
  readonly specifier: string;
  readonly typeOnly: boolean;
  readonly namespace: string | null;
  readonly names: readonly { readonly imported: string; readonly local: string; readonly typeOnly: boolean }[];
  /** The braces, if there are any. */
  readonly braces: BracketList | null;
}

/** What is written at exactly this span. Null if nothing of it can be edited in place. */
export function editableAt(path: string, text: string, span: Span): EditableCode | null {
  const source = parse(path, text);
  const [outermost] = nodesAt(source, span);
  if (!outermost) return null;
  const { parent } = outermost;
  if (ts.isShorthandPropertyAssignment(outermost)) return { kind: "shorthand", name: outermost.name.text };
  if (ts.isPropertyAssignment(parent) && parent.name === outermost) return { kind: "name" };
  if (!ts.isExpression(outermost)) return null;
  const literal = withoutWrapping(outermost);
  if (ts.isObjectLiteralExpression(literal)) return listed("object", literal, literal.properties, source);
  if (ts.isArrayLiteralExpression(literal)) return listed("array", literal, literal.elements, source);
  if (ts.isPropertyAssignment(parent) || ts.isArrayLiteralExpression(parent)) return { kind: "value" };
  return ts.isCallExpression(parent) && parent.arguments[0] === outermost ? { kind: "argument" } : null;
}

/** A call: the callee as written, and where its first argument starts. */
export function callAt(path: string, text: string, span: Span): { readonly callee: string; readonly firstArgument: number | null } | null {
  const source = parse(path, text);
  const call = nodesAt(source, span).find(ts.isCallExpression);
  return call ? { callee: call.expression.getText(source), firstArgument: call.arguments[0]?.getStart(source) ?? null } : null;
}

/** Where the top-level statement around an offset starts, including the comments directly above it. */
export function statementStart(path: string, text: string, offset: number): number | null {
  const source = parse(path, text);
  const statement = source.statements.find((each) => each.pos <= offset && offset < each.end);
  if (!statement) return null;
  let start = statement.getStart(source);
  for (const comment of [...(ts.getLeadingCommentRanges(text, statement.pos) ?? [])].reverse()) {
    if (/\n[ \t\r]*\n/.test(text.slice(comment.end, start))) break;
    start = comment.pos;
  }
  return start;
}

export function importsOf(path: string, text: string): ImportStatement[] {
  const source = parse(path, text);
  return source.statements.filter(ts.isImportDeclaration).flatMap((statement): ImportStatement[] => {
    const clause = statement.importClause;
    if (!clause || !ts.isStringLiteral(statement.moduleSpecifier) || statement.attributes) return [];
    const named = clause.namedBindings;
    const elements = named && ts.isNamedImports(named) ? named.elements : null;
    const names = (elements ?? []).map((each) => ({
      imported: (each.propertyName ?? each.name).text,
      local: each.name.text,
      typeOnly: clause.isTypeOnly || each.isTypeOnly,
    }));
    const byDefault = clause.name ? [{ imported: "default", local: clause.name.text, typeOnly: clause.isTypeOnly }] : [];
    return [
      {
        specifier: statement.moduleSpecifier.text,
        typeOnly: clause.isTypeOnly,
        namespace: named && ts.isNamespaceImport(named) && !clause.isTypeOnly ? named.name.text : null,
        names: [...byDefault, ...names],
        braces: named && elements ? listed("object", named, elements, source) : null,
      },
    ];
  });
}

/** Every name that the file declares or imports at its top level, also types. */
export function topLevelNames(path: string, text: string): ReadonlySet<string> {
  const names = new Set<string>();
  const bind = (name: ts.BindingName): void => {
    if (ts.isIdentifier(name)) names.add(name.text);
    else for (const each of name.elements) if (ts.isBindingElement(each)) bind(each.name);
  };
  for (const statement of parse(path, text).statements) {
    if (ts.isVariableStatement(statement)) for (const each of statement.declarationList.declarations) bind(each.name);
    else if (ts.isImportDeclaration(statement)) {
      const clause = statement.importClause;
      if (clause?.name) names.add(clause.name.text);
      const named = clause?.namedBindings;
      if (named && ts.isNamespaceImport(named)) names.add(named.name.text);
      else for (const each of named?.elements ?? []) names.add(each.name.text);
    } else if (isNamed(statement) && statement.name && ts.isIdentifier(statement.name)) names.add(statement.name.text);
  }
  return names;
}

function isNamed(statement: ts.Statement): statement is ts.Statement & { readonly name?: ts.Node } {
  return "name" in statement;
}

function parse(path: string, text: string): ts.SourceFile {
  return ts.createSourceFile(path, text, ts.ScriptTarget.ES2023, true);
}

function withoutWrapping(node: ts.Expression): ts.Expression {
  return isWrapped(node) ? withoutWrapping(node.expression) : node;
}

function listed(kind: BracketList["kind"], node: ts.Node, members: ts.NodeArray<ts.Node>, source: ts.SourceFile): BracketList {
  return {
    kind,
    open: members.pos,
    close: node.end - 1,
    members: members.map((each) => ({ start: each.getStart(source), end: each.end })),
    afterComma: members.hasTrailingComma ? members.end : null,
  };
}

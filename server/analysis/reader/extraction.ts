// Tells whether an expression inside a function can be computed outside of it, and what it would need there.

import type { Span } from "../facts.js";
import { ts } from "./typescript.js";

export interface Extraction {
  /** The expression, without the blanks around it. */
  readonly span: Span;
  /** Names of the function's parameters that it uses, in their order. */
  readonly parameters: readonly string[];
  /** It awaits. */
  readonly isAsync: boolean;
  readonly node: ts.Expression;
  readonly type: ts.Type;
}

/** Null where the selection is no expression of the function's body, or where it needs what only the body has. */
export function extractionOf(fn: ts.SignatureDeclaration, selection: Span, checker: ts.TypeChecker): Extraction | null {
  const body = (fn as ts.FunctionLikeDeclaration).body;
  const source = fn.getSourceFile();
  const node = body ? expressionAt(body, trimmed(source.text, selection), source) : null;
  if (!node || !isWorthIt(node) || fn.typeParameters) return null;
  const type = checker.getTypeAtLocation(node);
  if (!isValue(type, checker)) return null;

  const used = new Set<string>();
  let isAsync = false;
  let possible = true;
  const visit = (inner: ts.Node, ownFunction: boolean): void => {
    if (!possible) return;
    if (NEEDS_THE_BODY.has(inner.kind)) possible = false;
    if (ts.isAwaitExpression(inner) && !ownFunction) isAsync = true;
    if (ts.isIdentifier(inner)) possible &&= take(inner);
    ts.forEachChild(inner, (child) => visit(child, ownFunction || ts.isFunctionLike(inner)));
  };
  const take = (name: ts.Identifier): boolean => {
    if (name.text === "arguments") return false;
    const shorthand = ts.isShorthandPropertyAssignment(name.parent) ? checker.getShorthandAssignmentValueSymbol(name.parent) : undefined;
    const symbol = shorthand ?? checker.getSymbolAtLocation(name);
    const declared = symbol?.declarations?.find((each) => isInside(each, fn) && each.getSourceFile() === source);
    if (!declared || isInside(declared, node)) return true;
    // Anything else of the function is a local, and its value is not to be had outside.
    const isParameter = ts.isParameter(declared) && declared.parent === fn && ts.isIdentifier(declared.name);
    // A member of a parameter's written type is declared there, too, and is no variable.
    if (!isParameter) return !ts.isBindingElement(declared) && fn.parameters.some((parameter) => isInside(declared, parameter));
    used.add(name.text);
    return true;
  };
  visit(node, false);
  if (!possible) return null;
  const parameters = fn.parameters.flatMap(({ name }) => (ts.isIdentifier(name) && used.has(name.text) ? [name.text] : []));
  return { span: { start: node.getStart(source), end: node.end }, parameters, isAsync, node, type };
}

const NEEDS_THE_BODY = new Set([ts.SyntaxKind.ThisKeyword, ts.SyntaxKind.SuperKeyword, ts.SyntaxKind.YieldExpression]);

function trimmed(text: string, { start, end }: Span): Span {
  const selected = text.slice(start, end);
  return { start: start + selected.length - selected.trimStart().length, end: end - (selected.length - selected.trimEnd().length) };
}

/** The outermost expression of exactly this span that can stand alone. */
function expressionAt(body: ts.Node, span: Span, source: ts.SourceFile): ts.Expression | null {
  let found: ts.Expression | null = null;
  const visit = (node: ts.Node): void => {
    if (found || node.pos > span.start || node.end < span.end) return;
    if (node.getStart(source) === span.start && node.end === span.end && ts.isExpression(node) && isRead(node)) found = node;
    else ts.forEachChild(node, visit);
  };
  visit(body);
  return found;
}

/** Its value is used: it is no name of something, no target of an assignment, and nothing is called on it by name. */
function isRead(node: ts.Expression): boolean {
  const { parent } = node;
  if (ts.isIdentifier(node) || ts.isSpreadElement(node) || ts.isOmittedExpression(node)) return false;
  if (ts.isBinaryExpression(parent) && parent.left === node && parent.operatorToken.kind >= ts.SyntaxKind.FirstAssignment) {
    if (parent.operatorToken.kind <= ts.SyntaxKind.LastAssignment) return false;
  }
  if (ts.isPostfixUnaryExpression(parent) || ts.isDeleteExpression(parent) || ts.isTypeNode(parent)) return false;
  if (ts.isPrefixUnaryExpression(parent)) {
    return parent.operator !== ts.SyntaxKind.PlusPlusToken && parent.operator !== ts.SyntaxKind.MinusMinusToken;
  }
  if (ts.isPropertyAssignment(parent) && parent.name === node) return false;
  return !(ts.isCallExpression(parent) && parent.expression === node);
}

/** A literal is no asset anybody wants, and of two expressions with a comma the first is lost. */
function isWorthIt(node: ts.Expression): boolean {
  if (ts.isBinaryExpression(node) && node.operatorToken.kind === ts.SyntaxKind.CommaToken) return false;
  return !ts.isLiteralExpression(node) && !ts.isFunctionLike(node) && !ts.isClassExpression(node);
}

/** Something to store: no function, no promise that somebody still has to wait for, not nothing. */
function isValue(type: ts.Type, checker: ts.TypeChecker): boolean {
  if (type.flags & (ts.TypeFlags.Void | ts.TypeFlags.Undefined | ts.TypeFlags.Never | ts.TypeFlags.ESSymbolLike)) return false;
  if (type.getCallSignatures().length > 0 || type.getConstructSignatures().length > 0) return false;
  return checker.getAwaitedType(type) === type;
}

function isInside(node: ts.Node, outer: ts.Node): boolean {
  return outer.pos <= node.pos && node.end <= outer.end;
}

// Whether an expression inside a function can be computed outside of it, and what it needs there.

import type { Span } from "../facts.js";
import { ts } from "./typescript.js";

export interface Extraction {
  /** The span of the expression without surrounding blanks. */
  readonly span: Span;
  /** The names of the function's parameters that it uses, in their order. */
  readonly parameters: readonly string[];
  /** Whether it contains `await`. */
  readonly isAsync: boolean;
  readonly node: ts.Expression;
  readonly type: ts.Type;
}

/** Null if the selection is not an expression in the function's body, or if it needs something local to the body. */
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
    // Anything else in the function is a local variable, whose value is not available outside.
    const isParameter = ts.isParameter(declared) && declared.parent === fn && ts.isIdentifier(declared.name);
    // A member of a parameter's type is declared there, too, but is not a variable.
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

/** The outermost expression with exactly this span that can be used alone. */
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

/**
 * Whether the value of the expression is used: it is not a name of something, not the target of an assignment, and not the receiver of a
 * call.
 */
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

/** A literal is not worth an asset, and of a comma expression the first value would be lost. */
function isWorthIt(node: ts.Expression): boolean {
  if (ts.isBinaryExpression(node) && node.operatorToken.kind === ts.SyntaxKind.CommaToken) return false;
  return !ts.isLiteralExpression(node) && !ts.isFunctionLike(node) && !ts.isClassExpression(node);
}

/** Whether the value can be stored: not a function, not a promise that must still be awaited, not void. */
function isValue(type: ts.Type, checker: ts.TypeChecker): boolean {
  if (type.flags & (ts.TypeFlags.Void | ts.TypeFlags.Undefined | ts.TypeFlags.Never | ts.TypeFlags.ESSymbolLike)) return false;
  if (type.getCallSignatures().length > 0 || type.getConstructSignatures().length > 0) return false;
  return checker.getAwaitedType(type) === type;
}

function isInside(node: ts.Node, outer: ts.Node): boolean {
  return outer.pos <= node.pos && node.end <= outer.end;
}

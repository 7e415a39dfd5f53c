// Converts the syntax tree of an expression to facts: what is known of it without executing it.

import type { Argument, Expr, Member, Span } from "../facts.js";
import { readFunction } from "./read-function.js";
import { ts } from "./typescript.js";
import { isWrapped } from "./wrapped.js";

/** The expression as facts. A part that requires executing code is `unknown`. */
export function readExpression(node: ts.Expression, source: ts.SourceFile): Expr {
  const span: Span = { start: node.getStart(source), end: node.end };
  const read = (inner: ts.Expression) => readExpression(inner, source);

  if (isWrapped(node)) {
    return { ...read(node.expression), span };
  }
  if (ts.isAwaitExpression(node)) return read(node.expression);
  if (ts.isStringLiteralLike(node)) return { kind: "literal", value: node.text, span };
  if (ts.isNumericLiteral(node)) return { kind: "literal", value: Number(node.text), span };
  // TypeScript parses a negative number as an operator and a literal.
  if (ts.isPrefixUnaryExpression(node) && node.operator === ts.SyntaxKind.MinusToken && ts.isNumericLiteral(node.operand))
    return { kind: "literal", value: -Number(node.operand.text), span };
  if (node.kind === ts.SyntaxKind.TrueKeyword) return { kind: "literal", value: true, span };
  if (node.kind === ts.SyntaxKind.FalseKeyword) return { kind: "literal", value: false, span };
  if (node.kind === ts.SyntaxKind.NullKeyword) return { kind: "literal", value: null, span };
  if (ts.isIdentifier(node)) {
    return node.text === "undefined" ? { kind: "literal", value: undefined, span } : { kind: "name", name: node.text, span };
  }
  if (ts.isPropertyAccessExpression(node)) return { kind: "member", object: read(node.expression), property: node.name.text, span };
  if (ts.isElementAccessExpression(node)) {
    return { kind: "element", object: read(node.expression), index: read(node.argumentExpression), span };
  }
  if (ts.isObjectLiteralExpression(node)) return { kind: "object", members: node.properties.map((p) => readMember(p, source)), span };
  if (ts.isArrayLiteralExpression(node)) return { kind: "array", elements: readArguments(node.elements, source), span };
  if (ts.isCallExpression(node)) return { kind: "call", callee: read(node.expression), args: readArguments(node.arguments, source), span };
  if (ts.isNewExpression(node))
    return { kind: "new", callee: read(node.expression), args: readArguments(node.arguments ?? [], source), span };
  if (ts.isTemplateExpression(node)) return { kind: "template", parts: templateParts(node, source), span };
  if (ts.isConditionalExpression(node)) return { kind: "choice", options: [read(node.whenTrue), read(node.whenFalse)], span };
  if (ts.isBinaryExpression(node)) {
    const operator = EITHER[ts.tokenToString(node.operatorToken.kind) ?? ""];
    if (operator !== undefined) return { kind: "either", operator, left: read(node.left), right: read(node.right), span };
    if (node.operatorToken.kind === ts.SyntaxKind.PlusToken) return { kind: "sum", left: read(node.left), right: read(node.right), span };
  }
  if (ts.isArrowFunction(node) || ts.isFunctionExpression(node))
    return { kind: "function", fn: readFunction(node, source, readExpression), span };
  return { kind: "unknown", span };
}

const EITHER: Readonly<Record<string, "??" | "||" | "&&">> = { "??": "??", "||": "||", "&&": "&&" };

/** The elements of a list or the arguments of a call. */
export function readArguments(nodes: readonly ts.Expression[], source: ts.SourceFile): Argument[] {
  return nodes.map((node) =>
    ts.isSpreadElement(node)
      ? { spread: true, value: readExpression(node.expression, source) }
      : { spread: false, value: readExpression(node, source) },
  );
}

function templateParts(node: ts.TemplateExpression, source: ts.SourceFile): Expr[] {
  const text = (part: ts.TemplateLiteralLikeNode): Expr => ({
    kind: "literal",
    value: part.text,
    span: { start: part.getStart(source), end: part.end },
  });
  return [text(node.head), ...node.templateSpans.flatMap((each) => [readExpression(each.expression, source), text(each.literal)])];
}

function readMember(node: ts.ObjectLiteralElementLike, source: ts.SourceFile): Member {
  const span: Span = { start: node.getStart(source), end: node.end };
  if (ts.isSpreadAssignment(node)) return { kind: "spread", value: readExpression(node.expression, source), span };
  const nameSpan: Span = { start: node.name.getStart(source), end: node.name.end };
  if (ts.isShorthandPropertyAssignment(node)) {
    return { kind: "property", name: node.name.text, nameSpan, value: { kind: "name", name: node.name.text, span: nameSpan } };
  }
  const value: Expr = memberValue(node);
  const name = nameOf(node.name);
  // In code, `__proto__` sets the prototype, which may provide any property. In JSON it is an ordinary name.
  if (name === "__proto__" && ts.isPropertyAssignment(node) && !ts.isComputedPropertyName(node.name) && !source.fileName.endsWith(".json"))
    return { kind: "spread", value: { kind: "unknown", span }, span };
  if (name !== null) return { kind: "property", name, nameSpan, value };
  const computed: Expr = ts.isComputedPropertyName(node.name)
    ? readExpression(node.name.expression, source)
    : { kind: "unknown", span: nameSpan };
  return { kind: "computed", name: computed, nameSpan, value };

  function memberValue(member: Exclude<ts.ObjectLiteralElementLike, ts.SpreadAssignment | ts.ShorthandPropertyAssignment>): Expr {
    if (ts.isPropertyAssignment(member)) return readExpression(member.initializer, source);
    if (ts.isMethodDeclaration(member)) return { kind: "function", fn: readFunction(member, source, readExpression), span };
    return { kind: "unknown", span };
  }
}

function nameOf(name: ts.PropertyName): string | null {
  if (ts.isIdentifier(name) || ts.isStringLiteralLike(name) || ts.isNumericLiteral(name)) return name.text;
  return ts.isComputedPropertyName(name) && ts.isStringLiteralLike(name.expression) ? name.expression.text : null;
}

// Turns a syntax tree of an expression or function into facts: what can be known of it without running it.
import { ts } from "ts-morph";
import type { Expr, FunctionFact, Member, ParameterFact, Span } from "../facts.js";

/** In what changes nothing of its value: parentheses, `as`, `satisfies`, `!`, type arguments. */
export function isWrapped(node: ts.Expression): node is WrappedExpression {
  return (
    ts.isParenthesizedExpression(node) ||
    ts.isAsExpression(node) ||
    ts.isSatisfiesExpression(node) ||
    ts.isNonNullExpression(node) ||
    ts.isExpressionWithTypeArguments(node)
  );
}

type WrappedExpression =
  | ts.ParenthesizedExpression
  | ts.AsExpression
  | ts.SatisfiesExpression
  | ts.NonNullExpression
  | ts.ExpressionWithTypeArguments;

/** The expression as facts; whatever has no meaning without running becomes `unknown`. */
export function readExpression(node: ts.Expression, source: ts.SourceFile): Expr {
  const span: Span = { start: node.getStart(source), end: node.end };
  const read = (inner: ts.Expression) => readExpression(inner, source);

  if (isWrapped(node)) {
    return { ...read(node.expression), span };
  }
  if (ts.isAwaitExpression(node)) return read(node.expression);
  if (ts.isStringLiteralLike(node)) return { kind: "literal", value: node.text, span };
  if (ts.isNumericLiteral(node)) return { kind: "literal", value: Number(node.text), span };
  // A negative number is no literal to TypeScript, but an operator before one.
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
  if (ts.isArrayLiteralExpression(node)) {
    const elements = node.elements.map((element) =>
      ts.isSpreadElement(element) ? { spread: true, value: read(element.expression) } : { spread: false, value: read(element) },
    );
    return { kind: "array", elements, span };
  }
  if (ts.isCallExpression(node)) return { kind: "call", callee: read(node.expression), args: node.arguments.map(read), span };
  if (ts.isNewExpression(node)) return { kind: "new", callee: read(node.expression), args: (node.arguments ?? []).map(read), span };
  if (ts.isConditionalExpression(node)) return { kind: "choice", options: [read(node.whenTrue), read(node.whenFalse)], span };
  if (ts.isBinaryExpression(node) && isFallback(node.operatorToken.kind)) {
    return { kind: "choice", options: [read(node.left), read(node.right)], span };
  }
  if (ts.isArrowFunction(node) || ts.isFunctionExpression(node)) return { kind: "function", fn: readFunction(node, source), span };
  return { kind: "unknown", span };
}

function isFallback(operator: ts.SyntaxKind): boolean {
  return operator === ts.SyntaxKind.QuestionQuestionToken || operator === ts.SyntaxKind.BarBarToken;
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
  if (name !== null) return { kind: "property", name, nameSpan, value };
  const computed: Expr = ts.isComputedPropertyName(node.name)
    ? readExpression(node.name.expression, source)
    : { kind: "unknown", span: nameSpan };
  return { kind: "computed", name: computed, nameSpan, value };

  function memberValue(member: Exclude<ts.ObjectLiteralElementLike, ts.SpreadAssignment | ts.ShorthandPropertyAssignment>): Expr {
    if (ts.isPropertyAssignment(member)) return readExpression(member.initializer, source);
    if (ts.isMethodDeclaration(member)) return { kind: "function", fn: readFunction(member, source), span };
    return { kind: "unknown", span };
  }
}

function nameOf(name: ts.PropertyName): string | null {
  if (ts.isIdentifier(name) || ts.isStringLiteralLike(name) || ts.isNumericLiteral(name)) return name.text;
  return ts.isComputedPropertyName(name) && ts.isStringLiteralLike(name.expression) ? name.expression.text : null;
}

/** Parameters, annotated return and body of a function. A `this` parameter is none. */
export function readFunction(node: ts.FunctionLikeDeclaration, source: ts.SourceFile): FunctionFact {
  const parameters = node.parameters.filter((parameter) => !isThis(parameter)).map((parameter) => readParameter(parameter, source));
  const start = node.parameters.pos;
  const end = Math.max(start, node.parameters.end);
  const body = node.body ?? node;
  return {
    parameters,
    parametersSpan: { start, end: closingParenthesis(end, source.text) },
    returnType: node.type ? node.type.getText(source) : null,
    bodySpan: { start: body.getStart(source), end: body.end },
    returnsNothing: returnsNothing(node, source),
    uses: namesIn(body),
  };
}

const NOTHING = /^(?:Promise\s*<\s*)?(?:void|undefined)\s*>?$/;

function returnsNothing(node: ts.FunctionLikeDeclaration, source: ts.SourceFile): boolean {
  if (node.type) return NOTHING.test(node.type.getText(source));
  if (!node.body || !ts.isBlock(node.body) || node.asteriskToken) return false;
  let returnsValue = false;
  let ends = false;
  const visit = (inner: ts.Node): void => {
    if (ts.isFunctionLike(inner) || ts.isClassLike(inner)) return;
    if (ts.isReturnStatement(inner) && inner.expression) returnsValue = true;
    ts.forEachChild(inner, visit);
  };
  visit(node.body);
  // A body that only throws is of type never, which is anything.
  const last = node.body.statements.at(-1);
  if (last && ts.isThrowStatement(last)) ends = true;
  return !returnsValue && !ends;
}

function isThis(parameter: ts.ParameterDeclaration): boolean {
  return ts.isIdentifier(parameter.name) && parameter.name.text === "this";
}

function readParameter(node: ts.ParameterDeclaration, source: ts.SourceFile): ParameterFact {
  return {
    name: ts.isIdentifier(node.name) ? node.name.text : null,
    nameSpan: { start: node.name.getStart(source), end: node.name.end },
    span: { start: node.getStart(source), end: node.end },
    typeText: node.type ? node.type.getText(source) : null,
    typeSpan: node.type ? { start: node.type.getStart(source), end: node.type.end } : null,
    shape: shapeOf(node),
  };
}

function shapeOf(node: ts.ParameterDeclaration): ParameterFact["shape"] {
  if (!ts.isIdentifier(node.name)) return "destructured";
  if (node.dotDotDotToken) return "rest";
  if (node.questionToken) return "optional";
  return node.initializer ? "default" : "plain";
}

/** The parameter list ends where its parenthesis closes, also past a trailing comma and blanks. */
function closingParenthesis(from: number, text: string): number {
  const match = /^[\s,]*(?=\))/.exec(text.slice(from, from + 200));
  return match ? from + match[0].length : from;
}

function namesIn(body: ts.Node): Set<string> {
  const names = new Set<string>();
  const visit = (node: ts.Node): void => {
    if (!ts.isIdentifier(node)) ts.forEachChild(node, visit);
    else if (!isMemberName(node)) names.add(node.text);
  };
  visit(body);
  return names;
}

/** The name of a member, which reads no variable: `other.name`, `{ name: 1 }`. */
function isMemberName(node: ts.Identifier): boolean {
  const { parent } = node;
  if (ts.isPropertyAccessExpression(parent)) return parent.name === node;
  return (ts.isPropertyAssignment(parent) || ts.isMethodDeclaration(parent) || ts.isPropertySignature(parent)) && parent.name === node;
}

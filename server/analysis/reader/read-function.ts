// Converts the syntax tree of a function to facts: its parameters, its result, and how it changes its arguments.

import type { Expr, FunctionFact, FunctionResult, ParameterFact, Span } from "../facts.js";
import { linkParents } from "./parents.js";
import { changedParameters, type ReadExpression } from "./read-changes.js";
import { resourceUses } from "./resource-uses.js";
import { ts } from "./typescript.js";

const facts = new WeakMap<ts.Node, FunctionFact>();

/** The parameters, return annotation and body of a function. A `this` parameter does not count. */
export function readFunction(node: ts.FunctionLikeDeclaration, source: ts.SourceFile, read: ReadExpression): FunctionFact {
  const known = facts.get(node) ?? factOf(node, source, read);
  facts.set(node, known);
  return known;
}

function factOf(node: ts.FunctionLikeDeclaration, source: ts.SourceFile, read: ReadExpression): FunctionFact {
  linkParents(node);
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
    result: resultOf(node, source, read),
    changesArguments: changedParameters(node, source, read),
    resources: resourceUses(node, source),
  };
}

/** The result of an ordinary function whose body is an expression, or a block that only returns one. */
function resultOf(node: ts.FunctionLikeDeclaration, source: ts.SourceFile, read: ReadExpression): FunctionResult | null {
  const { body } = node;
  const isOrdinary =
    !node.asteriskToken && !ts.getModifiers(node as ts.HasModifiers)?.some(({ kind }) => kind === ts.SyntaxKind.AsyncKeyword);
  if (!body || !isOrdinary) return null;
  const value = ts.isBlock(body) ? onlyReturned(body) : body;
  if (value === undefined || mentionsThis(value)) return null;
  const names = new Map<string, Expr>();
  node.parameters
    .filter((parameter) => !isThis(parameter))
    .forEach((parameter, position) => {
      const span = { start: parameter.getStart(source), end: parameter.end };
      const given: Expr = { kind: "argument", position, rest: parameter.dotDotDotToken !== undefined, span };
      bindNames(parameter.name, withDefault(given, parameter.initializer, source, read), source, read, (name, expr) =>
        names.set(name.text, expr),
      );
    });
  return { value: read(value, source), names };
}

function onlyReturned({ statements: [only, ...others] }: ts.Block): ts.Expression | undefined {
  return only && others.length === 0 && ts.isReturnStatement(only) ? only.expression : undefined;
}

function mentionsThis(node: ts.Node): boolean {
  if (node.kind === ts.SyntaxKind.ThisKeyword || (ts.isIdentifier(node) && node.text === "arguments")) return true;
  return ts.forEachChild(node, (child) => mentionsThis(child) || undefined) ?? false;
}

/** Every name that a destructuring pattern declares, as a part of `value`. */
export function bindNames(
  pattern: ts.BindingName,
  value: Expr,
  source: ts.SourceFile,
  read: ReadExpression,
  declare: (name: ts.Identifier, value: Expr) => void,
): void {
  if (ts.isIdentifier(pattern)) return declare(pattern, value);
  const taken: string[] = [];
  pattern.elements.forEach((element, at) => {
    if (!ts.isBindingElement(element)) return;
    const span = { start: element.getStart(source), end: element.end };
    const part = partOf(pattern, element, at, value, taken, span, source, read);
    bindNames(element.name, withDefault(part, element.initializer, source, read), source, read, declare);
  });
}

function partOf(
  pattern: ts.BindingPattern,
  element: ts.BindingElement,
  at: number,
  object: Expr,
  taken: string[],
  span: Span,
  source: ts.SourceFile,
  read: ReadExpression,
): Expr {
  if (element.dotDotDotToken) return { kind: "rest", object, without: taken, from: ts.isArrayBindingPattern(pattern) ? at : 0, span };
  if (ts.isArrayBindingPattern(pattern)) return { kind: "element", object, index: { kind: "literal", value: at, span }, span };
  const name = element.propertyName ?? element.name;
  if (ts.isComputedPropertyName(name)) return { kind: "element", object, index: read(name.expression, source), span };
  if (!ts.isIdentifier(name) && !ts.isStringLiteralLike(name)) return { kind: "unknown", span };
  taken.push(name.text);
  return { kind: "member", object, property: name.text, span };
}

function withDefault(value: Expr, initializer: ts.Expression | undefined, source: ts.SourceFile, read: ReadExpression): Expr {
  return initializer ? { kind: "defaulted", value, otherwise: read(initializer, source), span: value.span } : value;
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
  // A body that only throws has the type never, which fits any type.
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

/** The parameter list ends at its closing parenthesis, which may follow a trailing comma and blanks. */
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

/** Whether the name is a member, which does not read a variable: `other.name`, `{ name: 1 }`. */
function isMemberName(node: ts.Identifier): boolean {
  const { parent } = node;
  if (ts.isPropertyAccessExpression(parent)) return parent.name === node;
  return (ts.isPropertyAssignment(parent) || ts.isMethodDeclaration(parent) || ts.isPropertySignature(parent)) && parent.name === node;
}

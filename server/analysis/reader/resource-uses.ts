// Finds the resources that a function reads: `context.resources.db`, `const { db } = context.resources`.

import type { ResourceUse } from "../facts.js";
import { type GuardedNames, guardedNames, unwrapped } from "./guarded-names.js";
import { scopeOf } from "./read-scope.js";
import { ts } from "./typescript.js";
import { isWrapped } from "./wrapped.js";

/** The names of the context and of its resources at the current node. */
interface Scope {
  readonly contexts: Set<string>;
  readonly resources: Set<string>;
  readonly names: GuardedNames;
}

/**
 * Every resource that the function reads by name from its first parameter, the context. If it passes the context to other functions,
 * these are not followed.
 */
export function resourceUses(node: ts.FunctionLikeDeclaration, source: ts.SourceFile): readonly ResourceUse[] {
  const first = node.parameters.find(({ name }) => !(ts.isIdentifier(name) && name.text === "this"));
  if (!node.body || !first || !ts.isIdentifier(first.name) || !/^_?context$/.test(first.name.text)) return [];
  const { body } = node;
  if (!source.text.slice(body.pos, body.end).includes("resources")) return [];
  const names = guardedNames(body);
  // A reassigned context or other resources are not followed.
  if (names.assigned.has(first.name.text) || names.guarded.has("resources")) return [];
  const uses: ResourceUse[] = [];
  visit(body, { contexts: new Set([first.name.text]), resources: new Set(), names }, uses, source);
  return uses.filter(({ name }) => !names.guarded.has(name) && !(name in Object.prototype));
}

function visit(node: ts.Node, outer: Scope, uses: ResourceUse[], source: ts.SourceFile): void {
  const scope = inside(node, outer);
  if (ts.isVariableDeclaration(node) && node.initializer) bind(node.name, node.initializer, scope, uses, source);
  else if (ts.isPropertyAccessExpression(node) && isResources(node.expression, scope)) {
    if (!isGuardedLater(node, scope)) uses.push(useOf(node.name, "member", source));
  } else if (ts.isElementAccessExpression(node) && isResources(node.expression, scope)) {
    const { argumentExpression: key } = node;
    if (ts.isStringLiteralLike(key)) uses.push(useOf(key, "string", source));
  }
  ts.forEachChild(node, (child) => visit(child, scope, uses, source));
}

/** The scope inside a node, without names that are declared there again. */
function inside(node: ts.Node, outer: Scope): Scope {
  if (ts.isVariableDeclaration(node) || ts.isBindingElement(node) || ts.isParameter(node)) return outer;
  const declared = scopeOf(node);
  if (declared.size === 0) return outer;
  const without = (names: ReadonlySet<string>) => new Set([...names].filter((name) => !declared.has(name)));
  return { contexts: without(outer.contexts), resources: without(outer.resources), names: outer.names };
}

/** Handles a declaration whose value is the context or its resources: its names mean that from here on. */
function bind(name: ts.BindingName, value: ts.Expression, scope: Scope, uses: ResourceUse[], source: ts.SourceFile): void {
  if (isResources(value, scope)) return bindResources(name, scope, uses, source);
  if (!isContext(value, scope)) return;
  if (ts.isIdentifier(name)) {
    if (!scope.names.assigned.has(name.text)) scope.contexts.add(name.text);
  } else if (ts.isObjectBindingPattern(name))
    for (const element of name.elements) {
      if (nameOf(element)?.text === "resources") bindResources(element.name, scope, uses, source);
    }
}

function bindResources(name: ts.BindingName, scope: Scope, uses: ResourceUse[], source: ts.SourceFile): void {
  if (ts.isIdentifier(name)) {
    if (!scope.names.assigned.has(name.text)) scope.resources.add(name.text);
  } else if (ts.isObjectBindingPattern(name))
    for (const element of name.elements) {
      const key = nameOf(element);
      // A name with a default, or a name that is tested, may be absent.
      const isGuarded = ts.isIdentifier(element.name) && scope.names.guarded.has(element.name.text);
      if (key && !element.dotDotDotToken && !element.initializer && !isGuarded)
        uses.push(useOf(key, element.propertyName ? "property" : "shorthand", source));
    }
}

function nameOf({ propertyName, name }: ts.BindingElement): ts.Identifier | ts.StringLiteralLike | null {
  const written = propertyName ?? name;
  return ts.isIdentifier(written) || ts.isStringLiteralLike(written) ? written : null;
}

function isContext(node: ts.Expression, scope: Scope): boolean {
  const plain = unwrapped(node);
  return ts.isIdentifier(plain) && scope.contexts.has(plain.text);
}

function isResources(node: ts.Expression, scope: Scope): boolean {
  const plain = unwrapped(node);
  if (ts.isIdentifier(plain)) return scope.resources.has(plain.text);
  if (ts.isPropertyAccessExpression(plain)) return plain.name.text === "resources" && isContext(plain.expression, scope);
  if (!ts.isElementAccessExpression(plain) || !ts.isStringLiteralLike(plain.argumentExpression)) return false;
  return plain.argumentExpression.text === "resources" && isContext(plain.expression, scope);
}

/** Matches `const db = context.resources.db;` where `db` is tested. */
function isGuardedLater(node: ts.Expression, scope: Scope): boolean {
  const { parent } = node;
  if (isWrapped(parent as ts.Expression)) return isGuardedLater(parent as ts.Expression, scope);
  return ts.isVariableDeclaration(parent) && ts.isIdentifier(parent.name) && scope.names.guarded.has(parent.name.text);
}

function useOf(name: ts.MemberName | ts.StringLiteralLike, written: ResourceUse["written"], source: ts.SourceFile): ResourceUse {
  const span = { start: name.getStart(source), end: name.end };
  return { name: name.text, span, written: ts.isStringLiteralLike(name) ? "string" : written };
}

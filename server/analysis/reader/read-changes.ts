// Finds how code changes values after their declaration: `list.push(x)`, `options.group = "a"`, `Object.assign(options, …)`,
// `fill(list)`.

import type { ChangeFact, Expr } from "../facts.js";
import { holdsNoCode } from "./no-code.js";
import { scopeOf } from "./read-scope.js";
import { ts } from "./typescript.js";
import { isWrapped } from "./wrapped.js";

/** Reads an expression. It is passed in because functions are read together with their expressions. */
export type ReadExpression = (node: ts.Expression, source: ts.SourceFile) => Expr;

/** Where a value comes from: a name, and the properties that lead to the value. */
interface Origin {
  readonly name: string;
  readonly path: readonly string[];
  /** The value is somewhere below that path, for example an element of a list. */
  readonly within?: true;
  /** The value of the name contains it, but is not it. */
  readonly held?: true;
  /** For a function: where its result comes from. */
  readonly gives?: readonly Origin[];
}

/** Local names, with the origins of their values. Empty if the value does not come from an outer name. */
type Scope = ReadonlyMap<string, readonly Origin[]>;

interface Walk {
  readonly source: ts.SourceFile;
  readonly read: ReadExpression;
  readonly changes: ChangeFact[];
  /** Names that `millrace` exports. Its functions do not change their arguments. */
  readonly sdk: ReadonlySet<string>;
}

/** Every change of the value of a top-level name of the file. */
export function readChanges(source: ts.SourceFile, read: ReadExpression): ChangeFact[] {
  const walk: Walk = { source, read, changes: [], sdk: sdkNames(source) };
  const aliases = topLevelAliases(source);
  for (const statement of source.statements) visit(statement, aliases, walk);
  return walk.changes;
}

/** Positions of the parameters whose values the function may change. */
export function changedParameters(node: ts.FunctionLikeDeclaration, source: ts.SourceFile, read: ReadExpression): ReadonlySet<number> {
  const changed = new Set<number>();
  if (!node.body || node.parameters.length === 0) return changed;
  const walk: Walk = { source, read, changes: [], sdk: sdkNames(source) };
  visit(node.body, new Map(), walk);
  node.parameters
    .filter(({ name }) => !(ts.isIdentifier(name) && name.text === "this"))
    .forEach((parameter, position) => {
      const names = scopeOf(parameter);
      if (walk.changes.some(({ name }) => names.has(name))) changed.add(position);
    });
  return changed;
}

/**
 * Top-level names that share or contain the value of another: `const same = options;`, `const all = [options];`. A change of one changes
 * both.
 */
function topLevelAliases(source: ts.SourceFile): Scope {
  const aliases = new Map<string, readonly Origin[]>();
  const gives = (name: string, fn: ts.FunctionLikeDeclaration) => {
    const given = givenBy(fn, aliases);
    if (given.length > 0) aliases.set(name, [{ name, path: [], gives: given.map(inside) }]);
  };
  for (const statement of source.statements) {
    if (ts.isFunctionDeclaration(statement) && statement.name) gives(statement.name.text, statement);
    if (!ts.isVariableStatement(statement)) continue;
    for (const { name, initializer } of statement.declarationList.declarations) {
      if (!initializer) continue;
      const value = unwrapped(initializer);
      if (ts.isIdentifier(name) && (ts.isArrowFunction(value) || ts.isFunctionExpression(value))) gives(name.text, value);
      else
        for (const [bound, others] of boundTo(name, heldBy(initializer, aliases)))
          if (others.length > 0) aliases.set(bound, [{ name: bound, path: [] }, ...others]);
    }
  }
  return aliases;
}

/** The names that a declaration binds, with their origins: `const { raw } = config` makes `raw` a part of `config`. */
function boundTo(name: ts.BindingName, origins: readonly Origin[]): (readonly [name: string, origins: readonly Origin[]])[] {
  if (ts.isIdentifier(name)) return [[name.text, origins]];
  return name.elements.flatMap((element, at) => {
    if (ts.isOmittedExpression(element)) return [];
    const key = element.dotDotDotToken ? null : ts.isArrayBindingPattern(name) ? `${at}` : keyOf(element);
    return boundTo(
      element.name,
      origins.map((each) => (key === null ? inside(each) : below(each, key))),
    );
  });
}

/** The property that an element of a pattern reads. Null if it is computed. */
function keyOf({ propertyName, name }: ts.BindingElement): string | null {
  const key = propertyName ?? name;
  return ts.isIdentifier(key) || ts.isStringLiteral(key) || ts.isNumericLiteral(key) ? key.text : null;
}

/** Where the result of a function comes from, as far as names outside of it are concerned. */
function givenBy(fn: ts.FunctionLikeDeclaration, scope: Scope): readonly Origin[] {
  const inner = opened(fn, scope);
  if (!fn.body) return [];
  if (!ts.isBlock(fn.body)) return originsOf(fn.body, inner);
  const found: Origin[] = [];
  const look = (node: ts.Node, around: Scope): void => {
    if (ts.isFunctionLike(node)) return;
    const within = opened(node, around);
    if (ts.isReturnStatement(node) && node.expression) found.push(...originsOf(node.expression, within));
    ts.forEachChild(node, (child) => look(child, within));
  };
  look(fn.body, inner);
  return found;
}

/** Copies and results of calls are other values. */
function heldBy(node: ts.Expression, scope: Scope): readonly Origin[] {
  const expression = unwrapped(node);
  const held = (nodes: readonly ts.Expression[]) =>
    nodes.flatMap((each) => heldBy(each, scope)).map((origin) => ({ ...origin, held: true as const }));
  if (ts.isArrayLiteralExpression(expression)) return held(expression.elements.filter((each) => !ts.isSpreadElement(each)));
  if (ts.isObjectLiteralExpression(expression))
    return held(expression.properties.filter((each) => !ts.isSpreadAssignment(each)).flatMap(valueOfMember));
  if (ts.isConditionalExpression(expression)) return [expression.whenTrue, expression.whenFalse].flatMap((each) => heldBy(each, scope));
  const isPath = ts.isIdentifier(expression) || ts.isPropertyAccessExpression(expression) || ts.isElementAccessExpression(expression);
  return isPath ? originsOf(expression, scope) : [];
}

const sdkNamesOf = new WeakMap<ts.SourceFile, ReadonlySet<string>>();

function sdkNames(source: ts.SourceFile): ReadonlySet<string> {
  const known = sdkNamesOf.get(source);
  if (known) return known;
  const names = new Set<string>();
  for (const statement of source.statements) {
    if (!ts.isImportDeclaration(statement) || !ts.isStringLiteral(statement.moduleSpecifier)) continue;
    if (/^millrace(\/|$)/.test(statement.moduleSpecifier.text)) for (const name of scopeOf(statement)) names.add(name);
  }
  sdkNamesOf.set(source, names);
  return names;
}

function visit(node: ts.Node, scope: Scope, walk: Walk): void {
  if (holdsNoCode(node)) return;
  const inner = opened(node, scope);
  if (ts.isBinaryExpression(node) && isAssignment(node.operatorToken.kind)) assigned(node.left, inner, walk);
  else if (ts.isDeleteExpression(node)) assigned(node.expression, inner, walk);
  else if ((ts.isPrefixUnaryExpression(node) || ts.isPostfixUnaryExpression(node)) && isStep(node.operator))
    assigned(node.operand, inner, walk);
  else if (ts.isForInStatement(node) || ts.isForOfStatement(node)) {
    if (!ts.isVariableDeclarationList(node.initializer)) assigned(node.initializer, inner, walk);
  } else if (ts.isNewExpression(node)) constructed(node, inner, walk);
  else if (ts.isCallExpression(node)) return called(node, inner, walk);
  ts.forEachChild(node, (child) => visit(child, inner, walk));
}

/** The scope inside a node, with the names it declares and the origins of loop variables and constants. */
function opened(node: ts.Node, scope: Scope): Scope {
  const names = ts.isSourceFile(node) ? new Set<string>() : scopeOf(node);
  if (names.size === 0) return scope;
  const inner = new Map(scope);
  for (const name of names) inner.set(name, []);
  if (ts.isForOfStatement(node) && ts.isVariableDeclarationList(node.initializer)) {
    const origins = originsOf(node.expression, scope).map(inside);
    for (const declaration of node.initializer.declarations) for (const name of scopeOf(declaration)) inner.set(name, origins);
  }
  if (ts.isBlock(node)) for (const statement of node.statements) if (ts.isVariableStatement(statement)) declared(statement, inner);
  return inner;
}

function declared(statement: ts.VariableStatement, inner: Map<string, readonly Origin[]>): void {
  for (const declaration of statement.declarationList.declarations) {
    if (!declaration.initializer) continue;
    const origins = originsOf(declaration.initializer, inner);
    const isWhole = ts.isIdentifier(declaration.name);
    for (const name of scopeOf(declaration)) inner.set(name, isWhole ? origins : origins.map(inside));
  }
}

/** The outer names whose values an expression may be, or may contain. */
function originsOf(node: ts.Expression, scope: Scope): readonly Origin[] {
  const expression = unwrapped(node);
  if (ts.isIdentifier(expression)) return scope.get(expression.text) ?? [{ name: expression.text, path: [] }];
  if (ts.isPropertyAccessExpression(expression))
    return originsOf(expression.expression, scope).map((each) => below(each, expression.name.text));
  if (ts.isElementAccessExpression(expression)) {
    const index = unwrapped(expression.argumentExpression);
    const key = ts.isStringLiteralLike(index) || ts.isNumericLiteral(index) ? index.text : null;
    return originsOf(expression.expression, scope).map((each) => (key === null ? inside(each) : below(each, key)));
  }
  const all = (nodes: readonly ts.Expression[]) => nodes.flatMap((each) => originsOf(each, scope));
  if (ts.isArrayLiteralExpression(expression)) return all(expression.elements);
  if (ts.isSpreadElement(expression)) return originsOf(expression.expression, scope).map(inside);
  if (ts.isObjectLiteralExpression(expression)) return all(expression.properties.flatMap(valueOfMember));
  if (ts.isConditionalExpression(expression)) return all([expression.whenTrue, expression.whenFalse]);
  if (ts.isBinaryExpression(expression)) return all([expression.left, expression.right]);
  // The results of `Object.values(x)`, `x.filter(…)` and `Object.freeze(x)` are parts of x.
  if (ts.isCallExpression(expression)) {
    const receiver = ts.isPropertyAccessExpression(expression.expression) ? [expression.expression.expression] : [];
    const args = isGlobal(expression.expression) ? expression.arguments : [];
    const callee = unwrapped(expression.expression);
    const given = ts.isIdentifier(callee) ? (scope.get(callee.text) ?? []).flatMap(({ gives = [] }) => gives) : [];
    return [...all([...receiver.filter((each) => !isGlobal(each)), ...args]).map(inside), ...given];
  }
  return [];
}

function inside({ name, path }: Origin): Origin {
  return { name, path, within: true };
}

function below({ name, path, within, held }: Origin, member: string): Origin {
  // Which part of a contained value is read is not tracked.
  return held || within ? { name, path, within: true } : { name, path: [...path, member] };
}

function valueOfMember(member: ts.ObjectLiteralElementLike): ts.Expression[] {
  if (ts.isPropertyAssignment(member)) return [member.initializer];
  if (ts.isShorthandPropertyAssignment(member)) return [member.name];
  return ts.isSpreadAssignment(member) ? [member.expression] : [];
}

function unwrapped(node: ts.Expression): ts.Expression {
  return isWrapped(node) || ts.isAwaitExpression(node) ? unwrapped(node.expression) : node;
}

function assigned(target: ts.Expression, scope: Scope, walk: Walk): void {
  const node = unwrapped(target);
  if (ts.isArrayLiteralExpression(node))
    for (const each of node.elements) assigned(ts.isSpreadElement(each) ? each.expression : each, scope, walk);
  else if (ts.isObjectLiteralExpression(node)) for (const each of node.properties.flatMap(valueOfMember)) assigned(each, scope, walk);
  else if (!ts.isIdentifier(node)) tell(originsOf(node, scope), "any", walk);
  // Assigning a local name does not change the value it had before.
  else if (isTopLevel(node.text, scope)) walk.changes.push({ name: node.text, path: [], how: "rebound" });
}

/** Whether the name is not declared inside, or refers to other top-level names. */
function isTopLevel(name: string, scope: Scope): boolean {
  const origins = scope.get(name);
  return origins === undefined || origins.some((origin) => origin.name === name && origin.path.length === 0 && !origin.within);
}

function called(call: ts.CallExpression, scope: Scope, walk: Walk): void {
  const { expression: callee } = call;
  visit(callee, scope, walk);
  const receiver = ts.isPropertyAccessExpression(callee) ? originsOf(callee.expression, scope) : [];
  const method = ts.isPropertyAccessExpression(callee) ? callee.name.text : "";
  if (GROWING.has(method)) tell(receiver, "grows", walk);
  else if (CHANGING.has(method)) tell(receiver, "any", walk);
  const isSdk = walk.sdk.has(rootOf(callee)?.text ?? "") && !scope.has(rootOf(callee)?.text ?? "");
  const isPure = isSdk || isPureGlobal(callee) || PURE_METHODS.has(method) || GROWING.has(method);
  call.arguments.forEach((argument, position) => {
    if (ts.isArrowFunction(argument) || ts.isFunctionExpression(argument)) {
      // The function of an asset changes values only when it runs.
      if (isSdk) return;
      const inner = withElements(argument, receiver, opened(argument, scope));
      ts.forEachChild(argument, (child) => visit(child, inner, walk));
      return;
    }
    visit(argument, scope, walk);
    if (isPure || (isObjectChange(callee) && position > 0)) return;
    const origins = originsOf(argument, scope);
    if (origins.length === 0) return;
    tell(origins, "any", walk, isObjectChange(callee) ? undefined : { callee: walk.read(callee, walk.source), position });
  });
}

/** A constructor may keep its arguments and change them. */
function constructed({ expression, arguments: args }: ts.NewExpression, scope: Scope, walk: Walk): void {
  const root = rootOf(expression)?.text ?? "";
  if (isGlobal(expression) || (walk.sdk.has(root) && !scope.has(root))) return;
  for (const argument of args ?? []) tell(originsOf(argument, scope).map(inside), "any", walk);
}

/** In a callback of a list's method, the parameters are the list's elements. */
function withElements(callback: ts.SignatureDeclaration, receiver: readonly Origin[], scope: Scope): Scope {
  if (receiver.length === 0) return scope;
  const inner = new Map(scope);
  const origins = receiver.map(inside);
  for (const parameter of callback.parameters) for (const name of scopeOf(parameter)) inner.set(name, origins);
  return inner;
}

function tell(origins: readonly Origin[], how: ChangeFact["how"], { changes }: Walk, by?: ChangeFact["by"]): void {
  // Adding to a list does not change its elements. A function that receives a list may change them.
  for (const { name, path, within, held } of origins)
    if (!held || by !== undefined) changes.push({ name, path, how: within || held ? "any" : how, ...(by === undefined ? {} : { by }) });
}

const GROWING = new Set(["push", "unshift"]);
const CHANGING = new Set(["pop", "shift", "splice", "sort", "reverse", "fill", "copyWithin", "set", "add", "delete", "clear"]);

/** Methods that do not change their arguments. */
const PURE_METHODS = new Set(
  (
    "map filter flatMap forEach reduce reduceRight some every find findIndex findLast findLastIndex concat includes indexOf lastIndexOf " +
    "join slice at flat with toSorted toSpliced toReversed has get then catch finally replace replaceAll split startsWith endsWith padStart " +
    "padEnd repeat localeCompare match matchAll test exec configured"
  ).split(" "),
);

const GLOBALS = new Set(
  (
    "Object Array JSON Math String Number Boolean BigInt Symbol Date Promise RegExp Map Set console structuredClone parseInt parseFloat isNaN " +
    "isFinite encodeURIComponent decodeURIComponent encodeURI decodeURI fetch"
  ).split(" "),
);

const OBJECT_CHANGES = new Set(["assign", "defineProperty", "defineProperties", "setPrototypeOf", "set", "deleteProperty"]);

function rootOf(node: ts.Expression): ts.Identifier | null {
  const expression = unwrapped(node);
  if (ts.isIdentifier(expression)) return expression;
  return ts.isPropertyAccessExpression(expression) ? rootOf(expression.expression) : null;
}

function isGlobal(node: ts.Expression): boolean {
  return GLOBALS.has(rootOf(node)?.text ?? "");
}

function isPureGlobal(callee: ts.Expression): boolean {
  return isGlobal(callee) && !isObjectChange(callee);
}

/** Whether the callee is `Object.assign` or a similar function, which changes its first argument. */
function isObjectChange(callee: ts.Expression): boolean {
  const expression = unwrapped(callee);
  if (!ts.isPropertyAccessExpression(expression) || !ts.isIdentifier(expression.expression)) return false;
  return ["Object", "Reflect"].includes(expression.expression.text) && OBJECT_CHANGES.has(expression.name.text);
}

export function isAssignment(operator: ts.SyntaxKind): boolean {
  return operator >= ts.SyntaxKind.FirstAssignment && operator <= ts.SyntaxKind.LastAssignment;
}

function isStep(operator: ts.SyntaxKind): boolean {
  return operator === ts.SyntaxKind.PlusPlusToken || operator === ts.SyntaxKind.MinusMinusToken;
}

// Finds names whose absence the code handles: code that tests a value knows that it may be absent.

import { isAssignment } from "./read-changes.js";
import { ts } from "./typescript.js";
import { isWrapped } from "./wrapped.js";

export interface GuardedNames {
  /** Names of variables and members that are tested, assigned, or looked up by a string. */
  readonly guarded: ReadonlySet<string>;
  /** Names of variables that are assigned after their declaration. */
  readonly assigned: ReadonlySet<string>;
}

/** Only names are compared, anywhere in the body: a name that is tested once is not reported as missing elsewhere. */
export function guardedNames(body: ts.Node): GuardedNames {
  const guarded = new Set<string>();
  const assigned = new Set<string>();
  const visit = (node: ts.Node, isCaught: boolean): void => {
    const name = nameOf(node);
    if (name !== null && (isCaught || isTested(node as ts.Expression))) guarded.add(name);
    if (ts.isStringLiteralLike(node) && !isMemberName(node)) guarded.add(node.text);
    if (ts.isBinaryExpression(node) && isAssignment(node.operatorToken.kind)) {
      const target = unwrapped(node.left);
      const written = nameOf(target);
      if (written !== null) (ts.isIdentifier(target) ? assigned : guarded).add(written);
    }
    if (ts.isTryStatement(node) && node.catchClause !== undefined) {
      visit(node.tryBlock, true);
      visit(node.catchClause, isCaught);
      if (node.finallyBlock) visit(node.finallyBlock, isCaught);
    } else ts.forEachChild(node, (child) => visit(child, isCaught));
  };
  visit(body, false);
  return { guarded, assigned };
}

function nameOf(node: ts.Node): string | null {
  if (ts.isIdentifier(node)) return node.text;
  if (ts.isPropertyAccessExpression(node)) return node.name.text;
  return ts.isElementAccessExpression(node) && ts.isStringLiteralLike(node.argumentExpression) ? node.argumentExpression.text : null;
}

/** Whether the string is the `"db"` of `x["db"]` or of `{ "db": name }`. */
function isMemberName({ parent }: ts.StringLiteralLike): boolean {
  return ts.isElementAccessExpression(parent) || ts.isBindingElement(parent);
}

/** The expression without parentheses and type assertions. */
export function unwrapped(node: ts.Expression): ts.Expression {
  return isWrapped(node) ? unwrapped(node.expression) : node;
}

/** `x ?? y`, `x?.y`, `if (x)`, `x === undefined`, `while (!x)`, `x ??= y`, `assertDefined(x);` */
export function isTested(node: ts.Expression): boolean {
  const { parent } = node;
  if (isWrapped(parent as ts.Expression)) return isTested(parent as ts.Expression);
  if (ts.isPropertyAccessExpression(parent) || ts.isElementAccessExpression(parent))
    return parent.expression === node && parent.questionDotToken !== undefined;
  if (ts.isCallExpression(parent)) {
    if (parent.expression === node) return parent.questionDotToken !== undefined;
    return ts.isExpressionStatement(parent.parent);
  }
  if (ts.isIfStatement(parent) || ts.isWhileStatement(parent) || ts.isDoStatement(parent)) return parent.expression === node;
  if (ts.isConditionalExpression(parent) || ts.isForStatement(parent)) return parent.condition === node;
  if (ts.isPrefixUnaryExpression(parent)) return parent.operator === ts.SyntaxKind.ExclamationToken;
  if (ts.isTypeOfExpression(parent) || ts.isDeleteExpression(parent)) return true;
  if (!ts.isBinaryExpression(parent)) return false;
  const { kind } = parent.operatorToken;
  return COMPARING.has(kind) || (parent.left === node && ASKING.has(kind));
}

const ASKING = new Set<ts.SyntaxKind>([
  ts.SyntaxKind.QuestionQuestionToken,
  ts.SyntaxKind.BarBarToken,
  ts.SyntaxKind.AmpersandAmpersandToken,
  ts.SyntaxKind.QuestionQuestionEqualsToken,
  ts.SyntaxKind.BarBarEqualsToken,
  ts.SyntaxKind.AmpersandAmpersandEqualsToken,
]);
const COMPARING = new Set<ts.SyntaxKind>([
  ts.SyntaxKind.EqualsEqualsToken,
  ts.SyntaxKind.EqualsEqualsEqualsToken,
  ts.SyntaxKind.ExclamationEqualsToken,
  ts.SyntaxKind.ExclamationEqualsEqualsToken,
]);

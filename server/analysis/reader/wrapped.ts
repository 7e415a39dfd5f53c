// Expressions that wrap another one without changing its value.
import { ts } from "./typescript.js";

/** Whether the node is such a wrapper: parentheses, `as`, `<T>x`, `satisfies`, `!`, type arguments. */
export function isWrapped(node: ts.Expression): node is WrappedExpression {
  return (
    ts.isParenthesizedExpression(node) ||
    ts.isAsExpression(node) ||
    ts.isTypeAssertionExpression(node) ||
    ts.isSatisfiesExpression(node) ||
    ts.isNonNullExpression(node) ||
    ts.isExpressionWithTypeArguments(node)
  );
}

type WrappedExpression =
  | ts.ParenthesizedExpression
  | ts.AsExpression
  | ts.TypeAssertion
  | ts.SatisfiesExpression
  | ts.NonNullExpression
  | ts.ExpressionWithTypeArguments;

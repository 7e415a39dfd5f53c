// Whether a function can be called without arguments, by its type.
import { ts } from "./typescript.js";

/** True only where every way to call it surely takes some; `any` and parameters that may be left out say nothing. */
export function needsArguments(node: ts.Expression, checker: ts.TypeChecker): boolean {
  const signatures = checker.getTypeAtLocation(node).getCallSignatures();
  return signatures.length > 0 && signatures.every(({ parameters }) => parameters.some((each) => isNeeded(each, node, checker)));
}

function isNeeded(parameter: ts.Symbol, node: ts.Expression, checker: ts.TypeChecker): boolean {
  const declared = parameter.valueDeclaration;
  if (declared === undefined || !ts.isParameter(declared)) return (parameter.flags & ts.SymbolFlags.Optional) === 0;
  if (declared.dotDotDotToken === undefined) return !checker.isOptionalParameter(declared);
  // `...args: A`, where A has become the parameters of another function.
  const rest = checker.getTypeOfSymbolAtLocation(parameter, node);
  return checker.isTupleType(rest) && ((rest as ts.TupleTypeReference).target?.minLength ?? 0) > 0;
}

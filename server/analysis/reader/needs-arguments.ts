// Whether a function needs arguments, by its type.
import { ts } from "./typescript.js";

/** True only if every signature certainly requires an argument. `any` and optional parameters do not count. */
export function needsArguments(node: ts.Expression, checker: ts.TypeChecker): boolean {
  const signatures = checker.getTypeAtLocation(node).getCallSignatures();
  return signatures.length > 0 && signatures.every(({ parameters }) => parameters.some((each) => isNeeded(each, node, checker)));
}

function isNeeded(parameter: ts.Symbol, node: ts.Expression, checker: ts.TypeChecker): boolean {
  const declared = parameter.valueDeclaration;
  if (declared === undefined || !ts.isParameter(declared)) return (parameter.flags & ts.SymbolFlags.Optional) === 0;
  if (declared.dotDotDotToken === undefined) return !checker.isOptionalParameter(declared);
  // `...args: A`, where A is the parameters of another function.
  const rest = checker.getTypeOfSymbolAtLocation(parameter, node);
  return checker.isTupleType(rest) && ((rest as ts.TupleTypeReference).target?.minLength ?? 0) > 0;
}

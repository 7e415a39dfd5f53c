// Type parameters with declared variance: `in`, `out`, `in out`.
import { ts } from "./typescript.js";

type Fits = (given: ts.Type, taken: ts.Type) => boolean;

/**
 * Whether two instances of one declaration differ in an argument whose parameter declares its variance. Other parameters are checked
 * elsewhere.
 */
export function breaksVariance(given: ts.Type, taken: ts.Type, checker: ts.TypeChecker, fits: Fits): boolean {
  const [from, to] = [instanceOf(given, checker), instanceOf(taken, checker)];
  if (from === null || to === null || from.symbol !== to.symbol) return false;
  return parametersOf(from.symbol).some((parameter, index) => {
    const [one, other] = [from.args[index], to.args[index]];
    if (!one || !other) return false;
    const says = (kind: ts.SyntaxKind) => parameter.modifiers?.some((each) => each.kind === kind) === true;
    return (says(ts.SyntaxKind.OutKeyword) && !fits(one, other)) || (says(ts.SyntaxKind.InKeyword) && !fits(other, one));
  });
}

function instanceOf(type: ts.Type, checker: ts.TypeChecker): { symbol: ts.Symbol; args: readonly ts.Type[] } | null {
  if (type.aliasSymbol && type.aliasTypeArguments) return { symbol: type.aliasSymbol, args: type.aliasTypeArguments };
  const symbol = type.getSymbol();
  if (!symbol || (type.flags & ts.TypeFlags.Object) === 0) return null;
  const args = checker.getTypeArguments(type as ts.TypeReference);
  return args.length === 0 ? null : { symbol, args };
}

function parametersOf({ declarations = [] }: ts.Symbol): readonly ts.TypeParameterDeclaration[] {
  const generic = declarations.find((each) => ts.isInterfaceDeclaration(each) || ts.isClassLike(each) || ts.isTypeAliasDeclaration(each));
  return generic?.typeParameters ?? [];
}

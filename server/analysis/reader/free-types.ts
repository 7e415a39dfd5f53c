// Finds types that depend on the type parameters of an outer function, which each call of that function decides.
import { ts } from "./typescript.js";

/**
 * Whether a type contains a type parameter that `inside` does not declare itself. Looks a few levels deep, where the rows of values are.
 */
export function hasFreeTypes(type: ts.Type, inside: ts.Node, checker: ts.TypeChecker): boolean {
  return isInGeneric(inside) && isMadeOfFree(type, inside, checker, 0);
}

/** Whether code around a node declares type parameters. In JavaScript, comments declare them, so any JavaScript may. */
function isInGeneric(node: ts.Node): boolean {
  if (node.flags & ts.NodeFlags.JavaScriptFile) return true;
  for (let around = node.parent; around !== undefined; around = around.parent)
    if ("typeParameters" in around && around.typeParameters) return true;
  return false;
}

function isMadeOfFree(type: ts.Type, inside: ts.Node, checker: ts.TypeChecker, depth: number): boolean {
  if (type.flags & ts.TypeFlags.TypeParameter) return !isThis(type) && !declaredIn(type, inside);
  // Types such as `Awaited<T>` and `T["rows"]` contain what they are composed of. `keyof T` matters little here.
  if (type.flags & ts.TypeFlags.Instantiable) return partsOf(type, checker).some((part) => isMadeOfFree(part, inside, checker, depth + 1));
  if (depth > 3) return false;
  return partsOf(type, checker).some((part) => isMadeOfFree(part, inside, checker, depth + 1));
}

/** TypeScript treats the type `this` of a class as a parameter, though not in its public types. */
function isThis(type: ts.Type): boolean {
  return (type as { isThisType?: boolean }).isThisType === true;
}

function declaredIn(type: ts.Type, inside: ts.Node): boolean {
  const declaration = type.symbol?.declarations?.[0];
  if (declaration === undefined) return true;
  return declaration.getSourceFile() === inside.getSourceFile() && inside.pos <= declaration.pos && declaration.end <= inside.end;
}

function partsOf(type: ts.Type, checker: ts.TypeChecker): readonly ts.Type[] {
  if (type.isUnionOrIntersection()) return type.types;
  const aliased = type.aliasTypeArguments ?? [];
  if (type.flags & ts.TypeFlags.IndexedAccess) {
    const { objectType, indexType } = type as ts.IndexedAccessType;
    return [objectType, indexType];
  }
  if (type.flags & ts.TypeFlags.Conditional) return [(type as ts.ConditionalType).checkType, ...aliased];
  if (!(type.flags & ts.TypeFlags.Object)) return aliased;
  const object = type as ts.ObjectType;
  const args = object.objectFlags & ts.ObjectFlags.Reference ? checker.getTypeArguments(type as ts.TypeReference) : [];
  const isPlain = (object.objectFlags & (ts.ObjectFlags.Anonymous | ts.ObjectFlags.Mapped)) !== 0 && type.getCallSignatures().length === 0;
  const members = isPlain
    ? checker
        .getPropertiesOfType(type)
        .slice(0, MOST)
        .map((member) => checker.getTypeOfSymbol(member))
    : [];
  return [...aliased, ...args, ...members];
}

const MOST = 50;

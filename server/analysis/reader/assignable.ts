// Whether a stored value can be handed to a parameter: TypeScript's assignability, where a loaded value is the consumer's own copy.
import { ts } from "ts-morph";
import { isAnything, isNothing, nameOf, type ReadType, typeArgument } from "./read-type.js";

/** Rows are compared as rows, whatever form carries them; readonly may become mutable; undefined is never stored. */
export function assignable(given: ReadType, taken: ReadType, checker: ts.TypeChecker): boolean {
  if (isAnything(given.type) || isAnything(taken.type) || isNothing(given.type)) return true;
  if (given.form === "table" || taken.form === "table") return true;
  const rows = taken.form !== "value" || given.form !== "value" || (given.row !== null && taken.row !== null);
  if (rows) return given.row !== null && taken.row !== null && fits(given.row, byConstraint(taken.row, checker), checker);
  const parts = given.type.isUnion() ? given.type.types.filter((part) => !isNothing(part)) : [given.type];
  return parts.every((part) => fits(part, taken.type, checker));
}

function byConstraint(type: ts.Type, checker: ts.TypeChecker): ts.Type {
  return type.flags & ts.TypeFlags.TypeParameter ? (checker.getBaseConstraintOfType(type) ?? checker.getUnknownType()) : type;
}

function fits(given: ts.Type, taken: ts.Type, checker: ts.TypeChecker): boolean {
  return checker.isTypeAssignableTo(given, taken) || fitsAsCopy(given, taken, checker, new Map());
}

type Seen = Map<ts.Type, Set<ts.Type>>;

/** Assignable but for `readonly`, at any depth: of arrays, tuples, maps and sets. */
function fitsAsCopy(given: ts.Type, taken: ts.Type, checker: ts.TypeChecker, seen: Seen): boolean {
  if (checker.isTypeAssignableTo(given, taken)) return true;
  const known = seen.get(given) ?? new Set();
  // A recursive type fits unless another place shows that it does not.
  if (known.has(taken)) return true;
  seen.set(given, known.add(taken));
  const inner = (a: ts.Type, b: ts.Type) => fitsAsCopy(a, b, checker, seen);
  if (given.isUnion()) return given.types.every((part) => inner(part, taken));
  if (taken.isUnion()) return taken.types.some((part) => inner(given, part));
  if (checker.isTupleType(given) && checker.isTupleType(taken)) return argumentsFit(given, taken, checker, inner);
  if (isList(given, checker) && checker.isArrayType(taken)) return argumentsFit(given, taken, checker, inner);
  const copy = COPIES.get(nameOf(given));
  if (copy !== undefined) return copy === nameOf(taken) && argumentsFit(given, taken, checker, inner);
  return membersFit(given, taken, checker, inner);
}

const COPIES = new Map([
  ["ReadonlyMap", "Map"],
  ["ReadonlySet", "Set"],
  ["Map", "Map"],
  ["Set", "Set"],
]);

type Inner = (given: ts.Type, taken: ts.Type) => boolean;

function isList(type: ts.Type, checker: ts.TypeChecker): boolean {
  return checker.isArrayType(type) || checker.isTupleType(type);
}

function argumentsFit(given: ts.Type, taken: ts.Type, checker: ts.TypeChecker, inner: Inner): boolean {
  const from = checker.getTypeArguments(given as ts.TypeReference);
  const to = checker.getTypeArguments(taken as ts.TypeReference);
  if (checker.isTupleType(given) && checker.isArrayType(taken))
    return from.every((each) => inner(each, typeArgument(taken, checker, 0) ?? each));
  return from.length === to.length && from.every((each, index) => inner(each, to[index] ?? each));
}

/** Plain objects, member by member. Anything with behaviour is TypeScript's to judge, and it said no. */
function membersFit(given: ts.Type, taken: ts.Type, checker: ts.TypeChecker, inner: Inner): boolean {
  if (!isPlain(given, checker) || !isPlain(taken, checker)) return false;
  const index = taken.getStringIndexType();
  const givenIndex = given.getStringIndexType();
  if (index && givenIndex && !inner(givenIndex, index)) return false;
  const members = checker.getPropertiesOfType(given);
  if (index && !members.every((member) => inner(checker.getTypeOfSymbol(member), index))) return false;
  return checker.getPropertiesOfType(taken).every((wanted) => {
    const found = checker.getPropertyOfType(given, wanted.name);
    const optional = (wanted.flags & ts.SymbolFlags.Optional) !== 0;
    if (!found) return optional;
    if (!optional && found.flags & ts.SymbolFlags.Optional) return false;
    return inner(checker.getTypeOfSymbol(found), checker.getTypeOfSymbol(wanted));
  });
}

function isPlain(type: ts.Type, checker: ts.TypeChecker): boolean {
  if ((type.flags & (ts.TypeFlags.Object | ts.TypeFlags.Intersection)) === 0 || isList(type, checker)) return false;
  if (type.getCallSignatures().length > 0 || type.isClass()) return false;
  return checker.getPropertiesOfType(type).length > 0 || type.getStringIndexType() !== undefined;
}

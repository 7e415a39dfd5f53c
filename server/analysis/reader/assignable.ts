// Whether a stored value can be passed to a parameter: TypeScript's assignability, except that a loaded value is the consumer's own copy.

import { isAnything, isNothing, nameOf, type ReadType, readType } from "./read-type.js";
import { hasPrivateNames, isHidden } from "./storable-parts.js";
import { ts } from "./typescript.js";
import { breaksVariance } from "./variance.js";

/** Rows are compared as rows in every form. Readonly may become mutable. Undefined is never stored. */
export function assignable(given: ReadType, taken: ReadType, checker: ts.TypeChecker): boolean {
  if (isAnything(taken.type) || isNothing(given.type)) return true;
  // TypeScript decides what `unknown` fits. In other forms, nothing is known about it.
  if (isAnything(given.type)) return taken.form !== "value" || checker.isTypeAssignableTo(given.type, taken.type);
  const parts = (given.type.isUnion() ? given.type.types : [given.type]).filter((part) => !isNothing(part));
  // A table stores no null, so null is removed from a value that is loaded as rows.
  const isRows = taken.form !== "value";
  return parts
    .filter((part) => !(isRows && part.flags & ts.TypeFlags.Null))
    .every((part) => partFits(parts.length === 1 && part === given.type ? given : readType(part, checker), taken, checker));
}

function partFits(given: ReadType, taken: ReadType, checker: ts.TypeChecker): boolean {
  if (given.form === "table" || taken.form === "table") return true;
  if (taken.form !== "value" || (given.row !== null && taken.row !== null))
    return given.row !== null && taken.row !== null && fitsAsCopy(given.row, byConstraint(taken.row, checker), checker);
  if (given.form === "value") return fitsAsCopy(given.type, taken.type, checker);
  const rows = given.row === null ? null : arrayOf(given.row, checker);
  return rows === null || fitsAsCopy(rows, taken.type, checker);
}

/** The array as which a relation or batches are loaded. Null if this TypeScript cannot create it. */
export function arrayOf(element: ts.Type, checker: ts.TypeChecker): ts.Type | null {
  return (checker as { createArrayType?(of: ts.Type): ts.Type }).createArrayType?.(element) ?? null;
}

export function byConstraint(type: ts.Type, checker: ts.TypeChecker): ts.Type {
  return type.flags & ts.TypeFlags.TypeParameter ? (checker.getBaseConstraintOfType(type) ?? checker.getUnknownType()) : type;
}

/** One comparison of two types, on its way down. */
interface Walk {
  /** The known results of pairs: true, false, or `asked` while a pair is being compared. */
  readonly seen: Map<ts.Type, Map<ts.Type, boolean | "asked">>;
  /** The declarations of the types above. */
  readonly above: readonly { readonly given: ts.Symbol | undefined; readonly taken: ts.Symbol | undefined }[];
}

/** A type that contains ever larger instances of itself is followed this far, like in TypeScript. */
const MOST_INSTANCES = 5;
const DEEPEST = 60;

/**
 * Assignable except for `readonly`, at any depth: of arrays, tuples, maps and sets. The parts are compared only if TypeScript refuses the
 * whole, and TypeScript decides about the leaves. In between, its rules for members, index signatures, weak types and discriminated
 * unions apply.
 */
export function fitsAsCopy(
  given: ts.Type,
  taken: ts.Type,
  checker: ts.TypeChecker,
  { seen, above }: Walk = { seen: new Map(), above: [] },
): boolean {
  if (checker.isTypeAssignableTo(given, taken)) return true;
  const known = seen.get(given) ?? new Map<ts.Type, boolean | "asked">();
  seen.set(given, known);
  const before = known.get(taken);
  // A recursive type fits unless another part shows that it does not.
  if (before !== undefined) return before !== false;
  const pair = { given: instanceOf(given, checker), taken: instanceOf(taken, checker) };
  const isEndless = (of: "given" | "taken") =>
    pair[of] !== undefined && above.filter((each) => each[of] === pair[of]).length >= MOST_INSTANCES;
  if (above.length > DEEPEST || isEndless("given") || isEndless("taken")) return true;
  known.set(taken, "asked");
  const deeper: Walk = { seen, above: [...above, pair] };
  const result = partsFit(given, taken, checker, (a, b) => fitsAsCopy(a, b, checker, deeper));
  known.set(taken, result);
  return result;
}

/** The declaration of which a type is an instance. Lists are left out, because they are nested as deep as they are written. */
function instanceOf(type: ts.Type, checker: ts.TypeChecker): ts.Symbol | undefined {
  return type.aliasSymbol ?? (isList(type, checker) || isCollection(type) ? undefined : type.getSymbol());
}

type Inner = (given: ts.Type, taken: ts.Type) => boolean;

function partsFit(given: ts.Type, taken: ts.Type, checker: ts.TypeChecker, inner: Inner): boolean {
  if (given.isUnion()) return given.types.every((part) => inner(part, taken));
  if (taken.isUnion()) return taken.types.some((part) => inner(given, part)) || fitsByDiscriminant(given, taken.types, checker, inner);
  if (taken.isIntersection() && !isPlain(taken, checker)) return taken.types.every((part) => inner(given, part));
  if (checker.isTupleType(given) && checker.isTupleType(taken)) return tupleFits(given, taken, checker, inner);
  if (isList(given, checker) && checker.isArrayType(taken)) {
    const [element] = checker.getTypeArguments(taken as ts.TypeReference);
    return element !== undefined && checker.getTypeArguments(given as ts.TypeReference).every((each) => inner(each, element));
  }
  if (isCollection(given)) return collectionOf(given) === collectionOf(taken) && argumentsFit(given, taken, checker, inner);
  return !breaksVariance(given, taken, checker, inner) && membersFit(given, taken, checker, inner);
}

export function isList(type: ts.Type, checker: ts.TypeChecker): boolean {
  return checker.isArrayType(type) || checker.isTupleType(type);
}

/** `Map` and `ReadonlyMap` are the same for a copy. */
function collectionOf(type: ts.Type): string {
  return nameOf(type).replace("Readonly", "");
}

export function isCollection(type: ts.Type): boolean {
  return ["Map", "Set"].includes(collectionOf(type));
}

function argumentsFit(given: ts.Type, taken: ts.Type, checker: ts.TypeChecker, inner: Inner): boolean {
  const from = checker.getTypeArguments(given as ts.TypeReference);
  const to = checker.getTypeArguments(taken as ts.TypeReference);
  return from.length === to.length && from.every((each, index) => inner(each, to[index] ?? each));
}

function tupleFits(given: ts.Type, taken: ts.Type, checker: ts.TypeChecker, inner: Inner): boolean {
  const [from, to] = [given as ts.TupleTypeReference, taken as ts.TupleTypeReference].map((each) => ({
    types: checker.getTypeArguments(each),
    flags: each.target.elementFlags,
    least: each.target.minLength,
  }));
  if (!from || !to) return false;
  const isRest = (flag: ts.ElementFlags | undefined) => flag !== undefined && (flag & ts.ElementFlags.Variable) !== 0;
  const hasOddRest = [from, to].some(
    ({ flags }) => flags.slice(0, -1).some(isRest) || flags.some((each) => each & ts.ElementFlags.Variadic),
  );
  // A rest element in the middle may match in many ways, so nothing is reported.
  if (hasOddRest) return true;
  if (from.least < to.least) return false;
  const endless = isRest(to.flags.at(-1));
  if (!endless && (isRest(from.flags.at(-1)) || from.types.length > to.types.length)) return false;
  return from.types.every((each, at) => {
    const wanted = to.types[Math.min(at, to.types.length - 1)];
    return wanted !== undefined && inner(each, wanted);
  });
}

/** Compares plain objects member by member. TypeScript decides about objects with behaviour, and it refused them. */
function membersFit(given: ts.Type, taken: ts.Type, checker: ts.TypeChecker, inner: Inner): boolean {
  if (!isPlain(given, checker) || !isPlain(taken, checker)) return false;
  const wanted = checker.getPropertiesOfType(taken);
  if (isNominal(taken, wanted, checker)) return false;
  if (isWeak(taken, wanted, checker) && !wanted.some(({ name }) => checker.getPropertyOfType(given, name))) return false;
  return indexesFit(given, taken, checker, inner) && wanted.every((each) => memberFits(given, each, checker, inner));
}

/**
 * If the project distinguishes absent members from `undefined`, the type of a member is compared without the `undefined` that means
 * absence.
 */
export function memberFits(given: ts.Type, wanted: ts.Symbol, checker: ts.TypeChecker, inner: Inner): boolean {
  const found = checker.getPropertyOfType(given, wanted.name);
  const optional = isOptional(wanted);
  if (!found) return optional;
  if ((!optional && isOptional(found)) || isHidden(found)) return false;
  const [from, to] = [partsOfMember(found, checker), partsOfMember(wanted, checker)];
  if (from === null && to === null) return inner(checker.getTypeOfSymbol(found), checker.getTypeOfSymbol(wanted));
  const accepted = to ?? [checker.getTypeOfSymbol(wanted)];
  return (from ?? [checker.getTypeOfSymbol(found)])
    .flatMap((part) => (part.isUnion() ? part.types : [part]))
    .every((part) => accepted.some((each) => inner(part, each)));
}

export function isOptional({ flags }: ts.Symbol): boolean {
  return (flags & ts.SymbolFlags.Optional) !== 0;
}

/** The parts of an optional member's type without the one that means absence. Null if there is none. */
function partsOfMember(member: ts.Symbol, checker: ts.TypeChecker): readonly ts.Type[] | null {
  const type = checker.getTypeOfSymbol(member);
  if (!isOptional(member)) return null;
  const parts = type.isUnion() ? type.types : [type];
  const there = parts.filter((part) => !(part.flags & ts.TypeFlags.Undefined) || part === checker.getUndefinedType());
  return there.length === parts.length ? null : there;
}

function indexesFit(given: ts.Type, taken: ts.Type, checker: ts.TypeChecker, inner: Inner): boolean {
  return checker.getIndexInfosOfType(taken).every(({ keyType, type }) => {
    const own = checker
      .getIndexInfosOfType(given)
      .find((each) => each.keyType === keyType || (keyType.flags & ts.TypeFlags.Number && each.keyType.flags & ts.TypeFlags.String));
    if (own) return inner(own.type, type);
    if (!mayHaveMore(given)) return false;
    const isKey = ({ name }: ts.Symbol) => (keyType.flags & ts.TypeFlags.String ? !name.startsWith("__@") : /^\d+$/.test(name));
    return checker
      .getPropertiesOfType(given)
      .every((member) => !isKey(member) || valuesOf(member, checker).every((each) => inner(each, type)));
  });
}

/** The values of a member for an index signature, without the `undefined` of an absent member. */
function valuesOf(member: ts.Symbol, checker: ts.TypeChecker): readonly ts.Type[] {
  const type = checker.getTypeOfSymbol(member);
  if (!isOptional(member)) return [type];
  const parts = type.isUnion() ? type.types : [type];
  return partsOfMember(member, checker) ?? parts.filter((part) => !(part.flags & ts.TypeFlags.Undefined));
}

/** TypeScript infers an index signature for type literals, but not for interfaces and classes. */
function mayHaveMore(type: ts.Type): boolean {
  if (type.isIntersection()) return type.types.every(mayHaveMore);
  const flags = type.getSymbol()?.flags ?? 0;
  return (flags & (ts.SymbolFlags.TypeLiteral | ts.SymbolFlags.ObjectLiteral | ts.SymbolFlags.Enum | ts.SymbolFlags.ValueModule)) !== 0;
}

function isWeak(type: ts.Type, members: readonly ts.Symbol[], checker: ts.TypeChecker): boolean {
  return members.length > 0 && members.every(isOptional) && checker.getIndexInfosOfType(type).length === 0;
}

/** A class with private members accepts only its own instances. */
function isNominal(type: ts.Type, members: readonly ts.Symbol[], checker: ts.TypeChecker): boolean {
  const symbol = type.getSymbol();
  return members.some(isHidden) || (symbol !== undefined && hasPrivateNames(symbol, checker));
}

const { StringLike, NumberLike, BigIntLike, BooleanLike, EnumLike, ESSymbolLike } = ts.TypeFlags;
const PRIMITIVE = StringLike | NumberLike | BigIntLike | BooleanLike | EnumLike | ESSymbolLike;

function isPlain(type: ts.Type, checker: ts.TypeChecker): boolean {
  if ((type.flags & (ts.TypeFlags.Object | ts.TypeFlags.Intersection)) === 0 || isList(type, checker)) return false;
  // `2 & { id: number }` is a number, whose members do not describe it completely.
  if (type.isIntersection() && type.types.some(({ flags }) => (flags & PRIMITIVE) !== 0)) return false;
  if (type.getCallSignatures().length > 0) return false;
  return checker.getPropertiesOfType(type).length > 0 || checker.getIndexInfosOfType(type).length > 0;
}

/** TypeScript compares this many combinations, too. */
const MOST = 25;

/** `{ kind: "a" | "b" }` fits `{ kind: "a" } | { kind: "b" }`: for each combination of discriminants, some part accepts the rest. */
function fitsByDiscriminant(given: ts.Type, parts: readonly ts.Type[], checker: ts.TypeChecker, inner: Inner): boolean {
  if (!isPlain(given, checker)) return false;
  const discriminants = checker.getPropertiesOfType(given).filter((member) => isDiscriminant(member.name, parts, checker));
  let combinations: ReadonlyMap<string, ts.Type>[] = [new Map()];
  for (const member of discriminants) {
    const type = checker.getTypeOfSymbol(member);
    const values = type.isUnion() ? type.types : [type];
    combinations = combinations.flatMap((each) => values.map((value) => new Map([...each, [member.name, value]])));
    if (combinations.length > MOST) return false;
  }
  if (discriminants.length === 0) return false;
  // A part without the discriminant does not count, nor does `null`, which has no members.
  const telling = parts.filter((part) => discriminants.every(({ name }) => checker.getPropertyOfType(part, name)));
  return combinations.every((chosen) =>
    telling.some(
      (part) =>
        indexesFit(given, part, checker, inner) &&
        checker.getPropertiesOfType(part).every((wanted) => {
          const value = chosen.get(wanted.name);
          return value ? inner(value, checker.getTypeOfSymbol(wanted)) : memberFits(given, wanted, checker, inner);
        }),
    ),
  );
}

function isDiscriminant(name: string, parts: readonly ts.Type[], checker: ts.TypeChecker): boolean {
  const types = parts.map((part) => {
    const member = checker.getPropertyOfType(part, name);
    return member ? checker.getTypeOfSymbol(member) : null;
  });
  const isUnit = (type: ts.Type): boolean => (type.isUnion() ? type.types.every(isUnit) : (type.flags & ts.TypeFlags.Unit) !== 0);
  return new Set(types).size > 1 && types.some((type) => type !== null && isUnit(type));
}

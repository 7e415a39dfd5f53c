// Finds the first part in which the value's type differs from the parameter's: its path, both types, and where each is declared.
import * as l10n from "@vscode/l10n";
import type { Place } from "../../../runtime/contract/problem.js";
import { arrayOf, byConstraint, fitsAsCopy, isCollection, isList, isOptional } from "./assignable.js";
import { isAnything, isNothing, type ReadType } from "./read-type.js";
import { shortType } from "./short-type.js";
import { placeOf } from "./storable-parts.js";
import { ts } from "./typescript.js";

export interface Difference {
  /** One sentence: "[].score is string in the value, but number in the parameter." */
  readonly sentence: string;
  /** Null if it is declared in a library, or nowhere. */
  readonly given: Place | null;
  readonly taken: Place | null;
}

/** Null if no single part is the reason: the forms differ, or a type has no parts. */
export function firstDifference(
  given: ReadType,
  taken: ReadType,
  checker: ts.TypeChecker,
  at: ts.Node,
  /** The path to the value, if it is part of another one. */
  path = "",
): Difference | null {
  if (isAnything(given.type) || isAnything(taken.type)) return null;
  const walk: Walk = { checker, at, depth: 0 };
  if (taken.form !== "value") {
    const wanted = taken.row && byConstraint(taken.row, checker);
    return given.row && wanted ? differenceOf(given.row, wanted, `${path}[]`, null, null, walk) : null;
  }
  const from = given.form === "value" ? given.type : given.row && arrayOf(given.row, checker);
  return from ? differenceOf(from, taken.type, path, null, null, walk) : null;
}

interface Walk {
  readonly checker: ts.TypeChecker;
  readonly at: ts.Node;
  readonly depth: number;
}

/** If the text of a union is longer, only the member that does not fit is named. */
const LONG = 60;

/** The greatest depth at which types are compared. */
const DEEPEST = 12;

function differenceOf(
  given: ts.Type,
  wanted: ts.Type,
  path: string,
  givenAt: ts.Symbol | null,
  takenAt: ts.Symbol | null,
  walk: Walk,
): Difference {
  const { checker, depth } = walk;
  const taken = byConstraint(wanted, checker);
  const deeper = { ...walk, depth: depth + 1 };
  const whole = () =>
    differenceAt(
      (it) => l10n.t`${it} is ${shortText(given, walk)} in the value, but ${shortText(taken, walk)} in the parameter.`,
      path,
      givenAt,
      takenAt,
    );
  if (depth > DEEPEST) return whole();
  const parts = alternatives(taken);
  // If the value is a union, the part that does not fit is named.
  if (given.isUnion()) {
    const wrong = given.types.find((part) => !isNothing(part) && !fitsAsCopy(part, taken, checker));
    const [only] = parts;
    const isObject = wrong !== undefined && (wrong.flags & ts.TypeFlags.Object) !== 0;
    if (isObject && parts.length === 1 && only) return differenceOf(wrong, only, path, givenAt, takenAt, deeper);
    const isLong = [given, taken].some((type) => fullText(type, walk).length > LONG);
    if (wrong === undefined || parts.length < 2 || !isLong) return whole();
    const sentence = (it: string) =>
      l10n.t`${it} may be ${shortText(wrong, walk)} in the value, which is not one of the ${String(parts.length)} types of the parameter.`;
    return differenceAt(sentence, path, givenAt, takenAt);
  }
  const [target] = parts;
  if (parts.length !== 1 || target === undefined) return whole();
  if (checker.isTupleType(given) && checker.isTupleType(target)) {
    const [from = [], to = []] = [given, target].map((each) => checker.getTypeArguments(each as ts.TypeReference));
    const index = from.length === to.length ? from.findIndex((each, nth) => !fitsAsCopy(each, to[nth] ?? each, checker)) : -1;
    const [one, other] = [from[index], to[index]];
    return one && other ? differenceOf(one, other, `${path}[${index}]`, givenAt, takenAt, deeper) : whole();
  }
  const isArgued = isCollection(given) && isCollection(target);
  if (isArgued || (checker.isArrayType(given) && checker.isArrayType(target))) {
    const [from, to] = [given, target].map((each) => checker.getTypeArguments(each as ts.TypeReference));
    const index = from?.findIndex((each, nth) => to?.[nth] !== undefined && !fitsAsCopy(each, to[nth], checker)) ?? -1;
    const [one, other] = [from?.[index], to?.[index]];
    if (!one || !other) return whole();
    return differenceOf(one, other, path + (isArgued ? (index === 1 ? ".get(key)" : ".keys") : "[]"), givenAt, takenAt, deeper);
  }
  return isMembered(given, checker) && isMembered(target, checker) ? ofMembers(given, target, path, deeper, whole) : whole();
}

function ofMembers(given: ts.Type, taken: ts.Type, path: string, walk: Walk, whole: () => Difference): Difference {
  const { checker } = walk;
  for (const wanted of checker.getPropertiesOfType(taken)) {
    const found = checker.getPropertyOfType(given, wanted.name);
    const inner = path === "" ? wanted.name : `${path}.${wanted.name}`;
    if (wanted.name.startsWith("__@")) continue;
    if (!found) {
      if (!isOptional(wanted))
        return differenceAt((it) => l10n.t`${it} is missing in the value.`, inner, given.getSymbol() ?? null, wanted);
      continue;
    }
    if (isOptional(found) && !isOptional(wanted))
      return differenceAt((it) => l10n.t`${it} may be missing in the value, but the parameter requires it.`, inner, found, wanted);
    const [from, to] = [checker.getTypeOfSymbol(found), checker.getTypeOfSymbol(wanted)];
    if (!fitsAsCopy(from, to, checker)) return differenceOf(from, to, inner, found, wanted, walk);
  }
  return whole();
}

/** The parts besides undefined and null: `Row | undefined` is compared as `Row`. */
function alternatives(type: ts.Type): readonly ts.Type[] {
  const empty = ts.TypeFlags.Undefined | ts.TypeFlags.Null | ts.TypeFlags.Void;
  return type.isUnion() ? type.types.filter((part) => !(part.flags & empty)) : [type];
}

function isMembered(type: ts.Type, checker: ts.TypeChecker): boolean {
  const isObject = (type.flags & (ts.TypeFlags.Object | ts.TypeFlags.Intersection)) !== 0;
  return isObject && !isList(type, checker) && type.getCallSignatures().length === 0;
}

function shortText(type: ts.Type, walk: Walk): string {
  return shortType(fullText(type, walk));
}

function fullText(type: ts.Type, { checker, at }: Walk): string {
  return checker.typeToString(type, at, ts.TypeFormatFlags.UseAliasDefinedOutsideCurrentScope);
}

function differenceAt(say: (it: string) => string, path: string, given: ts.Symbol | null, taken: ts.Symbol | null): Difference {
  const it = l10n.t({
    message: "it",
    comment: "A value whose type does not fit; begins a sentence such as 'it is string in the value, but number in the parameter.'",
  });
  return { sentence: say(path === "" ? it : path), given: given && placeOf(given), taken: taken && placeOf(taken) };
}

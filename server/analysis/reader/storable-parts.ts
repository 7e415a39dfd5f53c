// Finds the parts of a type that no format stores: functions, symbols, promises, classes with behaviour, and what a column or JSON cannot
// contain.
import * as l10n from "@vscode/l10n";
import type { Place } from "../../../runtime/contract/problem.js";
import { LIB_FOLDER } from "./program.js";
import { ts } from "./typescript.js";

export interface Looking {
  readonly checker: ts.TypeChecker;
  readonly seen: Set<ts.Type>;
}

export interface Fault {
  /** The path into the value: `stories[].render`. Empty for the whole value. */
  readonly path: string;
  /** What it is, with an article: "a function". */
  readonly what: string;
  readonly remedy: string;
  /** Where the part is declared, if not in a library. */
  readonly declared: Place | null;
}

/** Where the value is stored: as a whole file, in the cell of a row, or as JSON text. */
export type Carrier = "file" | "cell" | "json";

const MOST = 500;
const { TypeFlags, SymbolFlags } = ts;
const OPEN =
  TypeFlags.Any |
  TypeFlags.Unknown |
  TypeFlags.Never |
  TypeFlags.Instantiable |
  TypeFlags.NonPrimitive |
  TypeFlags.VoidLike |
  TypeFlags.Null;

/** The part of a type that `carrier` certainly cannot store: every value of it would be refused. */
export function faultWithin(type: ts.Type, path: string, carrier: Carrier, looking: Looking): Fault | null {
  const { checker, seen } = looking;
  if (type.flags & OPEN) return null;
  if (type.isUnion()) {
    const faults = type.types.map((part) => faultWithin(part, path, carrier, looking));
    return faults.every((fault) => fault !== null) ? (faults[0] ?? null) : null;
  }
  if (type.flags & TypeFlags.ESSymbolLike) return fault(path, l10n.t("a symbol"), l10n.t("Return data only."));
  if (type.flags & TypeFlags.BigIntLike && carrier === "json") return fault(path, l10n.t("a bigint"), jsonRemedy());
  if ((type.flags & (TypeFlags.Object | TypeFlags.Intersection)) === 0) return null;
  if (seen.has(type) || seen.size > MOST) return null;
  seen.add(type);
  if (checker.isArrayType(type) || checker.isTupleType(type))
    return first(checker.getTypeArguments(type as ts.TypeReference), (part) => faultWithin(part, `${path}[]`, carrier, looking));
  if (isBrandOfAValue(type)) return null;
  if (isFunction(type)) return fault(path, l10n.t("a function"), l10n.t("Return data only."));
  const own = builtInName(type);
  if (own !== null && CARRIED.has(own)) return faultOfBuiltIn(type, own, path, carrier, looking);
  const behaviour = behaviourOf(type, own, checker);
  if (behaviour !== null) return fault(path, behaviour, own === "Promise" ? l10n.t("Await it.") : l10n.t("Return plain data."));
  return faultOfMembers(type, path, carrier, looking);
}

/** What a value of the type is, if it is certainly neither a plain object nor an array. For tables, which take rows. */
export function nounOf(type: ts.Type, { checker }: Looking): string | null {
  const { flags } = type;
  if (flags & TypeFlags.StringLike) return l10n.t("a string");
  if (flags & TypeFlags.NumberLike) return l10n.t("a number");
  if (flags & TypeFlags.BooleanLike) return l10n.t("a boolean");
  if (flags & TypeFlags.BigIntLike) return l10n.t("a bigint");
  if (flags & TypeFlags.ESSymbolLike) return l10n.t("a symbol");
  if (flags & TypeFlags.Null) return "null";
  if ((flags & TypeFlags.Object) === 0) return null;
  if (isFunction(type)) return l10n.t("a function");
  const own = builtInName(type);
  return own !== null && CARRIED.has(own) ? withArticle(own) : behaviourOf(type, own, checker);
}

export function partsOf(type: ts.Type): readonly ts.Type[] {
  return type.isUnion() ? type.types : [type];
}

const jsonRemedy = () => l10n.t("Batches are stored in a file as JSON text: return text or numbers for it, or the rows themselves.");
const columnsRemedy = () => l10n.t("A column cannot store it: use plain objects, arrays, text, numbers, dates or bytes.");

const CONTAINERS = new Set(["Map", "Set", "ReadonlyMap", "ReadonlySet"]);
const CELLS = new Set(["Date", "Uint8Array", "Buffer"]);
/** Types that cannot be stored although a Map has all of their members. */
const LOST = new Set(["WeakMap", "WeakSet", "WeakRef", "Promise"]);
const CARRIED = new Set([
  ...["Map", "Set", "ReadonlyMap", "ReadonlySet", "Date", "RegExp", "ArrayBuffer", "DataView", "Buffer"],
  ...["Number", "String", "Boolean", "BigInt", "Object", "Array", "ReadonlyArray"],
  ...["Int8Array", "Uint8Array", "Uint8ClampedArray", "Int16Array", "Uint16Array", "Int32Array", "Uint32Array"],
  ...["Float32Array", "Float64Array", "BigInt64Array", "BigUint64Array"],
  ...["Error", "TypeError", "RangeError", "SyntaxError", "ReferenceError", "EvalError", "URIError", "AggregateError"],
]);

function faultOfBuiltIn(type: ts.Type, name: string, path: string, carrier: Carrier, looking: Looking): Fault | null {
  if (name === "Object") return null;
  if (carrier === "json") return fault(path, withArticle(name), jsonRemedy());
  if (carrier === "cell" && !CELLS.has(name)) return fault(path, withArticle(name.replace("Readonly", "")), columnsRemedy());
  if (!CONTAINERS.has(name)) return null;
  const parts = looking.checker.getTypeArguments(type as ts.TypeReference);
  const of = name.endsWith("Map") ? ".get(key)" : ".member";
  return first(parts, (part, at) => faultWithin(part, name.endsWith("Map") && at === 0 ? `${path}.key` : path + of, carrier, looking));
}

function faultOfMembers(type: ts.Type, path: string, carrier: Carrier, looking: Looking): Fault | null {
  const { checker } = looking;
  const members = surelyThere(type, checker);
  const mayBeCarried = members.some((member) => isMethod(member, checker)) && isLikeACarriedOne(members);
  for (const member of mayBeCarried ? [] : members) {
    const inner = path === "" ? member.name : `${path}.${member.name}`;
    if (carrier !== "cell" && isLiteralGetter(member))
      return { ...fault(inner, l10n.t("a getter"), l10n.t("Return its value.")), declared: placeOf(member) };
    const found = faultWithin(checker.getTypeOfSymbol(member), inner, carrier, looking);
    if (found !== null) return found.declared === null ? { ...found, declared: placeOf(member) } : found;
  }
  const index = type.getStringIndexType();
  return index ? faultWithin(index, `${path}[key]`, carrier, looking) : null;
}

/**
 * Whether it is a brand such as `string & { brand }`, whose value is the string. For a built-in type with more members, only TypeScript
 * knows.
 */
function isBrandOfAValue(type: ts.Type): boolean {
  if (!type.isIntersection()) return false;
  return type.types.some((part) => (part.flags & TypeFlags.Object) === 0 || builtInName(part) !== null);
}

function isFunction(type: ts.Type): boolean {
  return type.getCallSignatures().length > 0 || type.getConstructSignatures().length > 0 || builtInName(type) === "Function";
}

/** The name of a type that JavaScript or Node declares. */
function builtInName(type: ts.Type): string | null {
  const symbol = type.getSymbol();
  const file = symbol ? fileOf(symbol) : "";
  return symbol && symbol.name !== "__type" && (file.startsWith(LIB_FOLDER) || file.includes("/node_modules/@types/node/"))
    ? symbol.name
    : null;
}

/** The file of the first declaration. The native engine knows it without reading the file. */
function fileOf(symbol: ts.Symbol): string {
  return (symbol as { declaredIn?: string }).declaredIn ?? symbol.declarations?.[0]?.getSourceFile().fileName ?? "";
}

/** Why a type's values are certainly instances of a class that storing would lose: "a URL", "a Circle, a class with methods". */
function behaviourOf(type: ts.Type, builtIn: string | null, checker: ts.TypeChecker): string | null {
  const members = surelyThere(type, checker);
  const methods = members.filter((member) => isMethod(member, checker));
  if (builtIn !== null) {
    const isLost = LOST.has(builtIn) || (methods.length > 0 && !isLikeACarriedOne(members));
    return isLost ? withArticle(builtIn) : null;
  }
  const symbol = type.getSymbol();
  if (symbol === undefined || !(symbol.flags & SymbolFlags.Class)) return null;
  const name = withArticle(symbol.name);
  if (members.some(isHidden) || hasPrivateNames(symbol, checker)) return l10n.t`${name}, a class with private members`;
  if (isLikeACarriedOne(members)) return null;
  if (methods.length > 0) return l10n.t`${name}, a class with methods`;
  return members.some(({ flags }) => flags & SymbolFlags.Accessor) ? l10n.t`${name}, a class with accessors` : null;
}

/**
 * The members that every value certainly has. Symbol keys are mostly brands, optional members may be absent, and every object has
 * `toString`.
 */
function surelyThere(type: ts.Type, checker: ts.TypeChecker): readonly ts.Symbol[] {
  return checker
    .getPropertiesOfType(type)
    .filter((member) => !member.name.startsWith("__") && !(member.flags & SymbolFlags.Optional))
    .filter((member) => !(member.name in Object.prototype && isMethod(member, checker)));
}

function isMethod(member: ts.Symbol, checker: ts.TypeChecker): boolean {
  return (member.flags & SymbolFlags.Method) !== 0 || checker.getTypeOfSymbol(member).getCallSignatures().length > 0;
}

export function isHidden({ declarations = [] }: ts.Symbol): boolean {
  const hidden = ts.ModifierFlags.Private | ts.ModifierFlags.Protected;
  return declarations.some((each) => (ts.getCombinedModifierFlags(each) & hidden) !== 0);
}

/** Whether the class, or one that it extends, has `#name` members, which are not properties of the type. */
export function hasPrivateNames(symbol: ts.Symbol, checker: ts.TypeChecker): boolean {
  const own = symbol.declarations?.some(
    (each) => ts.isClassLike(each) && each.members.some(({ name }) => name !== undefined && ts.isPrivateIdentifier(name)),
  );
  const type = checker.getDeclaredTypeOfSymbol(symbol);
  const bases = type.isClassOrInterface() ? checker.getBaseTypes(type) : [];
  return own === true || bases.some((base) => base.symbol && base.symbol !== symbol && hasPrivateNames(base.symbol, checker));
}

const PROTOTYPES: readonly object[] = [
  Array.prototype,
  Map.prototype,
  Set.prototype,
  Date.prototype,
  RegExp.prototype,
  Uint8Array.prototype,
];

/** Whether it is like `Iterable`, `ArrayLike` or an interface with `size` and `get`: a storable value may have this type. */
function isLikeACarriedOne(members: readonly ts.Symbol[]): boolean {
  return PROTOTYPES.some((prototype) => members.every(({ name }) => name in prototype));
}

function isLiteralGetter({ declarations = [] }: ts.Symbol): boolean {
  return declarations.some((each) => ts.isGetAccessor(each) && ts.isObjectLiteralExpression(each.parent));
}

/** Where a member is declared. Null in a library. */
export function placeOf({ declarations }: ts.Symbol): Place | null {
  const [declaration] = declarations ?? [];
  const source = declaration?.getSourceFile();
  if (!declaration || !source || source.isDeclarationFile) return null;
  const node = ts.getNameOfDeclaration(declaration) ?? declaration;
  return { file: source.fileName, start: node.getStart(source), end: node.end };
}

function fault(path: string, what: string, remedy: string): Fault {
  return { path, what, remedy, declared: null };
}

function first<T>(list: readonly T[], find: (each: T, at: number) => Fault | null): Fault | null {
  for (const [at, each] of list.entries()) {
    const found = find(each, at);
    if (found !== null) return found;
  }
  return null;
}

function withArticle(name: string): string {
  return /^[AEIOaeio]/.test(name) ? l10n.t`an ${name}` : l10n.t`a ${name}`;
}

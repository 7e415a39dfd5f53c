// Reads one TypeScript type for storage: its form, its rows and columns, its file extension.

import type { ColumnKind, DeclaredColumn, FileExtension, Form } from "../../../runtime/contract/asset.js";
import { ts } from "./typescript.js";

/** The parts of a declared type. `value` is the type of the plain value. `row` is the type of one row if the value is rows. */
export interface ReadType {
  readonly form: Form;
  readonly type: ts.Type;
  readonly row: ts.Type | null;
}

/** The final result of a function: promises are awaited, and MaterializeResult is unwrapped. */
export function unwrapReturn(type: ts.Type, checker: ts.TypeChecker): ts.Type {
  const awaited = checker.getAwaitedType(type) ?? type;
  const opened = nameOf(awaited) === "MaterializeResult" ? typeArgument(awaited, checker, 0) : null;
  return opened ? (checker.getAwaitedType(opened) ?? opened) : awaited;
}

/** True only for void and undefined: such an asset stores nothing. */
export function isNothing(type: ts.Type): boolean {
  return (type.flags & (ts.TypeFlags.Void | ts.TypeFlags.Undefined)) !== 0;
}

/** The SDK brands the type of an asset. */
export function isAsset(type: ts.Type): boolean {
  return type.getProperties().some(({ name }) => name.startsWith("__@brand"));
}

export function isAnything(type: ts.Type): boolean {
  return (type.flags & (ts.TypeFlags.Any | ts.TypeFlags.Unknown)) !== 0;
}

export function readType(type: ts.Type, checker: ts.TypeChecker): ReadType {
  const name = nameOf(type);
  if (name === "Relation") return { form: "relation", type, row: typeArgument(type, checker, 0) };
  if (name === "AsyncIterable" || name === "AsyncGenerator" || name === "AsyncIterableIterator") {
    const batch = typeArgument(type, checker, 0);
    return { form: "batches", type, row: batch && !isAnything(batch) ? elementOf(batch, checker) : batch };
  }
  if (name === "Table" && checker.getPropertyOfType(type, "numRows") && checker.getPropertyOfType(type, "getChild")) {
    return { form: "table", type, row: null };
  }
  return { form: "value", type, row: elementOf(type, checker) };
}

/** The element of an array or readonly array. Null for everything else, including tuples. */
export function elementOf(type: ts.Type, checker: ts.TypeChecker): ts.Type | null {
  return checker.isArrayType(type) ? typeArgument(type, checker, 0) : null;
}

/** The columns of a row's type. Undefined if the type does not determine them. */
export function columnsOf(row: ts.Type, checker: ts.TypeChecker, at: ts.Node): DeclaredColumn[] | undefined {
  if (isAnything(row) || row.isUnion() || (row.flags & (ts.TypeFlags.Object | ts.TypeFlags.Intersection)) === 0) return undefined;
  if (row.getStringIndexType() || row.getCallSignatures().length > 0 || checker.isArrayType(row)) return undefined;
  return checker.getPropertiesOfType(row).map((property) => {
    const type = checker.getTypeOfSymbolAtLocation(property, at);
    const parts = type.isUnion() ? type.types : [type];
    const empty = parts.filter((part) => part.flags & (ts.TypeFlags.Null | ts.TypeFlags.Undefined));
    const optional = (property.flags & ts.SymbolFlags.Optional) !== 0;
    const kinds = new Set(parts.filter((part) => !empty.includes(part)).map((part) => kindOf(part, checker)));
    const [kind = "unknown"] = kinds;
    const nullable = optional || empty.length > 0;
    const takesNull = empty.some((part) => part.flags & ts.TypeFlags.Null);
    return {
      name: property.name,
      kind: kinds.size === 1 ? kind : "unknown",
      nullable,
      ...(nullable && !takesNull ? { nullIsUndefined: true as const } : {}),
    };
  });
}

function kindOf(type: ts.Type, checker: ts.TypeChecker): ColumnKind {
  if (type.flags & ts.TypeFlags.NumberLike) return "number";
  if (type.flags & ts.TypeFlags.BigIntLike) return "bigint";
  if (type.flags & ts.TypeFlags.StringLike) return "string";
  if (type.flags & ts.TypeFlags.BooleanLike) return "boolean";
  if ((type.flags & ts.TypeFlags.Object) === 0) return "unknown";
  const name = nameOf(type);
  if (name === "Date") return "date";
  if (BYTES.has(name)) return "bytes";
  if (checker.isArrayType(type) || checker.isTupleType(type)) return "list";
  return type.getCallSignatures().length > 0 ? "unknown" : "struct";
}

const BYTES = new Set(["Uint8Array", "Buffer", "ArrayBuffer"]);
const ARRAYS = new Set([
  "Int8Array",
  "Int16Array",
  "Uint16Array",
  "Int32Array",
  "Uint32Array",
  "Float32Array",
  "Float64Array",
  "BigInt64Array",
  "BigUint64Array",
  "Uint8ClampedArray",
]);
const CLONED = new Set(["Date", "Map", "Set", "RegExp", "ReadonlyMap", "ReadonlySet", "Error"]);

/** The extension that a file manager chooses, if the type alone decides it. */
export function extensionOf(read: ReadType, checker: ts.TypeChecker, at: ts.Node): FileExtension | undefined {
  if (read.form === "table") return ".parquet";
  if (read.form !== "value") return undefined;
  const name = nameOf(read.type);
  if (BYTES.has(name)) return ".bin";
  if (ARRAYS.has(name)) return ".npy";
  const safety = jsonSafety(read.type, checker, at, new Set());
  return safety === "safe" ? ".json" : safety === "unsafe" ? ".v8" : undefined;
}

type Safety = "safe" | "unsafe" | "open";

/** Whether every value of a type survives JSON, except for NaN, -0 and explicit undefined, which types do not show. */
function jsonSafety(type: ts.Type, checker: ts.TypeChecker, at: ts.Node, seen: Set<ts.Type>): Safety {
  if (isAnything(type) || type.flags & ts.TypeFlags.TypeParameter) return "open";
  if (
    type.flags &
    (ts.TypeFlags.NumberLike | ts.TypeFlags.StringLike | ts.TypeFlags.BooleanLike | ts.TypeFlags.Null | ts.TypeFlags.Undefined)
  )
    return "safe";
  if (type.flags & (ts.TypeFlags.BigIntLike | ts.TypeFlags.ESSymbolLike)) return "unsafe";
  if (type.isUnion()) {
    const parts = type.types.map((part) => jsonSafety(part, checker, at, seen));
    return parts.every((part) => part === parts[0]) ? (parts[0] ?? "open") : "open";
  }
  const name = nameOf(type);
  if (CLONED.has(name) || BYTES.has(name) || ARRAYS.has(name)) return "unsafe";
  if (seen.has(type) || seen.size > 200) return "safe";
  seen.add(type);
  const inner =
    checker.isArrayType(type) || checker.isTupleType(type)
      ? checker.getTypeArguments(type as ts.TypeReference)
      : membersOf(type, checker, at);
  const parts = inner.map((part) => jsonSafety(part, checker, at, seen));
  if (parts.includes("unsafe")) return "unsafe";
  return parts.includes("open") ? "open" : "safe";
}

function membersOf(type: ts.Type, checker: ts.TypeChecker, at: ts.Node): ts.Type[] {
  const index = type.getStringIndexType();
  const members = checker.getPropertiesOfType(type).map((property) => checker.getTypeOfSymbolAtLocation(property, at));
  return index ? [...members, index] : members;
}

/** The name of a type's declaration, without aliases. */
export function nameOf(type: ts.Type): string {
  const own = type.getSymbol()?.name;
  return own === undefined || own.startsWith("__") ? (type.aliasSymbol?.name ?? "") : own;
}

export function typeArgument(type: ts.Type, checker: ts.TypeChecker, index: number): ts.Type | null {
  const own = type.flags & ts.TypeFlags.Object ? checker.getTypeArguments(type as ts.TypeReference)[index] : undefined;
  return own ?? type.aliasTypeArguments?.[index] ?? null;
}

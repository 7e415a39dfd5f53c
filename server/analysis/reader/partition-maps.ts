// Maps of values by partition key: what parameters take of several partitions, and what an asset gives that makes several in one call.

import { partitionsLie } from "../managers.js";
import type { ResolvedAsset } from "../model.js";
import { nameOf, type ReadType, readType, typeArgument } from "./read-type.js";
import { ts } from "./typescript.js";

/**
 * What is stored of one partition, where `read` is what one call gives: of a call that makes several for a manager that stores them apart, a
 * value of the map. Null if only executing the code can tell whether that is so. What gives no map is told where the manager is known.
 */
export function valueOfPartition(
  { partitions, backfill, storage }: ResolvedAsset,
  read: ReadType,
  checker: ts.TypeChecker,
): ReadType | null {
  const value = mapValue(read, checker);
  if (value === null || partitions.kind === "none" || backfill === "each") return read;
  const lie = partitionsLie(storage.manager);
  if (lie === "together") return read;
  // Tables hold no maps: a manager that nobody knows stores one apart, too.
  return partitions.kind === "known" && backfill !== null ? value : null;
}

/** The values of a parameter that takes a map by partition key; null where it takes none. Of a union, the part that is one. */
export function mapValue({ type }: ReadType, checker: ts.TypeChecker): ReadType | null {
  const map = (type.isUnion() ? type.types : [type]).find((part) => ["Map", "ReadonlyMap"].includes(nameOf(part)));
  const [key, value] = map ? [typeArgument(map, checker, 0), typeArgument(map, checker, 1)] : [];
  return key && value && checker.isTypeAssignableTo(checker.getStringType(), key) ? readType(value, checker) : null;
}

/** `{ get(key: string): … }`, `Iterable<…>`: a map has what is asked for; of what type, nobody here can tell. */
export function isLikeMap({ type }: ReadType, checker: ts.TypeChecker): boolean {
  if (type.isUnion()) return type.types.some((part) => isLikeMap({ form: "value", type: part, row: null }, checker));
  // The keyword `object`.
  if ((type.flags & ts.TypeFlags.NonPrimitive) !== 0) return true;
  if ((type.flags & ts.TypeFlags.Object) === 0 || ["Map", "ReadonlyMap"].includes(nameOf(type))) return false;
  if (checker.getIndexInfosOfType(type).length > 0) return false;
  const members = checker.getPropertiesOfType(type).filter(({ flags }) => (flags & ts.SymbolFlags.Optional) === 0);
  return members.every(({ name }) => name.startsWith("__@") || name in Map.prototype);
}

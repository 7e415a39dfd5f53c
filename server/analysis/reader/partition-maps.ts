// Maps of values by partition key: of parameters that load several partitions, and of assets that materialize several in one call.

import { partitionStorage } from "../managers.js";
import type { ResolvedAsset } from "../model.js";
import { nameOf, type ReadType, readType, typeArgument } from "./read-type.js";
import { ts } from "./typescript.js";

/**
 * The type that is stored of one partition, where `read` is the result of one call. If a call materializes several partitions and the
 * manager stores them apart, it is a value of the map. Null if it is known only when the code is executed whether that is so. A result
 * that is not a map is reported if the manager is known.
 */
export function valueOfPartition(
  { partitions, backfill, storage }: ResolvedAsset,
  read: ReadType,
  checker: ts.TypeChecker,
): ReadType | null {
  const value = mapValue(read, checker);
  if (value === null || partitions.kind === "none" || backfill === "each") return read;
  const arrangement = partitionStorage(storage.manager);
  if (arrangement === "together") return read;
  // Tables do not store maps. An unknown manager may store a map for one partition, too.
  return partitions.kind === "known" && backfill !== null ? value : null;
}

/** The values of a parameter that takes a map by partition key. Null if it does not. In a union, one part may be the map. */
export function mapValue({ type }: ReadType, checker: ts.TypeChecker): ReadType | null {
  const map = (type.isUnion() ? type.types : [type]).find((part) => ["Map", "ReadonlyMap"].includes(nameOf(part)));
  const [key, value] = map ? [typeArgument(map, checker, 0), typeArgument(map, checker, 1)] : [];
  return key && value && checker.isTypeAssignableTo(checker.getStringType(), key) ? readType(value, checker) : null;
}

/** Whether a map fits a type such as `{ get(key: string): … }` or `Iterable<…>`. The type of its values is unknown here. */
export function isLikeMap({ type }: ReadType, checker: ts.TypeChecker): boolean {
  if (type.isUnion()) return type.types.some((part) => isLikeMap({ form: "value", type: part, row: null }, checker));
  // The type `object`.
  if ((type.flags & ts.TypeFlags.NonPrimitive) !== 0) return true;
  if ((type.flags & ts.TypeFlags.Object) === 0 || ["Map", "ReadonlyMap"].includes(nameOf(type))) return false;
  if (checker.getIndexInfosOfType(type).length > 0) return false;
  const members = checker.getPropertiesOfType(type).filter(({ flags }) => (flags & ts.SymbolFlags.Optional) === 0);
  return members.every(({ name }) => name.startsWith("__@") || name in Map.prototype);
}

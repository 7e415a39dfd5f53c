// Derives the Arrow type of a column of lists and objects from its values. Arrow's own detection fails at the first null.
import type { DataType } from "apache-arrow";

type Arrow = typeof import("apache-arrow");

/**
 * For values of one typed column, so that values in the same place have the same kind. A map is treated as an object, and gets the keys of
 * the others.
 */
export function nestedArrowType(arrow: Arrow, values: readonly unknown[]): DataType {
  const there = values.filter((value) => value !== null && value !== undefined);
  const [first] = there;
  if (there.length === 0) return new arrow.Null();
  if (Array.isArray(first)) return new arrow.List(new arrow.Field("item", nestedArrowType(arrow, (there as unknown[][]).flat()), true));
  if (isObject(first)) {
    const objects = there as Record<string, unknown>[];
    const names = [...new Set(objects.flatMap((object) => Object.keys(object)))];
    const members = (name: string) =>
      objects.map((object) => {
        // Arrow's builder accepts null for a field, but fails when the field is missing.
        if (!Object.hasOwn(object, name)) object[name] = null;
        return object[name];
      });
    return new arrow.Struct(names.map((name) => new arrow.Field(name, nestedArrowType(arrow, members(name)), true)));
  }
  return scalarType(arrow, first);
}

const isObject = (value: unknown): boolean => typeof value === "object" && !(value instanceof Date) && !ArrayBuffer.isView(value);

function scalarType(arrow: Arrow, value: unknown): DataType {
  switch (typeof value) {
    case "number":
      return new arrow.Float64();
    case "bigint":
      return new arrow.Int64();
    case "boolean":
      return new arrow.Bool();
    case "string":
      return new arrow.Utf8();
    default:
      return value instanceof Date ? new arrow.TimestampMillisecond() : new arrow.Binary();
  }
}

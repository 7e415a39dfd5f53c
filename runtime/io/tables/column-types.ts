// The type of a column of JavaScript values, in DuckDB's terms, and the common type of two types.
import type { ColumnKind } from "../../contract/asset.js";
import { halfPair, isWellFormed, nothing, refuseWhatIsLost } from "../values/cells.js";
import { kindOf, pathText, reasonAgainstJson, tooDeep, withArticle } from "../values/json-safe.js";
import { quoted } from "./quoted.js";

/**
 * The type of a column: `unknown` while it has only nulls (or no values); `json` if the values have no other common type (`objects`: they
 * are all objects whose fields have no common types). Numbers are BIGINT until one is not whole; `-0`, NaN and infinities make the type
 * DOUBLE. Bigints are BIGINT or HUGEINT.
 */
export type ColumnType =
  | { readonly kind: "unknown" }
  | { readonly kind: "scalar"; readonly name: ScalarName }
  | { readonly kind: "list"; readonly element: ColumnType }
  | StructType
  | { readonly kind: "json"; readonly objects?: true };

/**
 * The common fields of objects. In the store, a field is null where an object does not have it, so a field must not also be null in an
 * object that has it.
 */
export interface StructType {
  readonly kind: "struct";
  readonly fields: ReadonlyMap<string, ColumnType>;
  /** Fields that some objects do not have. */
  readonly lacking: ReadonlySet<string>;
  /** Fields that are null in some objects. */
  readonly nulls: ReadonlySet<string>;
}

export type ScalarName = "BIGINT" | "HUGEINT" | "DOUBLE" | "VARCHAR" | "BOOLEAN" | "TIMESTAMP" | "BLOB";

export const UNKNOWN: ColumnType = { kind: "unknown" };
const JSON_TYPE: ColumnType = { kind: "json" };
const OBJECTS: ColumnType = { kind: "json", objects: true };
const NONE: ReadonlySet<string> = new Set();

/** Objects with many different keys are dictionaries instead of records. They become JSON instead of a type with a thousand fields. */
const MOST_FIELDS = 64;
const SCALARS = Object.fromEntries(
  (["BIGINT", "HUGEINT", "DOUBLE", "VARCHAR", "BOOLEAN", "TIMESTAMP", "BLOB"] as const).map((name) => [
    name,
    { kind: "scalar", name } as const,
  ]),
) as unknown as Readonly<Record<ScalarName, ColumnType>>;

/** The type of a column after `value` is added. Throws a TypeError for a value that no column can store. */
export function widen(type: ColumnType, value: unknown, path: readonly (string | number)[]): ColumnType {
  if (value === null || value === undefined) return type;
  switch (typeof value) {
    case "string":
      if (!isWellFormed(value)) throw new TypeError(halfPair(path, "text"));
      if (value.startsWith("\ufeff"))
        throw new TypeError(
          `${pathText(path)} begins with a byte order mark, which is lost when the value is read from DuckDB. Remove it.`,
        );
      return merge(type, SCALARS.VARCHAR);
    case "number":
      return merge(type, Number.isSafeInteger(value) && !Object.is(value, -0) ? SCALARS.BIGINT : SCALARS.DOUBLE);
    case "boolean":
      return merge(type, SCALARS.BOOLEAN);
    case "bigint":
      if (value >= -(2n ** 63n) && value < 2n ** 63n) return merge(type, SCALARS.BIGINT);
      if (value > -(2n ** 127n) && value < 2n ** 127n) return merge(type, SCALARS.HUGEINT);
      throw new TypeError(`${pathText(path)} is a bigint beyond ±(2¹²⁷ - 1), which no column can store. Store it as a string.`);
    case "object":
      return merge(type, typeOfObject(value, path));
    default:
      throw new TypeError(`${pathText(path)} is a ${typeof value}, which no column can store. Return data only.`);
  }
}

/** DuckDB refuses types that are nested some hundred levels deep. */
const MAX_NESTING = 100;

function typeOfObject(value: object, path: readonly (string | number)[]): ColumnType {
  if (value instanceof Date) {
    if (Number.isNaN(value.getTime())) throw new TypeError(`${pathText(path)} is an invalid Date, which no column can store. Use null.`);
    refuseWhatIsLost(value, path);
    return SCALARS.TIMESTAMP;
  }
  if (value instanceof Uint8Array) {
    refuseWhatIsLost(value, path);
    return SCALARS.BLOB;
  }
  if (path.length > MAX_NESTING)
    throw new TypeError(`${tooDeep(path, MAX_NESTING)} (or contains itself), which no column can store. Flatten it.`);
  if (Array.isArray(value)) {
    refuseWhatIsLost(value, path);
    let element = UNKNOWN;
    for (let at = 0; at < value.length; at++) {
      if (value[at] === undefined) throw nothing([...path, at], at in value ? "undefined" : "a hole");
      element = widen(element, value[at], [...path, at]);
    }
    return { kind: "list", element };
  }
  const prototype: unknown = Object.getPrototypeOf(value);
  if (prototype !== Object.prototype) {
    throw new TypeError(
      `${pathText(path)} is ${withArticle(kindOf(value))}, which no column can store. Use plain objects, arrays, text, numbers, dates or bytes.`,
    );
  }
  const names = Object.keys(value);
  if (Reflect.ownKeys(value).length !== names.length)
    throw new TypeError(
      `${pathText(path)} has a symbol as a key or a property that is not enumerable, which no column can store. Use enumerable properties with text as names.`,
    );
  for (const name of names) {
    if ((value as never)[name] === undefined) throw nothing([...path, name], "undefined");
    if (!isWellFormed(name)) throw new TypeError(halfPair([...path, name], "a name"));
  }
  const fields = new Map(names.map((name) => [name, widen(UNKNOWN, (value as never)[name], [...path, name])]));
  if (names.length === 0 || hasTwins(names) || names.some(isNoField)) return OBJECTS;
  const nulls = names.filter((name) => (value as never)[name] === null);
  return { kind: "struct", fields, lacking: NONE, nulls: nulls.length === 0 ? NONE : new Set(nulls) };
}

/** DuckDB has no field without a name, and its library would set `__proto__` as the prototype of an object. */
function isNoField(name: string): boolean {
  return name === "" || name === "__proto__";
}

/** A type for the values of both; JSON if there is no other. */
export function merge(a: ColumnType, b: ColumnType): ColumnType {
  if (a === b || b.kind === "unknown") return a;
  if (a.kind === "unknown") return b;
  if (a.kind === "scalar" && b.kind === "scalar") return mergeScalars(a.name, b.name);
  if (a.kind === "list" && b.kind === "list") return { kind: "list", element: merge(a.element, b.element) };
  if (a.kind === "struct" && b.kind === "struct") return mergeStructs(a, b);
  return isOfObjects(a) && isOfObjects(b) ? OBJECTS : JSON_TYPE;
}

/** The fields of both; JSON if null could have two meanings, or the keys are those of a dictionary. */
function mergeStructs(a: StructType, b: StructType): ColumnType {
  const fields = new Map(a.fields);
  for (const [name, type] of b.fields) fields.set(name, merge(a.fields.get(name) ?? UNKNOWN, type));
  const isGrown = fields.size > a.fields.size;
  if (isGrown && (fields.size > MOST_FIELDS || hasTwins([...fields.keys()]))) return OBJECTS;
  const nulls = union(a.nulls, b.nulls);
  const lacking =
    isGrown || fields.size > b.fields.size
      ? new Set(
          [...fields.keys()].filter((name) => a.lacking.has(name) || b.lacking.has(name) || !a.fields.has(name) || !b.fields.has(name)),
        )
      : union(a.lacking, b.lacking);
  if (nulls.size > 0 && [...lacking].some((name) => nulls.has(name))) return OBJECTS;
  return { kind: "struct", fields, lacking, nulls };
}

function union(a: ReadonlySet<string>, b: ReadonlySet<string>): ReadonlySet<string> {
  if (a.size === 0 || a === b) return b;
  return b.size === 0 ? a : new Set([...a, ...b]);
}

const isOfObjects = (type: ColumnType): boolean => type.kind === "struct" || (type.kind === "json" && type.objects === true);

/** DuckDB ignores the case of names. */
const hasTwins = (names: readonly string[]): boolean => new Set(names.map((name) => name.toLowerCase())).size < names.length;

/** The wider type replaces the narrower one: both are `number` in TypeScript. */
function mergeScalars(a: ScalarName, b: ScalarName): ColumnType {
  if (a === b) return SCALARS[a];
  const both = new Set([a, b]);
  if (both.has("BIGINT") && both.has("DOUBLE")) return SCALARS.DOUBLE;
  if (both.has("BIGINT") && both.has("HUGEINT")) return SCALARS.HUGEINT;
  return JSON_TYPE;
}

/** The type from the declaration, for a column without values. */
export function typeOfKind(kind: ColumnKind): ColumnType {
  switch (kind) {
    case "number":
      return SCALARS.BIGINT;
    case "bigint":
      return SCALARS.BIGINT;
    case "string":
      return SCALARS.VARCHAR;
    case "boolean":
      return SCALARS.BOOLEAN;
    case "date":
      return SCALARS.TIMESTAMP;
    case "bytes":
      return SCALARS.BLOB;
    default:
      return UNKNOWN;
  }
}

/** The type as SQL. An unknown part is JSON, which can store all later values. */
export function sqlType(type: ColumnType): string {
  switch (type.kind) {
    case "scalar":
      return type.name;
    case "list":
      return `${sqlType(type.element)}[]`;
    case "struct":
      return `STRUCT(${[...type.fields].map(([name, field]) => `${quoted(name)} ${sqlType(field)}`).join(", ")})`;
    default:
      return "JSON";
  }
}

/** True when some part of the type is unknown. Such a type does not count as a changed schema. */
export function isPartlyUnknown(type: ColumnType): boolean {
  if (type.kind === "list") return isPartlyUnknown(type.element);
  if (type.kind === "struct") return [...type.fields.values()].some(isPartlyUnknown);
  return type.kind === "unknown";
}

/** Throws unless JSON represents every value of a JSON column. */
export function checkJson(value: unknown, path: readonly (string | number)[]): void {
  const reason = reasonAgainstJson(value);
  if (reason === null) return;
  throw new TypeError(
    `${pathText(path)}${reason.slice(1)}, and the column is stored as JSON, which cannot represent this: it mixes kinds of values, or in some objects a key is missing and in others it is null. Give the column one kind of value.`,
  );
}

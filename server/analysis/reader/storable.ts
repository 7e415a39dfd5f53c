// Whether the return value of a function can be stored: the rules of the managers' formats, applied to a type.
import * as l10n from "@vscode/l10n";
import { isNothing, readType, typeArgument } from "./read-type.js";
import { type Fault, faultWithin, type Looking, nounOf, partsOf } from "./storable-parts.js";
import { ts } from "./typescript.js";

export interface StoreRules {
  /** `files` store almost any data, `rows` are for tables, `anything` is for memory. */
  readonly as: "files" | "rows" | "anything";
  /** Whether a `Relation` can be stored, too. */
  readonly relations: boolean;
  /** If one call materializes several partitions, it must return a Map by key, each value of which is stored. */
  readonly byPartition: boolean;
}

/** The first part that certainly cannot be stored, or null. Types that say nothing (any, unknown, type parameters) are never reported. */
export function unstorable(type: ts.Type, rules: StoreRules, looking: Looking): Fault | null {
  if (!rules.byPartition) return faultOfValue(type, "", rules, looking);
  const [value, isMap] = valueByPartition(type, looking.checker);
  if (!isMap)
    return {
      path: "",
      what: l10n.t("not a Map, but one call materializes several partitions"),
      remedy: l10n.t("Return a Map of values by partition key."),
      declared: null,
    };
  return value === null ? null : faultOfValue(value, ".get(key)", rules, looking);
}

/** In a union, every part must be wrong, because the value may be of any part. Undefined stores nothing. */
function faultOfValue(type: ts.Type, path: string, rules: StoreRules, looking: Looking): Fault | null {
  const faults = partsOf(type)
    .filter((part) => !isNothing(part))
    .map((part) => faultOfPart(part, path, rules, looking));
  return faults.every((fault) => fault !== null) ? (faults[0] ?? null) : null;
}

function faultOfPart(type: ts.Type, path: string, rules: StoreRules, looking: Looking): Fault | null {
  const { checker } = looking;
  const read = readType(type, checker);
  if (read.form === "table" || rules.as === "anything") return null;
  if (read.form === "relation")
    return rules.relations
      ? null
      : {
          path,
          what: l10n.t("a Relation, which only DuckDB stores"),
          remedy: l10n.t("Return its rows, or choose a DuckDBIOManager."),
          declared: null,
        };
  if (read.form === "batches") {
    const batch = typeArgument(type, checker, 0);
    if (batch === null) return null;
    return rules.as === "files" ? faultWithin(batch, `${path}[]`, "json", looking) : faultOfRows(batch, `${path}[]`, looking);
  }
  return rules.as === "files" ? faultWithin(type, path, "file", looking) : faultOfRows(type, path, looking);
}

const rowsRemedy = () => l10n.t("A table takes an array of objects as rows; or choose another ioManagerKey.");

function faultOfRows(type: ts.Type, path: string, looking: Looking): Fault | null {
  const { checker } = looking;
  const faults = partsOf(type).map((part): Fault | null => {
    const elements = elementsOf(part, checker);
    if (elements === null) {
      const noun = nounOf(part, looking) ?? (isPlainObject(part, checker) ? l10n.t("an object") : null);
      return noun === null ? null : { path, what: noun, remedy: rowsRemedy(), declared: null };
    }
    for (const element of elements) {
      const fault = faultOfRow(element, `${path}[]`, looking);
      if (fault !== null) return fault;
    }
    return null;
  });
  return faults.every((fault) => fault !== null) ? (faults[0] ?? null) : null;
}

function faultOfRow(type: ts.Type, path: string, looking: Looking): Fault | null {
  const faults = partsOf(type).map((part): Fault | null => {
    const noun = elementsOf(part, looking.checker) === null ? nounOf(part, looking) : l10n.t("an array");
    if (noun !== null) return { path, what: noun, remedy: rowsRemedy(), declared: null };
    return faultWithin(part, path, "cell", looking);
  });
  return faults.every((fault) => fault !== null) ? (faults[0] ?? null) : null;
}

function elementsOf(type: ts.Type, checker: ts.TypeChecker): readonly ts.Type[] | null {
  return checker.isArrayType(type) || checker.isTupleType(type) ? checker.getTypeArguments(type as ts.TypeReference) : null;
}

/** Whether it is an object with members that no array has. */
function isPlainObject(type: ts.Type, checker: ts.TypeChecker): boolean {
  if ((type.flags & (ts.TypeFlags.Object | ts.TypeFlags.Intersection)) === 0) return false;
  const members = checker.getPropertiesOfType(type).filter(({ flags }) => (flags & ts.SymbolFlags.Optional) === 0);
  return members.some(({ name }) => !name.startsWith("__") && !(name in Array.prototype));
}

/** The values of a Map by key, if the type is one, and whether the type may be a Map at all. */
function valueByPartition(type: ts.Type, checker: ts.TypeChecker): readonly [value: ts.Type | null, isMap: boolean] {
  const parts = partsOf(type).filter((part) => !isNothing(part));
  const [only] = parts;
  if (parts.length === 1 && only && MAPS.has(only.getSymbol()?.name ?? "")) return [typeArgument(only, checker, 1), true];
  return [null, parts.length === 0 || parts.some((part) => mayBeMap(part, checker))];
}

const MAPS = new Set(["Map", "ReadonlyMap"]);

function mayBeMap(type: ts.Type, checker: ts.TypeChecker): boolean {
  const certain =
    ts.TypeFlags.StringLike | ts.TypeFlags.NumberLike | ts.TypeFlags.BooleanLike | ts.TypeFlags.BigIntLike | ts.TypeFlags.Null;
  if (type.flags & certain) return false;
  if ((type.flags & (ts.TypeFlags.Object | ts.TypeFlags.Intersection)) === 0) return true;
  const members = checker.getPropertiesOfType(type).filter(({ flags }) => (flags & ts.SymbolFlags.Optional) === 0);
  return members.every(({ name }) => name.startsWith("__") || name in Map.prototype);
}

// Whether what a function gives can be stored: the rules of the managers' formats, asked of a type instead of a value.
import * as l10n from "@vscode/l10n";
import { isNothing, readType, typeArgument } from "./read-type.js";
import { type Fault, faultWithin, type Looking, nounOf, partsOf } from "./storable-parts.js";
import { ts } from "./typescript.js";

export interface StoreRules {
  /** Files hold almost any data; tables hold rows; memory whatever it is given. */
  readonly as: "files" | "rows" | "anything";
  /** A `Relation` is taken, too. */
  readonly relations: boolean;
  /** Partitions made in one call come as a Map by key, each value of which is stored. */
  readonly byPartition: boolean;
}

/** The first part that can surely not be stored, or null. What no type tells (any, unknown, type parameters) is never one. */
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

/** Of a union every part must be wrong: what runs may always give another. Undefined stores nothing. */
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

/** With members no array has, so that it can be none. */
function isPlainObject(type: ts.Type, checker: ts.TypeChecker): boolean {
  if ((type.flags & (ts.TypeFlags.Object | ts.TypeFlags.Intersection)) === 0) return false;
  const members = checker.getPropertiesOfType(type).filter(({ flags }) => (flags & ts.SymbolFlags.Optional) === 0);
  return members.some(({ name }) => !name.startsWith("__") && !(name in Array.prototype));
}

/** The values of a Map by key, where the type is one; whether it may be one at all. */
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

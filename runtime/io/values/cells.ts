// The cells of rows: how one is read from its row, and what of a value a column would lose.
import { exactBuiltIn, propertyLost } from "./built-ins.js";
import { kindOf, withArticle, written } from "./json-safe.js";

type Path = readonly (string | number)[];

/** Whether a value is an array of objects, also an empty one; a hole is none, and one hole is enough. */
export function isRows(value: unknown): value is Record<string, unknown>[] {
  if (!Array.isArray(value)) return false;
  for (let at = 0; at < value.length; at++) {
    const row: unknown = value[at];
    if (typeof row !== "object" || row === null || Array.isArray(row)) return false;
  }
  return true;
}

/** Reads a column of rows: a name every object inherits (`constructor`) is a cell only where the row has it. */
export function cellReader(name: string): (row: Readonly<Record<string, unknown>>) => unknown {
  return name in Object.prototype ? (row) => (Object.hasOwn(row, name) ? row[name] : undefined) : (row) => row[name];
}

/** A cell that is undefined is null, as SQL has it; within one, JavaScript tells both apart and a column does not. */
export function nothing(path: Path, what: string): TypeError {
  return new TypeError(`${written(path)} is ${what}, which a column cannot distinguish from null. Use null, or leave it out.`);
}

export function halfPair(path: Path, what: "text" | "a name"): string {
  return `${written(path)} is ${what} with half a surrogate pair, which UTF-8 cannot represent. Fix it with toWellFormed().`;
}

/** A column gives the built-in class back, without what a subclass or an own property would add. */
export function refuseWhatIsLost(value: object, path: Path): void {
  const lost = exactBuiltIn(value) === "exact" ? propertyLost(value) : "its class";
  if (lost === null) return;
  const what = lost === "its class" ? lost : `the property ${lost}`;
  throw new TypeError(`${written(path)} is ${withArticle(kindOf(value))}, which would lose ${what} in a column. Use plain data.`);
}

/** What a column of doubles holds exactly. */
export function exactDouble(value: number | bigint, path: Path): number {
  const double = Number(value);
  if (typeof value === "number" || BigInt(double) === value) return double;
  throw new TypeError(
    `${written(path)} is the bigint ${value} in a column of numbers, which cannot represent it exactly. Make the whole column bigint, or text.`,
  );
}

/** True when UTF-8 can hold the text. */
export function isWellFormed(text: string): boolean {
  return (text as string & { isWellFormed(): boolean }).isWellFormed();
}

// The cells of rows: how a cell is read from its row, and what a column would lose of a value.
import { exactBuiltIn, propertyLost } from "./built-ins.js";
import { kindOf, pathText, withArticle } from "./json-safe.js";

type Path = readonly (string | number)[];

/** Whether a value is an array of objects; true for an empty array, and false for an array with a hole. */
export function isRows(value: unknown): value is Record<string, unknown>[] {
  if (!Array.isArray(value)) return false;
  for (let at = 0; at < value.length; at++) {
    const row: unknown = value[at];
    if (typeof row !== "object" || row === null || Array.isArray(row)) return false;
  }
  return true;
}

/** Reads a column of rows. A name that objects inherit (`constructor`) is a cell only if the row itself has it. */
export function cellReader(name: string): (row: Readonly<Record<string, unknown>>) => unknown {
  return name in Object.prototype ? (row) => (Object.hasOwn(row, name) ? row[name] : undefined) : (row) => row[name];
}

/** An undefined cell becomes null, as in SQL. Inside a cell, undefined is refused, because a column cannot distinguish it from null. */
export function nothing(path: Path, what: string): TypeError {
  return new TypeError(`${pathText(path)} is ${what}, which a column cannot distinguish from null. Use null, or leave it out.`);
}

export function halfPair(path: Path, what: "text" | "a name"): string {
  return `${pathText(path)} is ${what} with half a surrogate pair, which UTF-8 cannot represent. Fix it with toWellFormed().`;
}

/** A column returns the built-in class, without the additions of a subclass or own properties. */
export function refuseWhatIsLost(value: object, path: Path): void {
  const lost = exactBuiltIn(value) === "exact" ? propertyLost(value) : "its class";
  if (lost === null) return;
  const what = lost === "its class" ? lost : `the property ${lost}`;
  throw new TypeError(`${pathText(path)} is ${withArticle(kindOf(value))}, which would lose ${what} in a column. Use plain data.`);
}

/** The values that a column of doubles represents exactly. */
export function exactDouble(value: number | bigint, path: Path): number {
  const double = Number(value);
  if (typeof value === "number" || BigInt(double) === value) return double;
  throw new TypeError(
    `${pathText(path)} is the bigint ${value} in a column of numbers, which cannot represent it exactly. Make the whole column bigint, or text.`,
  );
}

/** Whether UTF-8 can represent the text. */
export function isWellFormed(text: string): boolean {
  return (text as string & { isWellFormed(): boolean }).isWellFormed();
}

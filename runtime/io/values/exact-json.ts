// JSON without a digit lost: a number that JavaScript's cannot hold keeps its text until it is known what it is to be.
import { isLosslessNumber, type LosslessNumber, parse, LosslessNumber as Text } from "lossless-json";
import type { DeclaredColumn } from "../../contract/asset.js";
import { holdsDecimal, holdsWhole, significantDigits } from "./exact-numbers.js";

/** Only numbers of more digits than this may lose some (IEEE 754, binary64). What stands in quotes is none. */
const MAY_LOSE = /(?:^|[[,:\s])-?(?:\d[\d.]{15}|\d[\d.]*[eE][+-]?\d{3})/;

/** The value of a JSON text, in which each number that a `number` cannot hold exactly is an `ExactNumber`. Throws a SyntaxError. */
export function parseExactly(text: string): unknown {
  // What a library reads slowly is read by it only where it makes a difference.
  if (!MAY_LOSE.test(text)) return JSON.parse(text);
  return parse(text, undefined, {
    parseNumber: (digits) => (isExact(digits) ? Number(digits) : new Text(digits)),
    // As JSON.parse has it.
    onDuplicateKey: ({ newValue }) => newValue,
  });
}

/**
 * The value of a JSON text, as `JSON.parse` gives it. Throws for a number that a `number` cannot hold exactly, saying where it is, and a
 * SyntaxError for what is no JSON.
 */
export function parseJson(text: string): unknown {
  // What JSON.parse reads holds none, and is not searched.
  if (!MAY_LOSE.test(text)) return JSON.parse(text);
  const value = asWritten(parseExactly(text));
  const found = exactNumberIn(value);
  if (found === null) return value;
  const where = found.path === "" ? "the JSON value is" : `the JSON value at ${found.path} is`;
  throw new Error(`${where} ${found.digits.slice(0, 60)}, which a number cannot represent exactly. Write it as text in the JSON.`);
}

/** The value of a cell of JSON; the error names its column. */
export function jsonOfColumn(text: string, column: string): unknown {
  try {
    return parseJson(text);
  } catch (error) {
    throw new Error(`the column ${column}: ${(error as Error).message}`);
  }
}

/** The value with a number for each `ExactNumber` that a number is written as: JSON that JavaScript wrote is read as it was. */
export function asWritten(value: unknown): unknown {
  if (isExactNumber(value)) return holdsDecimal(value.value) ? Number(value.value) : value;
  if (typeof value !== "object" || value === null) return value;
  for (const [name, part] of Object.entries(value)) {
    const read = asWritten(part);
    if (read !== part) Object.defineProperty(value, name, { value: read, writable: true, enumerable: true, configurable: true });
  }
  return value;
}

/** A number in JSON is mostly the text of a double, of which 17 digits tell each from all others. */
const DIGITS_OF_DOUBLE = 17;

function isExact(text: string): boolean {
  if (/^-?\d+$/.test(text)) return holdsWhole(text);
  return holdsDecimal(text) || (Math.abs(Number(text)) < 2 ** 53 && significantDigits(text) <= DIGITS_OF_DOUBLE);
}

/** A number whose digits no `number` holds. */
export type ExactNumber = LosslessNumber;

export const isExactNumber = (value: unknown): value is ExactNumber => isLosslessNumber(value);

/** Where within a value an `ExactNumber` is, as a path, and which; null where there is none. */
export function exactNumberIn(value: unknown, path = ""): { readonly path: string; readonly digits: string } | null {
  if (isExactNumber(value)) return { path, digits: value.value };
  if (typeof value !== "object" || value === null) return null;
  for (const [name, part] of Object.entries(value)) {
    const found = exactNumberIn(part, Array.isArray(value) ? `${path}[${name}]` : path === "" ? name : `${path}.${name}`);
    if (found !== null) return found;
  }
  return null;
}

/** The cell as its column is declared: whole numbers for `bigint`, the digits for `string`. Throws for what would lose some; `label` begins the message. */
export function exactCell(value: unknown, column: DeclaredColumn | undefined, name: string, label = ""): unknown {
  const found = exactNumberIn(value, name);
  if (found === null) return value;
  const { digits, path } = found;
  if (isExactNumber(value) && column?.kind === "string") return digits;
  if (isExactNumber(value) && column?.kind === "bigint" && /^-?\d+$/.test(digits)) return BigInt(digits);
  throw new Error(
    `${label}the field ${path} is ${digits.slice(0, 60)}, which a number cannot represent exactly. ${remedyFor(digits, path === name)}`,
  );
}

function remedyFor(digits: string, isCell: boolean): string {
  if (!isCell) return "Write it as text in the JSON, or with fewer digits.";
  return /^-?\d+$/.test(digits) ? "Declare it as bigint, or as string." : "Declare it as string.";
}

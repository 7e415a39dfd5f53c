// Parses JSON without loss of digits: a number that JavaScript cannot represent exactly keeps its text until its kind is known.
import { isLosslessNumber, type LosslessNumber, parse, LosslessNumber as Text } from "lossless-json";
import type { DeclaredColumn } from "../../contract/asset.js";
import { holdsDecimal, holdsWhole, significantDigits } from "./exact-numbers.js";

/** Only numbers with more digits may lose some (IEEE 754, binary64). Text in quotes does not match. */
const MAY_LOSE = /(?:^|[[,:\s])-?(?:\d[\d.]{15}|\d[\d.]*[eE][+-]?\d{3})/;

/** The value of a JSON text. Each number that a `number` cannot represent exactly is an `ExactNumber`. Throws a SyntaxError. */
export function parseExactly(text: string): unknown {
  // The exact parser is slow, so it is used only if it makes a difference.
  if (!MAY_LOSE.test(text)) return JSON.parse(text);
  return parse(text, undefined, {
    parseNumber: (digits) => (isExact(digits) ? Number(digits) : new Text(digits)),
    // As JSON.parse does.
    onDuplicateKey: ({ newValue }) => newValue,
  });
}

/**
 * The value of a JSON text, as `JSON.parse` returns it. Throws an error with the place of a number that a `number` cannot represent
 * exactly, and a SyntaxError for invalid JSON.
 */
export function parseJson(text: string): unknown {
  // The text contains no such number, so JSON.parse is enough.
  if (!MAY_LOSE.test(text)) return JSON.parse(text);
  const value = asWritten(parseExactly(text));
  const found = exactNumberIn(value);
  if (found === null) return value;
  const where = found.path === "" ? "the JSON value is" : `the JSON value at ${found.path} is`;
  throw new Error(`${where} ${found.digits.slice(0, 60)}, which a number cannot represent exactly. Write it as text in the JSON.`);
}

/** The value of a cell of JSON; an error contains the column. */
export function jsonOfColumn(text: string, column: string): unknown {
  try {
    return parseJson(text);
  } catch (error) {
    throw new Error(`the column ${column}: ${(error as Error).message}`);
  }
}

/** The value with a number for each `ExactNumber` that is the text of a number: JSON that JavaScript wrote is parsed unchanged. */
export function asWritten(value: unknown): unknown {
  if (isExactNumber(value)) return holdsDecimal(value.value) ? Number(value.value) : value;
  if (typeof value !== "object" || value === null) return value;
  for (const [name, part] of Object.entries(value)) {
    const read = asWritten(part);
    if (read !== part) Object.defineProperty(value, name, { value: read, writable: true, enumerable: true, configurable: true });
  }
  return value;
}

/** A number in JSON is usually the text of a double, for which 17 digits are unique. */
const DIGITS_OF_DOUBLE = 17;

function isExact(text: string): boolean {
  if (/^-?\d+$/.test(text)) return holdsWhole(text);
  return holdsDecimal(text) || (Math.abs(Number(text)) < 2 ** 53 && significantDigits(text) <= DIGITS_OF_DOUBLE);
}

/** A number with digits that a `number` cannot represent. */
export type ExactNumber = LosslessNumber;

export const isExactNumber = (value: unknown): value is ExactNumber => isLosslessNumber(value);

/** The path of an `ExactNumber` within a value, and its digits; null when there is none. */
export function exactNumberIn(value: unknown, path = ""): { readonly path: string; readonly digits: string } | null {
  if (isExactNumber(value)) return { path, digits: value.value };
  if (typeof value !== "object" || value === null) return null;
  for (const [name, part] of Object.entries(value)) {
    const found = exactNumberIn(part, Array.isArray(value) ? `${path}[${name}]` : path === "" ? name : `${path}.${name}`);
    if (found !== null) return found;
  }
  return null;
}

/**
 * The cell in the declared kind: whole numbers for `bigint`, the digits for `string`. Throws if digits would be lost; `label` is the prefix
 * of the message.
 */
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

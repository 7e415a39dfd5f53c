// JSON without a digit lost: a number that JavaScript's cannot hold keeps its text until it is known what it is to be.
import { isLosslessNumber, type LosslessNumber, parse, LosslessNumber as Text } from "lossless-json";
import type { DeclaredColumn } from "../../contract/asset.js";

/** Only numbers of more digits than this may lose some (IEEE 754, binary64). */
const MAY_LOSE = /\d[\d.]{15}|[eE][+-]?\d{3}/;

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

/** Whether the number that JavaScript makes of a text is the same whole number, or is written with the same digits. */
function isExact(text: string): boolean {
  const number = Number(text);
  if (/^-?\d+$/.test(text)) return Number.isSafeInteger(number) || (Number.isFinite(number) && BigInt(number) === BigInt(text));
  return Number.isFinite(number) && decimalOf(String(number)) === decimalOf(text);
}

/** A decimal number in the one form that all its ways to be written share: sign, digits without zeros around them, power of ten. */
function decimalOf(text: string): string {
  const [, sign, whole = "", fraction = "", power = "0"] = /^(-?)(\d+)(?:\.(\d+))?(?:[eE]([+-]?\d+))?$/.exec(text) ?? [];
  const digits = `${whole}${fraction}`.replace(/^0+/, "");
  const significant = digits.replace(/0+$/, "");
  return significant === "" ? "0" : `${sign}${significant}e${Number(power) - fraction.length + digits.length - significant.length}`;
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

/** The cell as its column is declared: whole numbers for `bigint`, the digits for `string`. Throws for what would lose some. */
export function exactCell(value: unknown, column: DeclaredColumn | undefined, name: string): unknown {
  const found = exactNumberIn(value, name);
  if (found === null) return value;
  const { digits, path } = found;
  if (isExactNumber(value) && column?.kind === "string") return digits;
  if (isExactNumber(value) && column?.kind === "bigint" && /^-?\d+$/.test(digits)) return BigInt(digits);
  throw new Error(
    `[api] the field ${path} is ${digits.slice(0, 60)}, which a number cannot hold exactly. ${remedyFor(digits, path === name)}`,
  );
}

function remedyFor(digits: string, isCell: boolean): string {
  if (!isCell) return "Ask the API for a text, or for fewer digits.";
  return /^-?\d+$/.test(digits) ? "Declare it as bigint, or as string." : "Declare it as string.";
}

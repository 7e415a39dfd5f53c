// Numbers as text, or as digits with a scale: whether a JavaScript number represents them exactly, and how others are returned.
import type { ColumnKind } from "../../contract/asset.js";

/** Whether JavaScript's number for a decimal text is written with the same digits (IEEE 754, binary64, shortest form). */
export function holdsDecimal(text: string): boolean {
  // Up to fifteen digits are always exact.
  if (text.length <= 15 && !/[eE]/.test(text)) return true;
  const number = Number(text);
  return Number.isFinite(number) && decimalOf(String(number)) === decimalOf(text);
}

/** Whether a number represents the whole number exactly. */
export function holdsWhole(text: string): boolean {
  const number = Number(text);
  return Number.isSafeInteger(number) || (Number.isFinite(number) && BigInt(number) === BigInt(text));
}

/** The normalized form of a decimal number: sign, digits without leading and trailing zeros, power of ten. */
function decimalOf(text: string): string {
  const [, sign, whole = "", fraction = "", power = "0"] = /^([+-]?)(\d+)(?:\.(\d+))?(?:[eE]([+-]?\d+))?$/.exec(text) ?? [];
  const digits = `${whole}${fraction}`.replace(/^0+/, "");
  const significant = digits.replace(/0+$/, "");
  if (significant === "") return "0";
  return `${sign === "-" ? "-" : ""}${significant}e${Number(power) - fraction.length + digits.length - significant.length}`;
}

/** The number of significant digits in a decimal text. */
export function significantDigits(text: string): number {
  return text
    .replace(/[eE].*$/, "")
    .replace(/[^\d]/g, "")
    .replace(/^0+|0+$/g, "").length;
}

/** Rounds towards the past, for negative times too. All times are rounded to milliseconds by this rule. */
export function floored(dividend: bigint, divisor: bigint): bigint {
  const quotient = dividend / divisor;
  return dividend < 0n && quotient * divisor !== dividend ? quotient - 1n : quotient;
}

/** For values that are only displayed: the text of a value that cannot be converted exactly. */
export function orText<Given>(convert: (value: Given) => unknown): (value: Given) => unknown {
  return (value) => {
    try {
      return convert(value);
    } catch {
      return String(value);
    }
  };
}

/** An unscaled whole number with its scale as text: `12345` and 2 give `123.45`. */
export function scaled(unscaled: bigint, scale: number): string {
  if (scale <= 0) return String(unscaled * 10n ** BigInt(-scale));
  const digits = String(unscaled < 0n ? -unscaled : unscaled).padStart(scale + 1, "0");
  return `${unscaled < 0n ? "-" : ""}${digits.slice(0, -scale)}.${digits.slice(-scale)}`;
}

/**
 * A decimal of a store in the declared kind: the digits for `string`, a whole number for `bigint`, otherwise a number. Throws an error with
 * the column and the remedy if the number would change.
 */
export function decimalAs(text: string, kind: ColumnKind | undefined, column: string): string | bigint | number {
  if (kind === "string") return text;
  if (kind === "bigint") {
    const [, whole] = /^([+-]?\d+)(?:\.0*)?$/.exec(text) ?? [];
    if (whole !== undefined) return BigInt(whole);
    throw new Error(
      `the column ${column} contains ${text}, which is not a bigint. Declare it as number, or as string for its exact digits.`,
    );
  }
  if (holdsDecimal(text)) return Number(text);
  throw new Error(
    `the column ${column} contains ${text}, which a number cannot represent exactly. For the exact digits, declare it as string, or cast it to text in SQL.`,
  );
}

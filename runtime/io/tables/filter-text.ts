// Parses the text of a filter to values that can be compared with a column: numbers, times, and numbers with a fixed step.

/** Throws for a text that is not a number. */
export function numberOf(text: string): number {
  const number = text.trim() === "" ? Number.NaN : Number(text);
  if (Number.isNaN(number)) throw new Error(`"${text}" is not a number. Filter with a number such as 12.5.`);
  return number;
}

/** Like the displayed times, it is UTC without a zone. Throws for a text that is not a date. */
export function timeOf(text: string): Date {
  const written = text.trim();
  const time = new Date(/^[+-]?\d{4,6}-\d\d-\d\d[T ]\d\d:\d\d(:\d\d([.,]\d+)?)?$/i.test(written) ? `${written}Z` : written);
  if (Number.isNaN(time.getTime())) throw new Error(`"${text}" is not a date. Filter with a date such as 2026-01-31.`);
  return time;
}

/** The numbers of a column type without rounding: all multiples of 10^-scale from `least` to `most`, which count these steps. */
export interface Steps {
  readonly scale: number;
  readonly least: bigint;
  readonly most: bigint;
}

export interface Step {
  /** The greatest number of the column that is not greater than the given one; null when all are greater. */
  readonly atMost: string | null;
  /** Whether it equals the given number. */
  readonly isSame: boolean;
}

/** More zeros than the digits of any column. */
const FAR = 400;
const DECIMAL = /^([+-]?)(\d*)(?:\.(\d*))?(?:e([+-]?\d+))?$/i;

/** Throws for a text that is not a number. */
export function stepOf(text: string, { scale, least, most }: Steps): Step {
  const number = numberOf(text);
  const [, sign = "", whole = "", fraction = "", exponent = "0"] = DECIMAL.exec(text.trim()) ?? DECIMAL.exec(String(number)) ?? [];
  const digits = BigInt(`0${whole}${fraction}`) * (sign === "-" ? -1n : 1n);
  const shift = scale + Number(exponent) - fraction.length;
  if (!Number.isFinite(number) || (digits !== 0n && shift > FAR))
    return { atMost: number > 0 ? written(most, scale) : null, isSame: false };
  const divisor = 10n ** BigInt(Math.max(0, Math.min(-shift, whole.length + fraction.length + 1)));
  const multiplied = shift > 0 ? digits * 10n ** BigInt(Math.min(shift, FAR)) : digits;
  const isSame = multiplied % divisor === 0n;
  const below = multiplied / divisor - (isSame || digits > 0n ? 0n : 1n);
  if (below < least) return { atMost: null, isSame: false };
  return below > most ? { atMost: written(most, scale), isSame: false } : { atMost: written(below, scale), isSame };
}

function written(steps: bigint, scale: number): string {
  if (scale === 0) return String(steps);
  const digits = String(steps < 0n ? -steps : steps).padStart(scale + 1, "0");
  return `${steps < 0n ? "-" : ""}${digits.slice(0, -scale)}.${digits.slice(-scale)}`;
}

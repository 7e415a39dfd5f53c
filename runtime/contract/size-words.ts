// The size of stored values in words: the same in every view, in the terminal and in the log.
import { counted } from "./count-words.js";
import { decimal, numeral } from "./language.js";
import type { StoredAs } from "./run.js";

/** `"100 rows"`, `"2.1 kB"`; rows if they are known. Undefined when neither is known. */
export function sizeOf(stored: StoredAs | null | undefined): string | undefined {
  if (!stored) return undefined;
  if (stored.rows !== undefined) return rows(stored.rows);
  return stored.bytes === undefined ? undefined : bytes(stored.bytes);
}

function rows(count: number): string {
  return counted(count, "row");
}

/** SI units, as file managers show them. */
function bytes(count: number): string {
  const units = ["B", "kB", "MB", "GB", "TB"];
  let value = count;
  let unit = 0;
  while (value >= 1000 && unit < units.length - 1) {
    value /= 1000;
    unit++;
  }
  return `${unit === 0 || value >= 100 ? numeral(Math.round(value)) : decimal(value, 1)} ${units[unit]}`;
}

// Compares the number of rows in a table with the stored number.
import type { Verified, VerifiedBy } from "../../sdk/io-manager.js";

/** `stored`: the number in the record, if it is about the same rows; `otherwise`: what the answer is based on if it is not. */
export function verifiedCount(found: number, stored: number | undefined, otherwise: VerifiedBy): Verified {
  if (stored === undefined) return { ok: true, by: otherwise };
  if (found === stored) return { ok: true, by: "count" };
  return { ok: false, reason: `the table has ${found} rows, but ${stored} were stored` };
}

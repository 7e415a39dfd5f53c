// Whether a table still holds what was stored, as far as its number of rows tells.
import type { Verified, VerifiedBy } from "../../sdk/io-manager.js";

/** `stored`: what the record says, where it speaks of the same rows; `otherwise`: what the answer rests on where it does not. */
export function verifiedCount(found: number, stored: number | undefined, otherwise: VerifiedBy): Verified {
  if (stored === undefined) return { ok: true, by: otherwise };
  if (found === stored) return { ok: true, by: "count" };
  return { ok: false, reason: `the table has ${found} rows, but ${stored} were stored` };
}

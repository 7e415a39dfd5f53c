// Whether a table still holds what was stored, as far as its number of rows tells.
import type { Verified } from "../../sdk/io-manager.js";

/** `stored`: what the record says, where it speaks of the same rows. */
export function verifiedCount(found: number, stored: number | undefined): Verified {
  if (stored === undefined || found === stored) return { ok: true };
  return { ok: false, reason: `the table holds ${found} rows, and ${stored} were stored` };
}

// Which cron expressions and time zones a schedule can have: one rule for the SDK and for the editor.
import { readCron } from "./cron-fields.js";
import { zone } from "./zone.js";

/** Why the expression is none, in a sentence with the remedy, or null. */
export function reasonAgainstCron(expression: string): string | null {
  const read = readCron(expression);
  return typeof read === "string" ? read : null;
}

/** Why the name is no time zone, in a sentence with the remedy, or null. */
export function reasonAgainstZone(name: string): string | null {
  try {
    zone(name);
    return null;
  } catch (error) {
    return (error as Error).message;
  }
}

// Which cron expressions and time zones are valid for a schedule. SDK and editor use the same rule.
import { readCron } from "./cron-fields.js";
import { zone } from "./zone.js";

/** Why the expression is invalid, in a sentence with the remedy; null when it is valid. */
export function reasonAgainstCron(expression: string): string | null {
  const read = readCron(expression);
  return typeof read === "string" ? read : null;
}

/** Why the name is not a time zone, in a sentence with the remedy; null when it is valid. */
export function reasonAgainstZone(name: string): string | null {
  try {
    zone(name);
    return null;
  } catch (error) {
    return (error as Error).message;
  }
}

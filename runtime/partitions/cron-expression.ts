// Which cron expressions and time zones a schedule can have: one rule for the SDK and for the editor.
import { Cron } from "croner";
import { zone } from "./zone.js";

const NICKNAMES = new Set(["@yearly", "@annually", "@monthly", "@weekly", "@daily", "@midnight", "@hourly"]);

/** Why the expression is none, in a sentence with the remedy, or null. */
export function reasonAgainstCron(expression: string): string | null {
  const text = expression.trim();
  const fields = text.split(/\s+/).length;
  if (text.startsWith("@")) {
    if (NICKNAMES.has(text.toLowerCase())) return null;
    return `"${expression}" is no cron expression of five fields. Write minute hour day month weekday, or one of ${[...NICKNAMES].join(", ")}.`;
  }
  if (fields !== 5) {
    const many = fields === 6 ? " Seconds cannot be given." : "";
    return `"${expression}" is no cron expression of five fields.${many} Write minute hour day month weekday, such as "0 * * * *".`;
  }
  try {
    // A job that is never started only has its pattern checked.
    new Cron(text, { paused: true, timezone: "UTC" });
    return null;
  } catch (error) {
    const why = (error as Error).message.replace(/^CronPattern: /, "");
    return `"${expression}" is no cron expression: ${why}. Write minute hour day month weekday, such as "0 * * * *".`;
  }
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

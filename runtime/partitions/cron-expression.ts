// Which cron expressions and time zones a schedule can have: one rule for the SDK and for the editor.
import * as l10n from "@vscode/l10n";
import { Cron } from "croner";
import { zone } from "./zone.js";

const NICKNAMES = new Set(["@yearly", "@annually", "@monthly", "@weekly", "@daily", "@midnight", "@hourly"]);

/** Why the expression is none, in a sentence with the remedy, or null. */
export function reasonAgainstCron(expression: string): string | null {
  const text = expression.trim();
  const fields = text.split(/\s+/).length;
  if (text.startsWith("@")) {
    if (NICKNAMES.has(text.toLowerCase())) return null;
    return l10n.t`"${expression}" is no cron expression of five fields. Write minute hour day month weekday, or one of ${[...NICKNAMES].join(", ")}.`;
  }
  if (fields !== 5) {
    return fields === 6
      ? l10n.t`"${expression}" is no cron expression of five fields. Seconds cannot be given. Write minute hour day month weekday, such as "0 * * * *".`
      : l10n.t`"${expression}" is no cron expression of five fields. Write minute hour day month weekday, such as "0 * * * *".`;
  }
  try {
    // A job that is never started only has its pattern checked.
    new Cron(text, { paused: true, timezone: "UTC" });
    return null;
  } catch (error) {
    const why = (error as Error).message.replace(/^CronPattern: /, "");
    return l10n.t`"${expression}" is no cron expression: ${why}. Write minute hour day month weekday, such as "0 * * * *".`;
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

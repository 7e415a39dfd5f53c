// A short form of common cron expressions, such as hourly or daily.
import { cronFields, LAST_OF } from "./cron-fields.js";

export type CronShape =
  /** Every `minutes` minutes, starting at `minute` past the hour. */
  | { readonly unit: "minutes"; readonly minutes: number; readonly minute: number }
  | { readonly unit: "day"; readonly hour: number; readonly minute: number }
  /** `weekday` 0 is Sunday. */
  | { readonly unit: "week"; readonly weekday: number; readonly hour: number; readonly minute: number }
  | { readonly unit: "month"; readonly day: number; readonly hour: number; readonly minute: number }
  | { readonly unit: "irregular" };

const NICKNAMES: Readonly<Record<string, string>> = {
  "@hourly": "0 * * * *",
  "@daily": "0 0 * * *",
  "@midnight": "0 0 * * *",
  "@weekly": "0 0 * * 0",
  "@monthly": "0 0 1 * *",
};

export function cronShape(cron: string): CronShape {
  const fields = (NICKNAMES[cron] ?? cron).trim().split(/\s+/);
  const [minute, hour, day, month, weekday] = fields;
  if (fields.length !== 5 || month !== "*") return { unit: "irregular" };
  const minuteAt = whole(minute, 0, 59);
  if (hour === "*" && day === "*" && weekday === "*") {
    if (minuteAt !== null) return { unit: "minutes", minutes: 60, minute: minuteAt };
    const every = minute === "*" ? 1 : whole(/^\*\/(\d+)$/.exec(minute ?? "")?.[1], 1, 59);
    return every !== null && 60 % every === 0 ? { unit: "minutes", minutes: every, minute: 0 } : { unit: "irregular" };
  }
  const hourAt = whole(hour, 0, 23);
  if (minuteAt === null || hourAt === null) return { unit: "irregular" };
  if (day === "*" && weekday === "*") return { unit: "day", hour: hourAt, minute: minuteAt };
  const weekdayAt = whole(weekday, 0, 7);
  if (day === "*" && weekdayAt !== null) return { unit: "week", weekday: weekdayAt % 7, hour: hourAt, minute: minuteAt };
  const dayAt = whole(day, 1, 28) ?? whole(LAST_OF.exec(day ?? "")?.[1], 29, 31);
  if (weekday === "*" && dayAt !== null) return { unit: "month", day: dayAt, hour: hourAt, minute: minuteAt };
  return { unit: "irregular" };
}

/** The shape of the meaning, for any notation: `0 0-23 * * *` is hourly too. Names and addresses use `cronShape`. */
export function cronMeaning(cron: string): CronShape {
  const { minutes, hours, isDaily } = cronFields(cron);
  if (!isDaily) return cronShape(cron);
  const [minute = 0] = minutes;
  if (hours.length === 24) {
    const step = 60 / minutes.length;
    const isEven = Number.isInteger(step) && minutes.every((each, at) => each === minute + at * step);
    return isEven ? { unit: "minutes", minutes: step, minute } : { unit: "irregular" };
  }
  return minutes.length === 1 && hours.length === 1 ? { unit: "day", hour: hours[0] as number, minute } : { unit: "irregular" };
}

function whole(text: string | undefined, least: number, most: number): number | null {
  if (text === undefined || !/^\d{1,2}$/.test(text)) return null;
  const value = Number(text);
  return value >= least && value <= most ? value : null;
}

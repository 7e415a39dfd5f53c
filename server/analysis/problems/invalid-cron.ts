// invalid-cron: the cron expression or the time zone of a schedule is invalid.
import * as l10n from "@vscode/l10n";
import { reasonAgainstCron, reasonAgainstZone } from "../../../runtime/partitions/index.js";
import { didYouMean, nearest } from "../../../runtime/planning/index.js";
import type { ReadSchedule } from "../definitions.js";
import { property, stringOf } from "../value.js";
import { defineProblem, type Finding } from "./finding/problem-kind.js";
import { nearestText } from "./fixing/nearest-text.js";

interface Data {
  readonly nearest: readonly string[];
}

export const invalidCron = defineProblem<Data>({
  code: "invalid-cron",
  severity: "error",
  title: () => l10n.t("The cron expression or the time zone of a schedule is invalid."),
  find: { schedule: timesThatNeverCome },
  fixes: nearestText,
});

function timesThatNeverCome({ options }: ReadSchedule): Finding<Data>[] {
  const found: Finding<Data>[] = [];
  const cron = property(options, "cronSchedule");
  const cronReason = reasonAgainst(reasonAgainstCron, stringOf(cron));
  if (cron && cronReason !== null)
    found.push({ place: cron.place, message: cronReason, data: { nearest: withoutSeconds(stringOf(cron) ?? "") } });
  const zone = property(options, "executionTimezone");
  const zoneReason = reasonAgainst(reasonAgainstZone, stringOf(zone));
  if (zone && zoneReason !== null) {
    const near = nearest(stringOf(zone) ?? "", Intl.supportedValuesOf("timeZone")).slice(0, 1);
    found.push({ place: zone.place, message: `${zoneReason}${didYouMean(near)}`, data: { nearest: near } });
  }
  return found;
}

/** The expression without the first of six fields, which is for seconds. Seconds are not supported. */
function withoutSeconds(expression: string): string[] {
  const fields = expression.trim().split(/\s+/);
  const five = fields.slice(1).join(" ");
  return fields.length === 6 && reasonAgainstCron(five) === null ? [five] : [];
}

type Reason = (text: string) => string | null;
const correct = new Map<Reason, Set<string>>();
const MOST = 1000;

/**
 * Schedules are checked at each keystroke. Valid expressions are cached. The reason against an invalid one is computed in the current
 * language.
 */
function reasonAgainst(reason: Reason, text: string | null): string | null {
  if (text === null) return null;
  const known = correct.get(reason) ?? new Set<string>();
  correct.set(reason, known);
  if (known.has(text)) return null;
  const said = reason(text);
  if (known.size >= MOST) known.clear();
  if (said === null) known.add(text);
  return said;
}

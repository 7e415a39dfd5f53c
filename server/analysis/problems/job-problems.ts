// What is wrong with jobs and schedules: names that stand twice, selections that mean nothing, times that never come.

import * as l10n from "@vscode/l10n";
import type { Place, Problem } from "../../../runtime/contract/problem.js";
import { reasonAgainstCron, reasonAgainstZone } from "../../../runtime/partitions/index.js";
import { didYouMean, nearest, selectionMistakes } from "../../../runtime/planning/index.js";
import type { ReadJob, ReadSchedule } from "../definitions.js";
import { type SelectionPart, selectionParts } from "../selection-text.js";
import { property, stringOf } from "../value.js";
import { problem, type Wired } from "./problem.js";

export function jobProblems(wired: Wired): Problem[] {
  const { jobs, schedules } = wired.read;
  return [
    ...twice(
      (name) => l10n.t`Two jobs are named "${name}". Rename one.`,
      jobs.map(({ job, place }) => ({ name: job.name, place })),
    ),
    ...twice(
      (name) => l10n.t`Two schedules are named "${name}". Rename one.`,
      schedules.map(({ schedule, place }) => ({ name: schedule.name, place })),
    ),
    ...jobs.flatMap((job) => selectionProblems(job, wired)),
    ...schedules.flatMap(scheduleProblems),
  ];
}

function twice(said: (name: string) => string, named: readonly { readonly name: string; readonly place: Place }[]): Problem[] {
  const count = new Map<string, number>();
  for (const { name } of named) count.set(name, (count.get(name) ?? 0) + 1);
  return named.filter(({ name }) => (count.get(name) ?? 0) > 1).map(({ name, place }) => problem("invalid-options", place, said(name)));
}

/** What selections are made of, beside keys. */
const SELECTED_BY: ReadonlySet<string> = new Set(["group", "kinds", "owners", "tags"]);

function selectionProblems({ selection }: ReadJob, wired: Wired): Problem[] {
  const parts = selection === null ? [] : selectionParts(selection, wired.keyOf);
  return parts.flatMap((part) =>
    selectionMistakes(part.text, wired).flatMap(({ message, nearest, matchesNothing, start, end }) => {
      if (matchesNothing && (wired.mayHoldMore() || wired.assets.some(({ open }) => open.some((fact) => SELECTED_BY.has(fact))))) return [];
      const near = part.isText ? nearest : [];
      return [problem("invalid-selection", placeWithin(part, start, end), message, { data: { name: part.text, nearest: near } })];
    }),
  );
}

/** The clause itself, where the string stands as it is: between quotes, without escapes. */
function placeWithin({ text, place, isText }: SelectionPart, start: number, end: number): Place {
  const isPlain = isText && place.end - place.start === text.length + 2;
  return isPlain ? { ...place, start: place.start + 1 + Math.max(0, start), end: place.start + 1 + end } : place;
}

function scheduleProblems({ options }: ReadSchedule): Problem[] {
  const found: Problem[] = [];
  const job = property(options, "job");
  const named = stringOf(job);
  if (job && named !== null)
    found.push(
      problem("invalid-options", job.place, l10n.t`"${named}" is a name, and a schedule needs the job itself: what defineAssetJob gave.`),
    );
  const cron = property(options, "cronSchedule");
  const cronReason = reasonAgainst(reasonAgainstCron, stringOf(cron));
  if (cron && cronReason !== null)
    found.push(problem("invalid-cron", cron.place, cronReason, { data: { nearest: withoutSeconds(stringOf(cron) ?? "") } }));
  const zone = property(options, "executionTimezone");
  const zoneReason = reasonAgainst(reasonAgainstZone, stringOf(zone));
  if (zone && zoneReason !== null) {
    const near = nearest(stringOf(zone) ?? "", Intl.supportedValuesOf("timeZone")).slice(0, 1);
    found.push(problem("invalid-cron", zone.place, `${zoneReason}${didYouMean(near)}`, { data: { nearest: near } }));
  }
  return found;
}

/** Six fields begin with seconds, which nothing here counts. */
function withoutSeconds(expression: string): string[] {
  const fields = expression.trim().split(/\s+/);
  const five = fields.slice(1).join(" ");
  return fields.length === 6 && reasonAgainstCron(five) === null ? [five] : [];
}

type Reason = (text: string) => string | null;
const correct = new Map<Reason, Set<string>>();
const MOST = 1000;

/** Schedules are looked at again at each keystroke; what is correct is remembered, and what is not is told in the language of the moment. */
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

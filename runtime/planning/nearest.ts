// Finds the known names that a misspelled name may mean.
import * as l10n from "@vscode/l10n";
import { distance } from "fastest-levenshtein";

/** The known names close to `name`, most likely first: at most three, without unlikely ones. */
export function nearest(name: string, known: Iterable<string>): string[] {
  const limit = Math.floor(name.length / 3);
  const close = [...new Set(known)].map((candidate) => ({ candidate, far: distanceOf(name, candidate) })).filter(({ far }) => far <= limit);
  // The same name under another prefix is certainly the meant one.
  const exact = close.some(({ far }) => far === 0);
  return close
    .filter(({ far }) => !exact || far === 0)
    .sort((a, b) => a.far - b.far || (a.candidate < b.candidate ? -1 : 1))
    .slice(0, 3)
    .map(({ candidate }) => candidate);
}

/** Compares whole keys and their last parts, so that a missing prefix does not count as a difference. */
function distanceOf(name: string, candidate: string): number {
  const lower = candidate.toLowerCase();
  const wanted = name.toLowerCase();
  const last = lower.slice(lower.lastIndexOf("/") + 1);
  return Math.min(distance(wanted, lower), distance(wanted, last));
}

/** ` Did you mean "a" or "b"?`; empty without names. */
export function didYouMean(names: readonly string[]): string {
  if (names.length === 0) return "";
  return ` ${l10n.t`Did you mean ${listedOr(names.map((name) => `"${name}"`))}?`}`;
}

/** `Known: "a", "b" and 12 more.`, sorted by name. */
export function listKnown(names: Iterable<string>, most = 8): string {
  const all = [...names].sort();
  if (all.length === 0) return l10n.t("No names are known.");
  const shown = all
    .slice(0, most)
    .map((name) => `"${name}"`)
    .join(", ");
  return all.length > most ? l10n.t`Known: ${shown} and ${all.length - most} more.` : l10n.t`Known: ${shown}.`;
}

/** `a or b or c`. */
function listedOr(names: readonly string[]): string {
  return names.length === 0 ? "" : names.reduce((before, name) => l10n.t`${before} or ${name}`);
}

/** `a and b and c`. */
export function listedAnd(names: readonly string[]): string {
  return names.length === 0 ? "" : names.reduce((before, name) => l10n.t`${before} and ${name}`);
}

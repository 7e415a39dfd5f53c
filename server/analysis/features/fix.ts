// Creates a fix from edits. All edits must be known, because a partial fix fixes nothing.
import type { Fix, TextEdit } from "../../../runtime/contract/problem.js";
import type { Project } from "../project.js";

export type MaybeEdit = TextEdit | null;

/** One fix, or none if one of its edits is unknown. */
export function fix(title: string, edits: readonly MaybeEdit[], preferred = false): Fix[] {
  const known = edits.filter((edit) => edit !== null);
  const done = known.filter(({ place, text }) => text !== "" || place.start < place.end);
  return known.length === edits.length && done.length > 0 ? [{ title, edits: done, preferred }] : [];
}

/** Leaves out fixes that edit a file with syntax errors. */
export function onReadable(project: Project, fixes: readonly Fix[]): Fix[] {
  return fixes.filter(({ edits }) => edits.every(({ place }) => project.facts(place.file)?.outdated !== true));
}

export const quoted = (text: string): string => JSON.stringify(text);

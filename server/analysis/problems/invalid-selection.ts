// invalid-selection: the selection of a job is invalid, or a part of it matches nothing.
import * as l10n from "@vscode/l10n";
import type { Place } from "../../../runtime/contract/problem.js";
import { selectionMistakes } from "../../../runtime/planning/index.js";
import type { ReadJob } from "../definitions.js";
import { fix } from "../features/fix.js";
import { type SelectionPart, selectionParts } from "../selection-text.js";
import type { Wired } from "./finding/problem.js";
import { defineProblem, type Finding } from "./finding/problem-kind.js";

interface Data {
  /** The part of the selection. */
  readonly name: string;
  readonly nearest: readonly string[];
}

export const invalidSelection = defineProblem<Data>({
  code: "invalid-selection",
  severity: "error",
  title: () => l10n.t("The selection of a job is invalid, or a part of it matches nothing."),
  find: { job: mistakesOf },
  /** The replacement is inside a string, so it must not contain the string's quotes. */
  fixes(project, { place, data }) {
    const text = project.files.read(place.file) ?? "";
    const isWithin = !/["'`]/.test(text[place.start] ?? "");
    return data.nearest.flatMap((clause, index) =>
      isWithin && !clause.includes('"') ? fix(l10n.t`Change to ${clause}`, [{ place, text: clause }], index === 0) : [],
    );
  },
});

/** What selections refer to besides keys. */
const SELECTED_BY: ReadonlySet<string> = new Set(["group", "kinds", "owners", "tags"]);

function mistakesOf({ selection }: ReadJob, wired: Wired): Finding<Data>[] {
  const parts = selection === null ? [] : selectionParts(selection, wired.keyOf);
  return parts.flatMap((part) =>
    selectionMistakes(part.text, wired).flatMap(({ message, nearest, matchesNothing, start, end }) => {
      if (matchesNothing && (wired.mayHoldMore() || wired.assets.some(({ open }) => open.some((fact) => SELECTED_BY.has(fact))))) return [];
      const near = part.isText ? nearest : [];
      return [{ place: placeWithin(part, start, end), message, data: { name: part.text, nearest: near } }];
    }),
  );
}

/** The span of the part itself, if the string is written without escapes. Otherwise the whole selection. */
function placeWithin({ text, place, isText }: SelectionPart, start: number, end: number): Place {
  const isPlain = isText && place.end - place.start === text.length + 2;
  return isPlain ? { ...place, start: place.start + 1 + Math.max(0, start), end: place.start + 1 + end } : place;
}

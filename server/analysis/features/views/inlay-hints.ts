// Shows the type of a parameter's value if the code does not declare it.
import * as l10n from "@vscode/l10n";
import type { Place, TextEdit } from "../../../../runtime/contract/problem.js";
import type { Project } from "../../project.js";
import { annotateEdits, parameterType } from "../parameter-type.js";

export interface InlayHint {
  /** The place of the hint: directly after the name. */
  readonly place: Place;
  readonly label: string;
  readonly tooltip: string;
  /** The edits that write the type into the code. */
  readonly edits: readonly TextEdit[];
}

/** Longer types are shortened. The tooltip has the whole type. */
const LONGEST = 60;

/** The hints of a part of a file. */
export function inlayHints(project: Project, file: string, start: number, end: number): InlayHint[] {
  const found = new Map<number, InlayHint>();
  for (const asset of project.model().assets) {
    for (const input of asset.inputs) {
      const { place, fact } = input;
      // One function may create several assets. The first one is used.
      if (place.file !== file || place.end < start || place.start > end || found.has(place.end)) continue;
      if (fact.typeText !== null || fact.shape !== "plain" || input.upstream === null) continue;
      const type = parameterType(project, asset, input);
      // Without a return type of the upstream function there is nothing to show.
      if (!type || type.text === "any" || type.text === "unknown") continue;
      const short = type.text.length > LONGEST ? `${type.text.slice(0, LONGEST - 1)}…` : type.text;
      const tooltip = l10n.t`The value of the asset "${input.upstream}": ${type.text}`;
      found.set(place.end, {
        place: { file, start: place.end, end: place.end },
        label: `: ${short}`,
        tooltip,
        edits: annotateEdits(project, input, type),
      });
    }
  }
  return [...found.values()].sort((a, b) => a.place.start - b.place.start);
}

// Where a type problem is shown after an edit, until types are asked again.
import type { Place, Problem } from "../../../../runtime/contract/problem.js";
import type { ResolvedAsset } from "../../model.js";
import { moverOutside } from "../../moved-text.js";
import type { Project } from "../../project.js";
import { kindOf } from "./ask.js";

/** A type problem moves with its subject (a parameter, an element, an asset), and disappears with it. */
export function relocated(project: Project, problem: Problem): Problem[] {
  const asset = project.model().byKey.get(problem.data?.assetKey ?? "");
  const place = asset ? placeNow(asset, problem) : undefined;
  return place ? [{ ...problem, place }] : [];
}

/** A problem after an edit of a file that it refers to. Null if the edit touches the place it refers to. */
export function relatedAfter(problem: Problem, file: string, before: string, after: string): Problem | null {
  const move = moverOutside(before, after);
  const related = problem.related.map((each) => {
    const span = each.place.file === file ? move(each.place) : each.place;
    return span && { ...each, place: { file: each.place.file, start: span.start, end: span.end } };
  });
  return related.some((each) => each === null) ? null : { ...problem, related: related.filter((each) => each !== null) };
}

function placeNow(asset: ResolvedAsset, { code, data }: Problem): Place | undefined {
  const kind = kindOf(code);
  return kind?.placeNow ? kind.placeNow(asset, data) : asset.inputs.find((each) => each.parameter === data?.name)?.place;
}

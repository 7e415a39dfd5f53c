// The refactorings of an asset at a selection, besides fixes of problems.
import * as l10n from "@vscode/l10n";
import type { Fix } from "../../../../runtime/contract/problem.js";
import type { ResolvedAsset } from "../../model.js";
import { moveToDeps } from "../../problems/fixing/move-to-deps.js";
import { isShared } from "../../problems/fixing/shared-function.js";
import type { Project } from "../../project.js";
import { fix, onReadable } from "../fix.js";
import { annotateEdits, parameterType } from "../parameter-type.js";
import { extractAsset } from "./extract-asset.js";
import { newAssetFrom } from "./new-asset.js";

export interface Refactoring extends Fix {
  readonly kind: "new" | "extract" | "rewrite";
}

/** The refactorings at a selection. An empty one is a cursor. */
export function refactorings(project: Project, file: string, start: number, end: number): Refactoring[] {
  const found: Refactoring[] = [];
  const add = (kind: Refactoring["kind"], fixes: readonly Fix[]) =>
    found.push(...onReadable(project, fixes).map((each) => ({ ...each, kind, preferred: false })));
  for (const asset of assetsAround(project, file, start)) {
    const { place } = asset;
    if (place.file === file && place.start <= start && end <= place.end) add("new", newAssetFrom(project, asset));
    add("rewrite", ofParameters(project, asset, file, start, end));
    if (start < end) add("extract", extractAsset(project, asset, file, { start, end }));
  }
  return found;
}

function assetsAround(project: Project, file: string, offset: number): ResolvedAsset[] {
  const covers = (place: { file: string; start: number; end: number } | undefined) =>
    place?.file === file && place.start <= offset && offset <= place.end;
  return project.model().assets.filter(({ place, declaration, external }) => !external && (covers(place) || covers(declaration?.place)));
}

function ofParameters(project: Project, asset: ResolvedAsset, file: string, start: number, end: number): Fix[] {
  const input = asset.inputs.find(({ place, fact }) => place.file === file && fact.span.start <= start && end <= fact.span.end);
  if (!input || input.upstream === null) return [];
  const { fact, parameter, upstream } = input;
  const type = fact.typeText === null && fact.shape === "plain" ? parameterType(project, asset, input) : null;
  const unused = asset.declaration?.fn?.fact.uses.has(parameter) === false;
  return [
    ...(type && type.text !== "any" && !isShared(project, asset)
      ? fix(l10n.t`Annotate ${parameter} as ${type.text}`, annotateEdits(project, input, type))
      : []),
    ...(unused ? moveToDeps(project, asset, parameter, upstream) : []),
  ];
}

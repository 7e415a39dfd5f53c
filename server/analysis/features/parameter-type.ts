// The type that a parameter needs for what it loads, and the imports of that type.
import type { TextEdit } from "../../../runtime/contract/problem.js";
import { managerThatLoads } from "../manager-that-loads.js";
import type { ResolvedAsset, ResolvedInput } from "../model.js";
import { givenBy } from "../partition-wiring.js";
import type { Project } from "../project.js";
import type { Annotation } from "../reader/annotation.js";
import { importEdits } from "./imports.js";

export interface ParameterType {
  readonly text: string;
  readonly imports: readonly TextEdit[];
}

/** Null if the type cannot be written there, or if what it loads is unknown. */
export function parameterType(project: Project, asset: ResolvedAsset, input: ResolvedInput): ParameterType | null {
  const upstream = input.upstream === null ? undefined : project.model().byKey.get(input.upstream);
  const annotation = upstream ? project.types().annotation(asset, upstream) : null;
  if (!upstream || !annotation) return null;
  const gives = givenBy(asset, input, upstream, managerThatLoads(project, input, upstream));
  const orElse = gives === "maybe" ? " | undefined" : gives === "nullable" ? " | null" : "";
  const text = gives === "map" ? `ReadonlyMap<string, ${annotation.text}>` : `${annotation.text}${orElse}`;
  return { text, imports: importsFor(project, input.place.file, annotation) };
}

/** The imports of an annotation. Imports of one module are one edit. */
export function importsFor(project: Project, file: string, { imports }: Annotation): TextEdit[] {
  const modules = new Set(imports.map((needed) => needed.file));
  return [...modules].flatMap((module) => {
    const names = imports.filter((needed) => needed.file === module).map(({ name }) => name);
    return importEdits(project, file, module, names, true);
  });
}

/** Adds a type to a parameter. A parameter without parentheses gets them. */
export function annotateEdits(project: Project, { fact, place: { file } }: ResolvedInput, type: ParameterType): TextEdit[] {
  const text = project.files.read(file) ?? "";
  const { start, end } = fact.nameSpan;
  const bare = /^\s*=>/.test(text.slice(end));
  const opening = bare ? [{ place: { file, start, end: start }, text: "(" }] : [];
  return [...opening, { place: { file, start: end, end }, text: `: ${type.text}${bare ? ")" : ""}` }, ...type.imports];
}

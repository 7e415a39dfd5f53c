// Small edits that fixes consist of: add an option, add an element, replace a value.
import type { Place, TextEdit } from "../../../runtime/contract/problem.js";
import type { ResolvedAsset } from "../model.js";
import type { Project } from "../project.js";
import { callAt, type EditableCode, editableAt } from "../reader/editable-code.js";
import type { Value } from "../value.js";
import { insertInto } from "./insert-into.js";

export { importEdit } from "./imports.js";

/** Adds a property to an object. A value that is not a literal is spread into a new one. Null if the value is part of something else. */
export function addProperty(project: Project, object: Value, entry: string): TextEdit | null {
  const { file } = object.place;
  const written = at(project, object.place);
  const text = textOf(project, object.place);
  if (written?.kind === "object") return insertInto(file, project.files.read(file) ?? "", written, entry);
  if (written === null || written.kind === "array" || written.kind === "name") return null;
  const whole = `{ ...${text}, ${entry} }`;
  return { place: object.place, text: written.kind === "shorthand" ? `${written.name}: ${whole}` : whole };
}

/** Adds an element to an array. A single value becomes an array with both. A named list is spread if `list` is true. */
export function addElement(project: Project, value: Value, element: string, list = false): TextEdit | null {
  const { file } = value.place;
  const written = at(project, value.place);
  const text = textOf(project, value.place);
  if (written?.kind === "array") return insertInto(file, project.files.read(file) ?? "", written, element);
  if (written === null || written.kind === "name" || written.kind === "argument") return null;
  const whole = `[${list ? "..." : ""}${text}, ${element}]`;
  return { place: value.place, text: written.kind === "shorthand" ? `${written.name}: ${whole}` : whole };
}

/** Replaces a value, or the name of a property. Null if what is written there is part of something else. */
export function replaceAt(project: Project, place: Place, text: string): TextEdit | null {
  const written = at(project, place);
  if (written === null || written.kind === "argument") return null;
  return { place, text: written.kind === "shorthand" ? `${written.name}: ${text}` : text };
}

/** Adds an option to an asset: in its options object, or in a new one before the function. */
export function optionEdit(project: Project, asset: ResolvedAsset, entry: string): TextEdit | null {
  const call = asset.declaration;
  if (!call) return null;
  if (call.options) return addProperty(project, call.options, entry);
  const start = callAt(call.file, project.files.read(call.file) ?? "", call.place)?.firstArgument;
  return start == null ? null : { place: { file: call.file, start, end: start }, text: `{ ${entry} }, ` };
}

/** Removes one of several members or parameters, with its comma. */
export function removeOne(
  project: Project,
  file: string,
  spans: readonly { start: number; end: number }[],
  index: number,
): TextEdit | null {
  const span = spans[index];
  const next = spans[index + 1];
  const previous = spans[index - 1];
  if (!span) return null;
  if (next) return { place: { file, start: span.start, end: next.start }, text: "" };
  if (previous) return { place: { file, start: previous.end, end: span.end }, text: "" };
  const comma = /^\s*,/.exec(project.files.read(file)?.slice(span.end) ?? "")?.[0].length ?? 0;
  return { place: { file, start: span.start, end: span.end + comma }, text: "" };
}

function at(project: Project, place: Place): EditableCode | null {
  const text = project.files.read(place.file);
  return text === undefined ? null : editableAt(place.file, text, place);
}

export function textOf(project: Project, place: Place): string {
  return project.files.read(place.file)?.slice(place.start, place.end) ?? "";
}

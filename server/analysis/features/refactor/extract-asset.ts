// Extracts an expression of an asset into a new asset, which the old one loads.
import * as l10n from "@vscode/l10n";
import type { Fix } from "../../../../runtime/contract/problem.js";
import type { Span } from "../../facts.js";
import type { ResolvedAsset } from "../../model.js";
import { isShared } from "../../problems/fixing/shared-function.js";
import type { Project } from "../../project.js";
import { callAt, statementStart, topLevelNames } from "../../reader/editable-code.js";
import { property } from "../../value.js";
import { textOf } from "../edits.js";
import { fix, type MaybeEdit, quoted } from "../fix.js";
import { definitionEdits, takesModule } from "../fix-definitions.js";
import { freeName } from "../imports.js";
import { importsFor } from "../parameter-type.js";
import { sharedOption } from "./new-asset.js";

/** No fix if the expression needs something of the function: locals, `this`, the context. */
export function extractAsset(project: Project, asset: ResolvedAsset, file: string, selection: Span): Fix[] {
  const { declaration } = asset;
  const fn = declaration?.fn;
  if (!declaration || !fn || fn.file !== file || declaration.file !== file || isShared(project, asset)) return [];
  if (selection.start < fn.fact.bodySpan.start || selection.end > fn.fact.bodySpan.end) return [];
  const found = project.types().extraction(asset, selection);
  const text = project.files.read(file) ?? "";
  const call = callAt(file, text, declaration.place);
  const start = statementStart(file, text, declaration.place.start);
  const options = found ? optionsOf(project, asset, found.parameters) : null;
  if (!found || !options || !call || start === null) return [];

  const name = freeName("extracted", topLevelNames(file, text), text);
  const parameters = fn.fact.parameters.filter((parameter) => parameter.name !== null && found.parameters.includes(parameter.name));
  const loaded = new Set(asset.inputs.map((input) => input.parameter));
  const added = addParameter(asset, file, text, name, found.annotation?.text ?? null);
  if (!added || parameters.some((parameter) => !loaded.has(parameter.name ?? ""))) return [];

  const expression = text.slice(found.span.start, found.span.end);
  const body = expression.startsWith("{") ? `(${expression})` : expression;
  const list = parameters.map(({ span }) => text.slice(span.start, span.end)).join(", ");
  const given = options.length === 0 ? "" : `{ ${options.join(", ")} }, `;
  const eol = text.includes("\r\n") ? "\r\n" : "\n";
  const made = `export const ${name} = ${call.callee}(${given}${found.isAsync ? "async " : ""}(${list}) => ${body});${eol}${eol}`;
  const edits: MaybeEdit[] = [
    { place: { file, start, end: start }, text: made },
    ...added,
    { place: { file, ...found.span }, text: name },
    ...(found.annotation ? importsFor(project, file, found.annotation) : []),
    ...(takesModule(project, file) ? [] : definitionEdits(project, file, name, name)),
  ];
  return fix(l10n.t("Extract to an upstream asset"), edits);
}

/** The new asset has the prefix, the group and the partitions of the old one, and loads the same parameters. */
function optionsOf(project: Project, asset: ResolvedAsset, parameters: readonly string[]): string[] | null {
  const shared = ["group", "partitions"].map((name) => sharedOption(project, asset, name));
  if (shared.some((each) => each === null)) return null;
  const prefix = asset.prefix.length === 0 ? [] : [`keyPrefix: ${quoted(asset.prefix.join("/"))}`];
  const ins = property(asset.options, "ins");
  const entries = parameters.flatMap((parameter) => {
    const entry = ins?.kind === "object" ? ins.properties.get(parameter) : undefined;
    return entry ? [{ parameter, text: entry.value.place.file === asset.declaration?.file ? textOf(project, entry.value.place) : "" }] : [];
  });
  if (entries.some(({ text }) => !text.startsWith("{"))) return null;
  const loads = entries.map(({ parameter, text }) => `${parameter}: ${text}`).join(", ");
  return [...prefix, ...shared.flatMap((each) => each ?? []), ...(loads === "" ? [] : [`ins: { ${loads} }`])];
}

/** Adds a parameter after the last one. A single one without parentheses gets them. Null if none can be added. */
function addParameter({ declaration }: ResolvedAsset, file: string, text: string, name: string, type: string | null): MaybeEdit[] | null {
  const fact = declaration?.fn?.fact;
  if (!fact) return null;
  const entry = `${name}${type === null || type === "any" ? "" : `: ${type}`}`;
  const last = fact.parameters.at(-1);
  if (!last) return [{ place: { file, start: fact.parametersSpan.start, end: fact.parametersSpan.end }, text: entry }];
  if (last.shape !== "plain") return null;
  const { start, end } = last.span;
  const bare = /^\s*=>/.test(text.slice(end));
  const opening = bare ? [{ place: { file, start, end: start }, text: "(" }] : [];
  return [...opening, { place: { file, start: end, end }, text: `, ${entry}${bare ? ")" : ""}` }];
}

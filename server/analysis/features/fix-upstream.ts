// Fixes of a name that leads to no asset: the name that was meant, the asset said in `ins`, or a new asset.
import * as l10n from "@vscode/l10n";
import { faultOfName } from "../../../runtime/contract/names.js";
import type { Fix, Problem } from "../../../runtime/contract/problem.js";
import type { ResolvedAsset, ResolvedInput } from "../model.js";
import type { Project } from "../project.js";
import { callAt, statementStart, topLevelNames } from "../reader/written.js";
import { property } from "../value.js";
import { addProperty, optionEdit, replaceAt } from "./edits.js";
import { fix, type MaybeEdit, quoted } from "./fix.js";
import { declareExternal, definitionEdits, takesModule } from "./fix-definitions.js";

export function unknownUpstream(project: Project, problem: Problem, asset: ResolvedAsset): Fix[] {
  const near = problem.data?.nearest ?? [];
  const input = asset.inputs.find(({ place }) => place.file === problem.place.file && place.start === problem.place.start);
  if (!input) return insFixes(project, problem, asset);
  const fixes = near.flatMap((key, index) => nearestFix(project, asset, input, key, index === 0));
  return [...fixes, ...createAsset(project, asset, input)];
}

/** The name that was meant, or a declaration of what others produce. */
export function undeclaredExternal(project: Project, problem: Problem, asset: ResolvedAsset): Fix[] {
  const { name: key = "", nearest = [] } = problem.data ?? {};
  const input = asset.inputs.find(({ upstream }) => upstream === key);
  const atName = input?.place.start === problem.place.start;
  const renamed = nearest.flatMap((name, index) =>
    input && atName
      ? nearestFix(project, asset, input, name, index === 0)
      : fix(l10n.t`Change to "${name}"`, [replaceAt(project, problem.place, quoted(name))], index === 0),
  );
  return [...renamed, ...declareExternal(project, key, input?.inputManagerKey)];
}

/** The problem stands in `ins`: at an entry without its parameter, or at a key. */
function insFixes(project: Project, problem: Problem, asset: ResolvedAsset): Fix[] {
  const ins = property(asset.options, "ins");
  const entries = ins?.kind === "object" ? ins.properties : new Map();
  const atName = entries.get(problem.data?.name ?? "")?.namePlace.start === problem.place.start;
  return (problem.data?.nearest ?? []).flatMap((name, index) => {
    if (!atName) return fix(l10n.t`Change to "${name}"`, [replaceAt(project, problem.place, quoted(name))], index === 0);
    return entries.has(name) ? [] : fix(l10n.t`Change to "${name}"`, [renameEntry(project, problem, name)], index === 0);
  });
}

/** An `ins` entry's name is written with quotes or without, as it stands. */
function renameEntry(project: Project, problem: Problem, name: string): MaybeEdit {
  const { place } = problem;
  const old = project.files.read(place.file)?.slice(place.start, place.end) ?? "";
  const edit = replaceAt(project, place, /^["']/.test(old) ? quoted(name) : name);
  // `{ entry }` becomes `{ name: entry }`: here it is the name that changes.
  return edit?.text === `${old}: ${name}` ? { place, text: `${name}: ${old}` } : edit;
}

function nearestFix(project: Project, asset: ResolvedAsset, input: ResolvedInput, key: string, first: boolean): Fix[] {
  const parameter = key.slice(key.lastIndexOf("/") + 1);
  const bare = key === parameter || key === [...asset.prefix, parameter].join("/");
  const edits = bare && /^[A-Za-z_]/.test(parameter) ? renameParameter(project, asset, input, parameter) : null;
  if (edits) return fix(l10n.t`Change to "${parameter}"`, edits, first);
  return fix(l10n.t`Load "${key}" into ${input.parameter}`, [insEntry(project, asset, input, key)], first);
}

/** The first parameter is the context by its type: it gets the name. */
export function nameContext(project: Project, problem: Problem, asset: ResolvedAsset): Fix[] {
  const input = asset.inputs.find(({ place }) => place.file === problem.place.file && place.start === problem.place.start);
  const edits = input ? renameParameter(project, asset, input, "context") : null;
  return edits ? fix(l10n.t`Change to "${"context"}"`, edits, true) : [];
}

/** Null where the new name would mean something else, or change more than this asset. */
function renameParameter(project: Project, asset: ResolvedAsset, input: ResolvedInput, name: string): MaybeEdit[] | null {
  if (input.ins || isShared(project, asset)) return null;
  const uses = project.types().parameterUses(asset, input, name);
  if (!uses || uses.length === 0) return null;
  return uses.map(({ start, end, shorthand }) => ({
    place: { file: input.place.file, start, end },
    text: shorthand ? `${input.parameter}: ${name}` : name,
  }));
}

/** Another asset is made of the same function, and its parameters are that one's, too. */
export function isShared(project: Project, asset: ResolvedAsset): boolean {
  const fn = asset.declaration?.fn;
  return project.model().assets.some(({ key, declaration }) => {
    const other = declaration?.fn;
    return key !== asset.key && other?.file === fn?.file && other?.fact.bodySpan.start === fn?.fact.bodySpan.start;
  });
}

function insEntry(project: Project, asset: ResolvedAsset, { parameter, ins: entry }: ResolvedInput, key: string): MaybeEdit {
  if (entry) return addProperty(project, entry, `key: ${quoted(key)}`);
  const ins = property(asset.options, "ins");
  const text = `${parameter}: { key: ${quoted(key)} }`;
  return ins ? addProperty(project, ins, text) : optionEdit(project, asset, `ins: { ${text} }`);
}

/** A new asset right above the one that wants it, made by the same function. */
function createAsset(project: Project, asset: ResolvedAsset, input: ResolvedInput): Fix[] {
  const { declaration } = asset;
  const { parameter } = input;
  if (!declaration || faultOfName(parameter) !== null) return [];
  const { file } = declaration;
  const text = project.files.read(file) ?? "";
  const call = callAt(file, text, declaration.place);
  const start = statementStart(file, text, declaration.place.start);
  if (!call || start === null) return [];

  const eol = text.includes("\r\n") ? "\r\n" : "\n";
  const taken = topLevelNames(file, text);
  let name = parameter;
  for (let number = 2; taken.has(name) || /^\d/.test(name); number++) name = `asset_${parameter}${number === 2 ? "" : number}`;
  const options = name === parameter ? "" : `{ key: ${quoted(parameter)} }, `;
  const lines = [
    `export const ${name} = ${call.callee}(${options}()${returnType(project, asset, input)} => {`,
    `  throw new Error("${parameter} is not written yet");`,
    "});",
  ];
  const made = { place: { file, start, end: start }, text: lines.join(eol) + eol + eol };
  const defined = takesModule(project, file) ? [] : definitionEdits(project, file, name, name);
  return fix(l10n.t`Create the asset "${parameter}"`, [made, ...defined]);
}

/** What the parameter is declared as, where that means the same at the top of the file. */
function returnType(project: Project, asset: ResolvedAsset, input: ResolvedInput): string {
  const { typeText } = input.fact;
  const fn = asset.declaration?.fn;
  if (typeText === null || !fn || /\btypeof\b/.test(typeText)) return "";
  const before = project.files.read(fn.file)?.slice(0, fn.fact.parametersSpan.start) ?? "";
  const elsewhere = fn.file !== asset.declaration?.file || />\s*\($/.test(before);
  const simple = /^(?:(?:string|number|boolean|bigint|unknown|null|readonly)\b|[\s[\]|{}:;,]|[a-z]\w*(?=\s*\??:))*$/.test(typeText);
  return elsewhere && !simple ? "" : `: ${typeText}`;
}

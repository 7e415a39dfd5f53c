// What mends a problem: edits computed when asked for, from the problem and the project as it is now.

import * as l10n from "@vscode/l10n";
import type { Fix, Problem } from "../../../runtime/contract/problem.js";
import { dimensionsOf } from "../../../runtime/partitions/index.js";
import { specOf } from "../../../runtime/planning/index.js";
import type { ResolvedAsset, ResolvedInput } from "../model.js";
import type { Project } from "../project.js";
import { property, type Value } from "../value.js";
import { addElement, addProperty, optionEdit, removeOne, replaceAt } from "./edits.js";
import { fix, type MaybeEdit, onReadable, quoted } from "./fix.js";
import { addToDefinitions, declareExternal } from "./fix-definitions.js";
import { nearestResource } from "./fix-resource.js";
import { storeElsewhere } from "./fix-storage.js";
import { isShared, nameContext, undeclaredExternal, unknownUpstream } from "./fix-upstream.js";
import { importValue } from "./imports.js";
import { parameterType } from "./parameter-type.js";

/** The fixes of a problem, the likeliest first. */
export function fixesFor(project: Project, problem: Problem): Fix[] {
  return onReadable(project, fixesOf(project, problem));
}

function fixesOf(project: Project, problem: Problem): Fix[] {
  const { data } = problem;
  const asset = data?.assetKey === undefined ? undefined : project.model().byKey.get(data.assetKey);
  switch (problem.code) {
    case "unknown-upstream":
      return asset ? unknownUpstream(project, problem, asset) : [];
    case "undeclared-external":
      return asset ? undeclaredExternal(project, problem, asset) : [];
    case "unknown-dep":
      return [...nearestText(project, problem), ...declareExternal(project, data?.name ?? "")];
    case "unknown-io-manager-key":
    case "unknown-input-manager-key":
      return [...nearestText(project, problem), ...addResource(project, data?.name ?? "")];
    case "unknown-resource":
      return nearestResource(project, problem);
    case "invalid-options":
    case "unknown-column":
    case "invalid-cron":
      return nearestText(project, problem);
    case "invalid-selection":
      return nearestClause(project, problem);
    case "storage-collision":
      return asset ? storeElsewhere(project, asset, data?.name ?? "") : [];
    case "void-upstream":
    case "unused-input":
      return asset ? moveToDeps(project, asset, data?.name ?? "", data?.nearest?.[0] ?? "") : [];
    case "type-mismatch":
      return asset ? annotate(project, asset, data?.name ?? "") : [];
    case "unsupported-parameter":
      return asset && data?.nearest?.includes("context") ? nameContext(project, problem, asset) : plainParameter(project, problem);
    case "missing-partition-expr":
      return asset ? addPartitionExpr(project, asset) : [];
    case "not-in-definitions":
      return addToDefinitions(project, problem);
    case "invalid-asset-name":
      return giveKey(project, problem);
    case "duplicate-asset-key":
      return renameKey(project, problem);
    default:
      return [];
  }
}

function nearestText(project: Project, problem: Problem): Fix[] {
  return (problem.data?.nearest ?? []).flatMap((name, index) =>
    fix(l10n.t`Change to "${name}"`, [replaceAt(project, problem.place, quoted(name))], index === 0),
  );
}

/** Within the text of a selection, whose quotes a clause may not close. */
function nearestClause(project: Project, { place, data }: Problem): Fix[] {
  const text = project.files.read(place.file) ?? "";
  const isWithin = !/["'`]/.test(text[place.start] ?? "");
  return (data?.nearest ?? []).flatMap((clause, index) =>
    isWithin && !clause.includes('"') ? fix(l10n.t`Change to ${clause}`, [{ place, text: clause }], index === 0) : [],
  );
}

function inputOf(asset: ResolvedAsset, parameter: string): ResolvedInput | undefined {
  return asset.inputs.find((input) => input.parameter === parameter);
}

function addResource(project: Project, key: string): Fix[] {
  const { definitions, resources } = project.model();
  if (resources.byKey.has(key)) return [];
  const manager = importValue(project, project.configFile, "millrace", "FilesystemIOManager");
  const name = /^[A-Za-z_$][\w$]*$/.test(key) ? key : quoted(key);
  const entry = `${name}: new ${manager.name}({ baseDir: "data" })`;
  const edit = definitions?.resources
    ? addProperty(project, definitions.resources, entry)
    : definitions?.options
      ? addProperty(project, definitions.options, `resources: { ${entry} }`)
      : null;
  return fix(l10n.t`Add the resource "${key}" to the Definitions`, [edit, ...manager.edits]);
}

/** A parameter that only orders becomes a dep. */
export function moveToDeps(project: Project, asset: ResolvedAsset, parameter: string, upstream: string): Fix[] {
  const input = inputOf(asset, parameter);
  if (!input || isShared(project, asset)) return [];
  const edits: MaybeEdit[] = [];
  if (property(asset.options, "ins")) edits.push(...removeIns(project, asset, parameter));
  if (!asset.deps.some(({ key }) => key === upstream)) {
    const deps = property(asset.options, "deps");
    edits.push(deps ? addElement(project, deps, quoted(upstream), true) : optionEdit(project, asset, `deps: [${quoted(upstream)}]`));
  }
  // What the parameter held is undefined, and so its uses say.
  for (const { start, end, shorthand } of project.types().parameterUses(asset, input, "") ?? []) {
    if (start === input.place.start) continue;
    edits.push({ place: { file: input.place.file, start, end }, text: shorthand ? `${parameter}: undefined` : "undefined" });
  }
  // Last: options that are new stand right before a parameter without parentheses.
  return fix(l10n.t`Move "${parameter}" to deps`, [...edits, removeParameter(project, asset, input)], true);
}

function removeParameter(project: Project, asset: ResolvedAsset, input: ResolvedInput): MaybeEdit {
  const { file } = input.place;
  const fn = asset.declaration?.fn?.fact;
  const spans = fn?.parameters.map(({ span }) => span) ?? [];
  const index = spans.findIndex(({ start }) => start === input.fact.span.start);
  // `name => …` has no parentheses that would stay.
  const bare = /^\s*=>/.test(project.files.read(file)?.slice(input.fact.span.end) ?? "");
  if (bare) return { place: { file, ...input.fact.span }, text: "()" };
  return removeOne(project, file, spans, index);
}

/** An `ins` entry goes with its parameter. */
function removeIns(project: Project, asset: ResolvedAsset, parameter: string): MaybeEdit[] {
  const ins = property(asset.options, "ins");
  if (ins?.kind !== "object" || !ins.properties.has(parameter)) return [];
  const { place } = ins;
  const entries = [...ins.properties.values()].map(({ value, namePlace }) => ({ start: namePlace.start, end: value.place.end }));
  const index = [...ins.properties.keys()].indexOf(parameter);
  const plain = entries.every(({ start, end }) => place.start < start && start < end && end < place.end);
  return [plain ? removeOne(project, place.file, entries, index) : null];
}

function annotate(project: Project, asset: ResolvedAsset, parameter: string): Fix[] {
  const input = inputOf(asset, parameter);
  const type = input?.fact.typeSpan ? parameterType(project, asset, input) : null;
  if (!input?.fact.typeSpan || !type || type.text === input.fact.typeText) return [];
  const { file } = input.place;
  return fix(
    l10n.t`Change the type to ${type.text}`,
    [{ place: { file, ...input.fact.typeSpan }, text: type.text }, ...type.imports],
    true,
  );
}

/** The column is a guess from the row's type: the first date for windows, one of the dimension's name for keys. */
function addPartitionExpr(project: Project, asset: ResolvedAsset): Fix[] {
  const spec = specOf(asset);
  if (spec === null || isShared(project, asset)) return [];
  const columns = project.types().output(asset)?.columns ?? [];
  const entries = dimensionsOf(spec).map(({ name, partitions }) => {
    const fits = columns.find((column) => column.name === name || (partitions.kind === "time-window" && column.kind === "date"));
    return [name, quoted(fits === undefined || !/\W/.test(fits.name) ? (fits?.name ?? name) : `"${fits.name}"`)] as const;
  });
  const [only] = entries;
  const value = entries.length === 1 ? only?.[1] : `{ ${entries.map(([name, column]) => `${name}: ${column}`).join(", ")} }`;
  const metadata = property(asset.options, "metadata");
  const given = property(metadata, "partitionExpr");
  if (given !== undefined) return fix(l10n.t`Change to ${value ?? ""}`, [replaceAt(project, given.place, value ?? "")], true);
  const entry = `partitionExpr: ${value}`;
  const edit = metadata ? addProperty(project, metadata, entry) : optionEdit(project, asset, `metadata: { ${entry} }`);
  return fix(l10n.t`Add ${entry} to the metadata`, [edit], true);
}

function plainParameter(project: Project, problem: Problem): Fix[] {
  const { place } = problem;
  const fact = project
    .model()
    .assets.filter(({ declaration }) => declaration?.fn?.file === place.file)
    .flatMap(({ declaration }) => declaration?.fn?.fact.parameters ?? [])
    .find(({ span }) => span.start === place.start);
  const text = project.files.read(place.file) ?? "";
  if (!fact?.name) return [];
  const type = fact.typeSpan ? `: ${text.slice(fact.typeSpan.start, fact.typeSpan.end)}` : "";
  if (fact.shape === "optional") return fix(l10n.t("Remove the `?`"), [{ place, text: fact.name + type }], true);
  return fact.shape === "default" ? fix(l10n.t("Remove the default"), [{ place, text: fact.name + type }], true) : [];
}

function giveKey(project: Project, problem: Problem): Fix[] {
  const asset = project.model().assets.find(({ place }) => place.file === problem.place.file && place.start === problem.place.start);
  const wrong = asset?.key.slice(asset.key.lastIndexOf("/") + 1);
  if (!asset || wrong === undefined) return [];
  const right = wrong.replace(/[^A-Za-z0-9_]/g, "_");
  const key = [...asset.prefix, right].join("/");
  if (right === wrong || property(asset.options, "key") || project.model().byKey.has(key)) return [];
  return fix(l10n.t`Give it the key "${key}"`, [optionEdit(project, asset, `key: ${quoted(key)}`)]);
}

function renameKey(project: Project, problem: Problem): Fix[] {
  const { place } = problem;
  const asset = project.model().assets.find((each) => each.place.file === place.file && each.place.start === place.start);
  const key: Value | undefined = property(asset?.options, "key");
  if (!asset || key) return [];
  let number = 2;
  while (project.model().byKey.has(`${asset.key}_${number}`)) number++;
  return fix(l10n.t`Give it the key "${asset.key}_${number}"`, [optionEdit(project, asset, `key: ${quoted(`${asset.key}_${number}`)}`)]);
}

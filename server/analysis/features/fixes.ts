// What mends a problem: edits computed when asked for, from the problem and the project as it is now.
import type { Fix, Place, Problem, TextEdit } from "../../../runtime/contract/problem.js";
import type { ResolvedAsset, ResolvedInput } from "../model.js";
import type { Project } from "../project.js";
import { property, type Value } from "../value.js";
import { addElement, addProperty, importEdit, optionEdit } from "./edits.js";

/** The fixes of a problem, the likeliest first. */
export function fixesFor(project: Project, problem: Problem): Fix[] {
  const { data } = problem;
  const asset = data?.assetKey === undefined ? undefined : project.model().byKey.get(data.assetKey);
  switch (problem.code) {
    case "unknown-upstream":
      return asset ? unknownUpstream(project, problem, asset) : [];
    case "unknown-dep":
      return [...nearestText(problem, quoted), ...declareExternal(project, data?.name ?? "")];
    case "unknown-io-manager-key":
    case "unknown-input-manager-key":
      return [...nearestText(problem, quoted), ...addResource(project, data?.name ?? "")];
    case "void-upstream":
      return asset ? moveToDeps(project, asset, data?.name ?? "", data?.nearest?.[0] ?? "") : [];
    case "type-mismatch":
      return asset ? annotate(project, asset, data?.name ?? "") : [];
    case "unsupported-parameter":
      return plainParameter(project, problem);
    case "not-in-definitions":
      return addToDefinitions(project, data?.assetKey ?? "", data?.name ?? "");
    case "invalid-asset-name":
      return giveKey(project, problem);
    case "duplicate-asset-key":
      return renameKey(project, problem);
    default:
      return [];
  }
}

function fix(title: string, edits: readonly (TextEdit | null)[], preferred = false): Fix[] {
  const known = edits.filter((edit) => edit !== null);
  return known.length === edits.length && known.length > 0 ? [{ title, edits: known, preferred }] : [];
}

const quoted = (text: string): string => JSON.stringify(text);

function nearestText(problem: Problem, spelt: (name: string) => string): Fix[] {
  return (problem.data?.nearest ?? []).flatMap((name, index) =>
    fix(`Change to "${name}"`, [{ place: problem.place, text: spelt(name) }], index === 0),
  );
}

function inputOf(asset: ResolvedAsset, parameter: string): ResolvedInput | undefined {
  return asset.inputs.find((input) => input.parameter === parameter);
}

/** Rename the parameter and its uses, say it in `ins`, or make the asset. */
function unknownUpstream(project: Project, problem: Problem, asset: ResolvedAsset): Fix[] {
  const name = problem.data?.name ?? "";
  const input = asset.inputs.find((each) => each.place.start === problem.place.start);
  const near = problem.data?.nearest ?? [];
  if (!input)
    return nearestText(
      problem,
      property(asset.options, "ins") ? (isWithin(asset, problem.place) ? spellLike(project, problem) : quoted) : quoted,
    );
  const renames = near.flatMap((key, index) => {
    const parameter = key.slice(key.lastIndexOf("/") + 1);
    const bare = key === parameter || key === [...asset.prefix, parameter].join("/");
    return bare
      ? fix(`Change to "${parameter}"`, renameParameter(project, asset, input, parameter), index === 0)
      : fix(`Load "${key}" into ${name}`, [insEntry(project, asset, name, key)], index === 0);
  });
  return [...renames, ...createAsset(project, asset, input)];
}

/** An `ins` entry's name is written with quotes or without, as it stands. */
function spellLike(project: Project, problem: Problem): (name: string) => string {
  const old = project.files.read(problem.place.file)?.slice(problem.place.start, problem.place.end) ?? "";
  return (name) => (/^["']/.test(old) ? quoted(name) : name);
}

function isWithin(asset: ResolvedAsset, place: Place): boolean {
  const whole = asset.declaration?.place;
  return whole !== undefined && whole.file === place.file && whole.start <= place.start && place.end <= whole.end;
}

function renameParameter(project: Project, asset: ResolvedAsset, input: ResolvedInput, name: string): TextEdit[] {
  const uses = project.types().parameterUses(asset, input);
  const spans = uses.length === 0 ? [{ start: input.place.start, end: input.place.end }] : uses;
  return spans.map((span) => ({ place: { file: input.place.file, ...span }, text: name }));
}

function insEntry(project: Project, asset: ResolvedAsset, parameter: string, key: string): TextEdit | null {
  const ins = property(asset.options, "ins");
  const entry = `${parameter}: { key: ${quoted(key)} }`;
  return ins ? addProperty(project, ins, entry) : optionEdit(project, asset, `ins: { ${entry} }`);
}

/** A new asset right above the one that wants it. */
function createAsset(project: Project, asset: ResolvedAsset, input: ResolvedInput): Fix[] {
  const { file } = input.place;
  const facts = project.facts(file);
  const binding = [...(facts?.bindings.values() ?? [])].find(({ span }) => span.start <= asset.place.start && asset.place.end <= span.end);
  if (!binding) return [];
  const returns = input.fact.typeText === null ? "" : `: ${input.fact.typeText}`;
  const text = `export const ${input.parameter} = asset(()${returns} => {\n  throw new Error("${input.parameter} is not written yet");\n});\n\n`;
  return fix(`Create the asset "${input.parameter}"`, [{ place: { file, start: binding.span.start, end: binding.span.start }, text }]);
}

function declareExternal(project: Project, key: string): Fix[] {
  const assets = project.model().definitions?.assets;
  if (!assets) return [];
  const edits = [
    addElement(project, assets, `externalAsset({ key: ${quoted(key)} })`),
    importEdit(project, project.configFile, "millrace", "externalAsset"),
  ];
  return fix(`Declare "${key}" as an external asset`, edits);
}

function addResource(project: Project, key: string): Fix[] {
  const { definitions } = project.model();
  const name = /^[A-Za-z_$][\w$]*$/.test(key) ? key : quoted(key);
  const entry = `${name}: new FilesystemIOManager({ baseDir: "data" })`;
  const edit = definitions?.resources
    ? addProperty(project, definitions.resources, entry)
    : definitions?.options
      ? addProperty(project, definitions.options, `resources: { ${entry} }`)
      : null;
  return fix(`Add the resource "${key}" to the Definitions`, [
    edit,
    importEdit(project, project.configFile, "millrace", "FilesystemIOManager"),
  ]);
}

function moveToDeps(project: Project, asset: ResolvedAsset, parameter: string, upstream: string): Fix[] {
  const input = inputOf(asset, parameter);
  const fn = asset.declaration?.fn;
  if (!input || !fn) return [];
  const deps = property(asset.options, "deps");
  const edit = deps ? addElement(project, deps, quoted(upstream)) : optionEdit(project, asset, `deps: [${quoted(upstream)}]`);
  return fix(
    `Move "${parameter}" to deps`,
    [
      removeParameter(
        project,
        fn.fact.parameters.map(({ span }) => span),
        input,
      ),
      edit,
    ],
    true,
  );
}

/** Takes the parameter out with the comma that goes with it. */
function removeParameter(project: Project, spans: readonly { start: number; end: number }[], input: ResolvedInput): TextEdit {
  const { file } = input.place;
  const index = spans.findIndex((span) => span.start === input.fact.span.start);
  const next = spans[index + 1];
  const previous = spans[index - 1];
  if (next) return { place: { file, start: input.fact.span.start, end: next.start }, text: "" };
  if (previous) return { place: { file, start: previous.end, end: input.fact.span.end }, text: "" };
  const rest = project.files.read(file)?.slice(input.fact.span.end) ?? "";
  const comma = /^\s*,/.exec(rest)?.[0].length ?? 0;
  return { place: { file, start: input.fact.span.start, end: input.fact.span.end + comma }, text: "" };
}

function annotate(project: Project, asset: ResolvedAsset, parameter: string): Fix[] {
  const input = inputOf(asset, parameter);
  const upstream = input?.upstream ? project.model().byKey.get(input.upstream) : undefined;
  if (!input?.fact.typeSpan || !upstream) return [];
  const annotation = project.types().annotation(asset, upstream);
  if (!annotation || annotation.text.includes("typeof import(")) return [];
  const { file } = input.place;
  const imports = annotation.imports.map((needed) => importEdit(project, file, needed.file, needed.name, true));
  return fix(
    `Change the type to ${annotation.text}`,
    [{ place: { file, ...input.fact.typeSpan }, text: annotation.text }, ...imports],
    true,
  );
}

function plainParameter(project: Project, problem: Problem): Fix[] {
  const { place } = problem;
  const text = project.files.read(place.file)?.slice(place.start, place.end) ?? "";
  if (/^[\w$]+\?/.test(text)) return fix("Remove the `?`", [{ place, text: text.replace("?", "") }], true);
  const withoutDefault = /^([\w$]+(?:\s*:[^=]+?)?)\s*=(?!>)/.exec(text)?.[1];
  return withoutDefault ? fix("Remove the default", [{ place, text: withoutDefault }], true) : [];
}

function addToDefinitions(project: Project, key: string, file: string): Fix[] {
  const assets = project.model().definitions?.assets;
  const name = key.slice(key.lastIndexOf("/") + 1);
  if (!assets || name === "") return [];
  return fix(
    `Add "${name}" to the Definitions`,
    [addElement(project, assets, name), importEdit(project, project.configFile, file, name)],
    true,
  );
}

function giveKey(project: Project, problem: Problem): Fix[] {
  const asset = project.model().assets.find(({ place }) => place.file === problem.place.file && place.start === problem.place.start);
  const wrong = asset?.key.slice(asset.key.lastIndexOf("/") + 1);
  if (!asset || wrong === undefined) return [];
  const right = wrong.replace(/[^A-Za-z0-9_]/g, "_");
  if (right === wrong || property(asset.options, "key")) return [];
  const key = [...asset.prefix, right].join("/");
  return fix(`Give it the key "${key}"`, [optionEdit(project, asset, `key: ${quoted(key)}`)]);
}

function renameKey(project: Project, problem: Problem): Fix[] {
  const { place } = problem;
  const asset = project.model().assets.find((each) => each.place.file === place.file && each.place.start === place.start);
  const key: Value | undefined = property(asset?.options, "key");
  if (!asset || key) return [];
  let number = 2;
  while (project.model().byKey.has(`${asset.key}_${number}`)) number++;
  return fix(`Give it the key "${asset.key}_${number}"`, [optionEdit(project, asset, `key: ${quoted(`${asset.key}_${number}`)}`)]);
}

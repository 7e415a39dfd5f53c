// Creates a plan without analysis: bindings come from the text of the functions, in order of dependency.
import type { AssetKeyString } from "../contract/asset.js";
import type { Binding, PlanStep, RunPlan } from "../contract/run.js";
import { type AssetReference, definitionOf } from "../sdk/asset.js";
import { AssetKey, prefixParts } from "../sdk/asset-key.js";
import { nearest } from "../sdk/nearest.js";
import type { ResolvedAsset, ResolvedProject } from "../sdk/resolve.js";
import { parameterNames } from "./parameters.js";
import { loaderOf } from "./undeclared.js";

/** Steps for `selected`, upstream first. Throws an error with the names for an unknown upstream asset and for a cycle. */
export function planFromText(
  project: ResolvedProject,
  selected: readonly AssetKeyString[],
  run: Omit<RunPlan, "version" | "steps">,
): RunPlan {
  const wanted = new Set(selected);
  const steps = new Map<AssetKeyString, PlanStep>();
  const visit = (key: AssetKeyString, path: readonly AssetKeyString[]): void => {
    if (path.includes(key))
      throw new Error(`the assets depend on each other in a cycle: ${[...path.slice(path.indexOf(key)), key].join(" → ")}. Break it.`);
    const asset = project.assets.get(key);
    if (steps.has(key) || asset === undefined || asset.external) return;
    const bindings = bindingsFromText(asset, project);
    const loaded = bindings.flatMap((binding) => (binding.kind === "input" ? [binding.assetKey] : []));
    // An asset with partitions may load its own earlier ones.
    const isOwn = (other: AssetKeyString) => other === key && asset.definition.options.partitions !== undefined;
    const needed = [...new Set([...loaded, ...depsOf(asset, project)])].filter((other) => !isOwn(other));
    for (const upstream of needed) visit(upstream, [...path, key]);
    steps.set(key, { assetKey: key, bindings, after: needed, output: { form: "value" }, stores: true });
  };
  for (const key of selected) visit(key, []);
  const chosen = [...steps.values()].filter((step) => wanted.has(step.assetKey));
  return { ...run, version: 1, steps: chosen.map((step) => ({ ...step, after: step.after.filter((key) => wanted.has(key)) })) };
}

/** Whether a parameter takes the context instead of an asset. */
export function isContextName(name: string, at: number): boolean {
  return at === 0 && (name === "context" || name === "_context");
}

/** The source of each parameter's value, by the rule of names. */
export function bindingsFromText(asset: ResolvedAsset, project: ResolvedProject): Binding[] {
  const { fn } = asset.definition;
  if (fn === null) return [];
  const names = parameterNames(fn).map((inText, at) => writtenName(inText, at, asset, project));
  if (fn.length < names.length)
    throw new TypeError(
      `${asset.key}: the parameter "${names[fn.length]}" has a default, but an asset is always loaded. Remove the default.`,
    );
  const stray = Object.keys(asset.definition.options.ins ?? {}).find((name) => !names.includes(name));
  if (stray !== undefined) throw new Error(`${asset.key}: ins has an entry "${stray}", but the function has no parameter of that name.`);
  return names.map((parameter, at): Binding => {
    if (isContextName(parameter, at)) return { kind: "context" };
    return {
      kind: "input",
      parameter,
      assetKey: upstreamOf(parameter, asset, project),
      declared: { form: entryOf(asset, parameter)?.loadAs ?? "value" },
    };
  });
}

/**
 * The original name of a parameter. Compilers of test runners (esbuild, SWC) rename a parameter that shadows an export: `orders` becomes
 * `orders2`. So if a name does not lead to an asset, but the name without its number does, the shorter name is used.
 */
export function writtenName(parameter: string, at: number, asset: ResolvedAsset, project: ResolvedProject): string {
  // The name may itself end with digits: `v1` becomes `v12`.
  for (let name = parameter; ; name = name.slice(0, -1)) {
    if (leadsSomewhere(name, asset, project) || isContextName(name, at)) return name;
    if (!/.\d$/.test(name)) return parameter;
  }
}

function leadsSomewhere(parameter: string, asset: ResolvedAsset, project: ResolvedProject): boolean {
  return candidatesFor(parameter, asset).some((key) => project.assets.has(key));
}

/** The keys of an asset's `deps`. */
export function depsOf(asset: ResolvedAsset, project: ResolvedProject): AssetKeyString[] {
  return (asset.definition.options.deps ?? []).map((dep: AssetReference) => {
    if (definitionOf(dep) === undefined) return AssetKey.from(dep as string).toString();
    // An external asset may be declared in `deps`. For another asset with a key, its key identifies it.
    const { key: own } = definitionOf(dep)?.options ?? {};
    const key = project.keyOf(dep as never) ?? (own === undefined ? undefined : AssetKey.from(own).toString());
    if (key === undefined) throw new Error(`${asset.key} has a dep that is not in the Definitions. Add it to them.`);
    return key;
  });
}

/**
 * The asset that a parameter names: `ins[p].key`, else the name below the asset's prefix, else the bare name. Throws when no asset matches
 * and no `inputManagerKey` says how to load it.
 */
export function upstreamOf(parameter: string, asset: ResolvedAsset, project: ResolvedProject): AssetKeyString {
  const candidates = candidatesFor(parameter, asset);
  const found = candidates.find((key) => project.assets.has(key));
  if (found !== undefined) return found;
  // An asset that an input manager loads does not have to be declared: it is external, with its bare name.
  if (loaderOf(asset, parameter) !== undefined) return AssetKey.from(candidates.at(-1) as string).toString();
  const near = nearest(candidates[0] as string, project.assets.keys());
  const remedy = NAMELESS.test(parameter)
    ? 'A compiler that rewrites async functions creates such names. Let it compile for ES2017 or newer (with Babel: targets: { node: "current" }).'
    : near === null
      ? "Add the asset, or use another name."
      : `Did you mean ${near}?`;
  throw new Error(
    `the parameter ${parameter} of ${asset.key} does not name an asset: there is no ${[...new Set(candidates)].join(" and no ")}. ${remedy}`,
  );
}

/** Babel's names for the parameters of the function that it puts around a generator. */
const NAMELESS = /^_x\d*$/;

function candidatesFor(parameter: string, asset: ResolvedAsset): AssetKeyString[] {
  const given = entryOf(asset, parameter)?.key;
  const { key, keyPrefix } = asset.definition.options;
  const prefix = key === undefined ? prefixParts(keyPrefix) : asset.key.path.slice(0, -1);
  return given === undefined ? [[...prefix, parameter].join("/"), parameter] : [AssetKey.from(given).toString()];
}

function entryOf(asset: ResolvedAsset, parameter: string) {
  const ins = asset.definition.options.ins;
  return ins !== undefined && Object.hasOwn(ins, parameter) ? ins[parameter] : undefined;
}

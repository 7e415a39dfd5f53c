// What can be wrong with an asset's parameters before types are looked at: their shape, and the asset they name.

import * as l10n from "@vscode/l10n";
import type { Place, Problem } from "../../../runtime/contract/problem.js";
import { loadsEarlier } from "../../../runtime/partitions/index.js";
import { didYouMean, nearest } from "../../../runtime/planning/index.js";
import type { FileFacts, ParameterFact } from "../facts.js";
import type { ResolvedAsset, ResolvedInput } from "../model.js";
import { isContext } from "../names.js";
import { property, stringOf, type Value } from "../value.js";
import { problem, type Wired } from "./problem.js";

/** One problem a parameter at the most; `ins` entries without a parameter too. */
export function parameterProblems(asset: ResolvedAsset, wired: Wired): Problem[] {
  const fn = asset.declaration?.fn;
  // What running told of a function that reading does not find.
  if (!fn) return asset.inputs.flatMap((input) => nameProblem(asset, input, wired));
  const shapes = fn.fact.parameters.flatMap((parameter, position) => shapeProblem(parameter, position, fn.file));
  const misshapen = new Set(shapes.map(({ place }) => place.start));
  const names = asset.inputs.flatMap((input) => (misshapen.has(input.fact.span.start) ? [] : nameProblem(asset, input, wired)));
  return [...shapes, ...names, ...strayIns(asset, fn.fact.parameters)];
}

/** An asset may load its own earlier windows: they are made before. */
function mayLoadItself(asset: ResolvedAsset, input: ResolvedInput): boolean {
  const mapping = input.partitionMapping;
  if (asset.partitions.kind === "unknown" || mapping === "unknown") return true;
  return asset.partitions.kind === "known" && mapping !== null && loadsEarlier(mapping);
}

function shapeMessage(shape: Exclude<ParameterFact["shape"], "plain">): string {
  switch (shape) {
    case "destructured":
      return l10n.t(
        "A parameter names the asset it loads, so it cannot be destructured. Name the parameter, and take it apart in the body.",
      );
    case "rest":
      return l10n.t("A rest parameter names no asset. Write one parameter for each asset to load.");
    case "optional":
      return l10n.t("An asset is always loaded, so its parameter cannot be optional. Remove the `?`.");
    case "default":
      return l10n.t("An asset is always loaded, so its parameter cannot have a default. Remove the default.");
    default:
      return shape satisfies never;
  }
}

function shapeProblem(parameter: ParameterFact, position: number, file: string): Problem[] {
  if (parameter.shape === "plain") return [];
  if (isContext(parameter.name, position) && parameter.shape !== "rest") return [];
  return [
    problem("unsupported-parameter", placeOf(parameter, file), shapeMessage(parameter.shape), { data: { name: parameter.name ?? "" } }),
  ];
}

function placeOf(parameter: ParameterFact, file: string): Place {
  return { file, ...parameter.span };
}

function nameProblem(asset: ResolvedAsset, input: ResolvedInput, { byKey, mayHoldMore, source }: Wired): Problem[] {
  if (input.upstream === asset.key) {
    if (mayLoadItself(asset, input)) return [];
    const message =
      asset.partitions.kind === "none"
        ? l10n.t`"${asset.key}" cannot load itself. Rename the parameter, or say in \`ins\` which asset it means.`
        : l10n.t`"${asset.key}" can load earlier partitions of itself alone. Give the parameter a TimeWindowPartitionMapping with startOffset and endOffset below 0.`;
    return [problem("self-dependency", input.place, message, { data: { assetKey: asset.key, name: input.parameter } })];
  }
  const upstream = byKey.get(input.upstream ?? "");
  if (upstream?.undeclared) return undeclaredProblem(asset, input, upstream, byKey);
  if (input.upstream !== null) return voidProblem(asset, input, upstream);
  // What loads it only running can tell, and so whether it is an external asset.
  if (input.loader !== undefined && input.inputManagerKey === null) return [];
  const insKey = property(input.ins, "key");
  if (insKey && !isReadable(insKey)) return [];
  if (!insKey && input.position === 0 && isContextType(input.fact.typeText, source.facts(input.place.file))) {
    const message = l10n.t`By its type "${input.parameter}" is the context, by its name an asset. Name it "context".`;
    const data = { assetKey: asset.key, name: input.parameter, nearest: ["context"] };
    return [problem("unsupported-parameter", input.place, message, { data })];
  }
  if (mayHoldMore()) return [];

  const wanted = insKey ? keyText(insKey) : input.parameter;
  const near = nearest(
    wanted,
    [...byKey.keys()].filter((key) => key !== asset.key),
  );
  const what =
    insKey || asset.prefix.length === 0
      ? l10n.t`No asset has the key "${wanted}".`
      : l10n.t`No asset has the key "${wanted}" (nor "${[...asset.prefix, wanted].join("/")}").`;
  const message = near.length === 0 ? `${what} ${l10n.t("Create it, or name another asset.")}` : what + didYouMean(near);
  return [
    problem("unknown-upstream", insKey ? insKey.place : input.place, message, {
      data: { assetKey: asset.key, name: wanted, nearest: near },
    }),
  ];
}

/** Others may produce it, or its name is a slip: that of an asset is near. */
function undeclaredProblem(asset: ResolvedAsset, input: ResolvedInput, upstream: ResolvedAsset, byKey: Wired["byKey"]): Problem[] {
  const others = [...byKey.values()].filter((each) => each !== asset && !each.undeclared).map(({ key }) => key);
  const near = nearest(upstream.key, others);
  if (near.length === 0) return [];
  const what = l10n.t`No asset has the key "${upstream.key}", so it counts as an external one that "${input.inputManagerKey ?? ""}" loads.`;
  const message = `${what}${didYouMean(near)} ${l10n.t`Or declare it with ${`externalAsset({ key: "${upstream.key}" })`}.`}`;
  const place = property(input.ins, "key")?.place ?? input.place;
  return [problem("undeclared-external", place, message, { data: { assetKey: asset.key, name: upstream.key, nearest: near } })];
}

/** The SDK's `AssetContext` or `ContextOf`, by whatever name the file imports it. */
function isContextType(typeText: string | null, facts: FileFacts | undefined): boolean {
  const name = /^[\w$]+/.exec(typeText ?? "")?.[0];
  const imported = name === undefined ? undefined : facts?.imports.get(name);
  if (imported?.specifier !== "millrace") return false;
  return /^(?:AssetContext|ContextOf)$/.test(imported.imported) || /^[\w$]+\.(?:AssetContext|ContextOf)\b/.test(typeText ?? "");
}

function voidProblem(asset: ResolvedAsset, input: ResolvedInput, upstream: ResolvedAsset | undefined): Problem[] {
  if (!upstream?.returnsNothing) return [];
  return [voidUpstream(asset, input, upstream)];
}

/** The upstream stores nothing, so there is nothing to load; ordering is what `deps` is for. */
export function voidUpstream(asset: ResolvedAsset, input: ResolvedInput, upstream: ResolvedAsset): Problem {
  const message = l10n.t`"${upstream.key}" returns nothing, so there is nothing to load. To run after it, name it in \`deps\`.`;
  const related = [{ message: l10n.t`"${upstream.key}" is declared here`, place: upstream.place }];
  return problem("void-upstream", input.place, message, {
    related,
    data: { assetKey: asset.key, name: input.parameter, nearest: [upstream.key] },
  });
}

function isReadable(key: Value): boolean {
  return stringOf(key) !== null || (key.kind === "array" && !key.open && key.elements.every((part) => stringOf(part) !== null));
}

function keyText(key: Value): string {
  return stringOf(key) ?? (key.kind === "array" ? key.elements.map((part) => stringOf(part)).join("/") : "");
}

function strayIns(asset: ResolvedAsset, parameters: readonly ParameterFact[]): Problem[] {
  const ins = property(asset.options, "ins");
  if (ins?.kind !== "object") return [];
  const names = parameters.flatMap(({ name }) => name ?? []);
  return [...ins.properties].flatMap(([name, entry]) => {
    if (names.includes(name)) return [];
    const near = nearest(name, names);
    const what = l10n.t`\`ins\` has an entry "${name}", but the function has no parameter of that name.`;
    const message = what + didYouMean(near);
    return [problem("unknown-upstream", entry.namePlace, message, { data: { assetKey: asset.key, name, nearest: near } })];
  });
}

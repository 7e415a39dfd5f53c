// unused-input: a function never uses a parameter, so its asset is loaded without need.
import * as l10n from "@vscode/l10n";
import type { ResolvedAsset, ResolvedInput } from "../model.js";
import { defineProblem, type Finding } from "./finding/problem-kind.js";
import { moveToDeps } from "./fixing/move-to-deps.js";

interface Data {
  readonly assetKey: string;
  /** The parameter. */
  readonly name: string;
  /** The asset that the parameter loads. */
  readonly nearest: readonly [string];
}

export const unusedInput = defineProblem<Data>({
  code: "unused-input",
  severity: "hint",
  title: () => l10n.t("An asset is loaded, but its parameter is never used."),
  isUnneeded: true,
  find: { body: (asset, { byKey }) => asset.inputs.flatMap((input) => unused(asset, input, byKey.get(input.upstream ?? ""))) },
  fixes(project, { data }) {
    const asset = project.model().byKey.get(data.assetKey);
    return asset ? moveToDeps(project, asset, data.name, data.nearest[0]) : [];
  },
});

/** Any mention in the body is a use, also `void x` and closures. A parameter with another problem does not get this one. */
function unused(asset: ResolvedAsset, input: ResolvedInput, upstream: ResolvedAsset | undefined): Finding<Data>[] {
  const fn = asset.declaration?.fn?.fact;
  if (!fn || !upstream || upstream.key === asset.key || upstream.returnsNothing || input.fact.shape !== "plain") return [];
  if (fn.uses.has(input.parameter) || fn.uses.has("arguments") || isNamedInTypes(input.parameter, fn)) return [];
  const message = l10n.t`"${upstream.key}" is loaded, but "${input.parameter}" is never used. To run after it without loading it, name it in \`deps\`.`;
  return [{ place: input.place, message, data: { assetKey: asset.key, name: input.parameter, nearest: [upstream.key] } }];
}

type FunctionFact = NonNullable<NonNullable<ResolvedAsset["declaration"]>["fn"]>["fact"];

/** `(rows: Row[]): typeof rows`. */
function isNamedInTypes(name: string, { returnType, parameters }: FunctionFact): boolean {
  return [returnType, ...parameters.map(({ typeText }) => typeText)].some((text) => text?.includes("typeof ") && text.includes(name));
}

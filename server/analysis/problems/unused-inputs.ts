// Parameters that a function never looks at: their assets are loaded for nothing.
import * as l10n from "@vscode/l10n";
import type { Problem } from "../../../runtime/contract/problem.js";
import type { ResolvedAsset, ResolvedInput } from "../model.js";
import { problem, type Wired } from "./problem.js";

/** Any mention in the body counts as use, `void x` and closures too. A parameter that is wrong in another way is told that alone. */
export function unusedInputs(asset: ResolvedAsset, { byKey }: Wired): Problem[] {
  return asset.inputs.flatMap((input) => unused(asset, input, byKey.get(input.upstream ?? "")));
}

function unused(asset: ResolvedAsset, input: ResolvedInput, upstream: ResolvedAsset | undefined): Problem[] {
  const fn = asset.declaration?.fn?.fact;
  if (!fn || !upstream || upstream.key === asset.key || upstream.returnsNothing || input.fact.shape !== "plain") return [];
  if (fn.uses.has(input.parameter) || fn.uses.has("arguments") || isNamedInTypes(input.parameter, fn)) return [];
  const message = l10n.t`"${upstream.key}" is loaded, but "${input.parameter}" is never used. To run after it without loading it, name it in \`deps\`.`;
  const data = { assetKey: asset.key, name: input.parameter, nearest: [upstream.key] };
  return [problem("unused-input", input.place, message, { data })];
}

type FunctionFact = NonNullable<NonNullable<ResolvedAsset["declaration"]>["fn"]>["fact"];

/** `(rows: Row[]): typeof rows`. */
function isNamedInTypes(name: string, { returnType, parameters }: FunctionFact): boolean {
  return [returnType, ...parameters.map(({ typeText }) => typeText)].some((text) => text?.includes("typeof ") && text.includes(name));
}

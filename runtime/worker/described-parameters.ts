// Reads the parameters of a loaded asset from the text of its function.
import type { DescribedParameter, DescribedProblem } from "../contract/worker.js";
import { parameterNames } from "../engine/parameters.js";
import { isContextName, upstreamOf as upstreamKey, writtenName } from "../engine/plan-from-text.js";
import { messageOf } from "../engine/store.js";
import type { ResolvedAsset, ResolvedProject } from "../sdk/resolve.js";

export interface ParametersInText {
  readonly parameters: readonly DescribedParameter[];
  /** Set when the names cannot be read from the text of the function. Analysis may still know them. */
  readonly problem: DescribedProblem | null;
}

/** Most functions that analysis does not find were created by a wrapper. */
const WRAPPED = " If a wrapper created it, give asset() the function itself, and call the wrapper inside it.";

export function parametersOf(asset: ResolvedAsset, project: ResolvedProject): ParametersInText {
  const { fn, site } = asset.definition;
  if (fn === null) return { parameters: [], problem: null };
  let names: string[];
  try {
    names = parameterNames(fn);
  } catch (error) {
    const key = asset.key.toString();
    return {
      parameters: [],
      problem: { code: "unsupported-parameter", message: `${key}: ${messageOf(error)}${WRAPPED}`, assetKeys: [key], site },
    };
  }
  const parameters = names.map((inText, at) => {
    const name = writtenName(inText, at, asset, project);
    const isContext = isContextName(name, at);
    return { name, isContext, asset: isContext ? null : upstreamOf(name, asset, project) };
  });
  return { parameters, problem: null };
}

function upstreamOf(parameter: string, asset: ResolvedAsset, project: ResolvedProject): string | null {
  try {
    return upstreamKey(parameter, asset, project);
  } catch {
    return null;
  }
}

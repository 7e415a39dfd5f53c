// Problems of the Definitions that executing the code found and reading could not find.
import type { Problem } from "../../../../runtime/contract/problem.js";
import type { DescribedProblem, DescribedProject } from "../../../../runtime/contract/worker.js";
import { siteOf } from "../../join.js";
import type { ResolvedAsset } from "../../model.js";
import { takesParameters, type WiringSource } from "../../wiring-source.js";
import { problem, type Wired } from "./problem.js";

/** `found` are the problems that reading found: one mistake gives one problem. */
export function describedProblems(found: readonly Problem[], { problems = [] }: DescribedProject, { source, byKey }: Wired): Problem[] {
  const errors = found.filter(({ severity }) => severity === "error");
  return problems
    .filter((each) => each.code !== "unsupported-parameter" || isUnread(byKey.get(each.assetKeys[0] ?? ""), source))
    .map((each) => describedProblem(each, source))
    .filter(({ code, place, data }) =>
      errors.every((error) => {
        const isOfAsset = data?.assetKey !== undefined && error.data?.assetKey === data.assetKey;
        const isInside = error.place.file === place.file && place.start <= error.place.start && error.place.end <= place.end;
        return !isOfAsset && !(error.code === code && isInside);
      }),
    );
}

/** Whether a function's parameters are unknown: reading did not find them, and its type does not say that it has none. */
function isUnread(asset: ResolvedAsset | undefined, source: WiringSource): boolean {
  // For an asset of a package, the type of its function is unknown.
  if (!asset?.declaration) return false;
  const { fn, unread } = asset.declaration;
  return fn === null && unread !== null && takesParameters(unread, source);
}

function describedProblem({ code, message, assetKeys: [assetKey], site }: DescribedProblem, source: WiringSource): Problem {
  const here = siteOf({ site }, source);
  const place = here === null ? { file: source.configFile, start: 0, end: 0 } : { file: here.file, ...here.fact.span };
  // A key keeps its case.
  const sentence = assetKey !== undefined && message.startsWith(assetKey) ? message : message.charAt(0).toUpperCase() + message.slice(1);
  return problem(code, place, sentence, assetKey === undefined ? {} : { data: { assetKey } });
}

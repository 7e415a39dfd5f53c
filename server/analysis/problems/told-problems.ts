// What running found wrong with the Definitions, where reading could not see it.
import type { Problem } from "../../../runtime/contract/problem.js";
import type { DescribedProblem, DescribedProject } from "../../../runtime/contract/worker.js";
import { siteOf } from "../join.js";
import type { WiringSource } from "../wiring-source.js";
import { problem } from "./problem.js";

/** `found` are the problems of reading: one mistake gives one problem. */
export function toldProblems(found: readonly Problem[], { problems = [] }: DescribedProject, source: WiringSource): Problem[] {
  const errors = found.filter(({ severity }) => severity === "error");
  return problems
    .map((each) => toldProblem(each, source))
    .filter(({ code, place, data }) =>
      errors.every((error) => {
        const isOfAsset = data?.assetKey !== undefined && error.data?.assetKey === data.assetKey;
        const isInside = error.place.file === place.file && place.start <= error.place.start && error.place.end <= place.end;
        return !isOfAsset && !(error.code === code && isInside);
      }),
    );
}

function toldProblem({ code, message, assetKeys: [assetKey], site }: DescribedProblem, source: WiringSource): Problem {
  const here = siteOf({ site }, source);
  const place = here === null ? { file: source.configFile, start: 0, end: 0 } : { file: here.file, ...here.fact.span };
  const sentence = message.charAt(0).toUpperCase() + message.slice(1);
  return problem(code, place, sentence, assetKey === undefined ? {} : { data: { assetKey } });
}

// What every finder of problems works on, and how it says one.
import type { Place, Problem, ProblemCode, ProblemData, Severity } from "../../../runtime/contract/problem.js";
import type { ReadDefinitions } from "../definitions.js";
import type { ProjectModel, ResolvedAsset } from "../model.js";
import type { NamedAsset, WiringSource } from "../wiring-source.js";

export interface Wired {
  readonly source: WiringSource;
  readonly read: ReadDefinitions;
  readonly named: readonly NamedAsset[];
  readonly assets: readonly ResolvedAsset[];
  readonly byKey: ProjectModel["byKey"];
  readonly unreached: readonly NamedAsset[];
  /** There may be assets that only running can name. */
  readonly mayHoldMore: () => boolean;
}

export function problem(
  code: ProblemCode,
  place: Place,
  message: string,
  more: { severity?: Severity; related?: Problem["related"]; data?: ProblemData } = {},
): Problem {
  const { severity = "error", related = [], data } = more;
  return data ? { code, severity, message, place, related, data } : { code, severity, message, place, related };
}

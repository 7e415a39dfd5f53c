// The input of finders, and how they create a problem.
import { DEFAULT_SEVERITY, type Place, type Problem, type ProblemCode, type ProblemData } from "../../../../runtime/contract/problem.js";
import type { ReadDefinitions } from "../../definitions.js";
import type { ProjectModel, ResolvedAsset } from "../../model.js";
import type { KeyOf } from "../../selection-text.js";
import type { NamedAsset, WiringSource } from "../../wiring-source.js";

export interface Wired {
  readonly source: WiringSource;
  readonly read: ReadDefinitions;
  readonly named: readonly NamedAsset[];
  readonly assets: readonly ResolvedAsset[];
  readonly byKey: ProjectModel["byKey"];
  readonly unreached: readonly NamedAsset[];
  readonly keyOf: KeyOf;
  /** There may be assets that are known only when the code is executed. */
  readonly mayHoldMore: () => boolean;
  /** The model of the previous revision. */
  readonly last: ProjectModel | null;
}

export function problem(
  code: ProblemCode,
  place: Place,
  message: string,
  more: { related?: Problem["related"]; data?: ProblemData | undefined } = {},
): Problem {
  const { related = [], data } = more;
  const severity = DEFAULT_SEVERITY[code];
  return data ? { code, severity, message, place, related, data } : { code, severity, message, place, related };
}

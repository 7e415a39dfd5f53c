// What `fn.bind(self, first, …)` gives: the function without the parameters that are given already.
import type { Place } from "../../../runtime/contract/problem.js";
import type { FunctionFact } from "../facts.js";
import type { Value } from "../value.js";
import { unknown } from "./places.js";

/** `args` are those of `bind`, the first of which is `this`; `isClear`: how many there are is known. */
export function boundFunction(
  { fn, file }: Extract<Value, { kind: "function" }>,
  args: readonly Value[],
  isClear: boolean,
  place: Place,
): Value {
  const given = Math.max(0, args.length - 1);
  const takesMore = fn.parameters.slice(0, given).some(({ shape }) => shape === "rest");
  if (!isClear || takesMore) return unknown(place);
  return { kind: "function", fn: given === 0 ? fn : without(fn, given), file, place };
}

/** The context that code reads resources of is the one that was given. */
function without(fn: FunctionFact, given: number): FunctionFact {
  return {
    ...fn,
    parameters: fn.parameters.slice(given),
    result: null,
    changesArguments: new Set([...fn.changesArguments].filter((at) => at >= given).map((at) => at - given)),
    resources: [],
  };
}

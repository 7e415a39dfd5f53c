// The result of `fn.bind(self, first, …)`: the function without the parameters that are bound.
import type { Place } from "../../../runtime/contract/problem.js";
import type { FunctionFact } from "../facts.js";
import type { Value } from "../value.js";
import { unknown } from "./places.js";

/** `args` are the arguments of `bind`, the first of which is `this`. `isClear`: the number of arguments is known. */
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

/** If the context is bound, the code uses that one, so its uses of resources do not count. */
function without(fn: FunctionFact, given: number): FunctionFact {
  return {
    ...fn,
    parameters: fn.parameters.slice(given),
    result: null,
    changesArguments: new Set([...fn.changesArguments].filter((at) => at >= given).map((at) => at - given)),
    resources: [],
  };
}

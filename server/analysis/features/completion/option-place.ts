// Which option of which call of the SDK a cursor stands in, told by what is open before it.

import type { OpenBracket } from "../../reader/code-before.js";
import type { Cursor } from "./completion-item.js";
import { sdkName } from "./sdk-name.js";

export interface OptionPlace {
  /** The SDK's name of what is called: `asset`, `AssetSelection.keys`. */
  readonly callee: string;
  readonly argument: number;
  /** From the argument inwards: names of properties, and `[]` for a list; `""` where the cursor is right at it. */
  readonly path: string;
  /** Where the call starts. */
  readonly call: number;
  /** The cursor stands where a property's name does; these are there already. */
  readonly names: readonly string[] | null;
}

/** Null where the cursor is in no such place, or where an expression has begun. */
export function optionPlace({ project, file, before }: Cursor): OptionPlace | null {
  const { open, previous } = before;
  const inner = open.at(-1);
  if (!inner) return null;
  const names = inner.kind === "object" && inner.property === null ? inner.names : null;
  const expected = names !== null ? ["{", ","] : BEFORE_VALUE[inner.kind];
  if (!expected?.includes(previous)) return null;

  const path: string[] = [];
  for (let at = open.length - 1; at >= 0; at--) {
    const bracket = open[at];
    if (bracket?.kind === "array") path.unshift("[]");
    else if (bracket?.kind === "object") {
      if (bracket.property !== null) path.unshift(bracket.property);
      else if (bracket !== inner) return null;
    } else if (bracket?.kind === "call") {
      const callee = sdkName(project, file, bracket.callee);
      return callee === null ? null : { callee, argument: bracket.index, path: path.join("."), call: bracket.start, names };
    } else return null;
  }
  return null;
}

/** What stands before a value that has just begun. */
const BEFORE_VALUE: Partial<Record<OpenBracket["kind"], readonly string[]>> = { object: [":"], array: ["[", ","], call: ["(", ","] };

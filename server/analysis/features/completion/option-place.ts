// Finds the option of an SDK call at a cursor, from the brackets that are open before it.

import type { OpenBracket } from "../../reader/code-before.js";
import type { Cursor } from "./completion-item.js";
import { sdkName } from "./sdk-name.js";

export interface OptionPlace {
  /** The SDK's name of the called function: `asset`, `AssetSelection.keys`. */
  readonly callee: string;
  readonly argument: number;
  /** The path inside the argument: names of properties, and `[]` for a list. `""` if the cursor is directly in the argument. */
  readonly path: string;
  /** Where the call starts. */
  readonly call: number;
  /** Set if the cursor is at the name of a property: the names that already exist. */
  readonly names: readonly string[] | null;
}

/** Null if the cursor is not in an option, or if an expression has begun. */
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

/** The characters that can precede a value that has just begun. */
const BEFORE_VALUE: Partial<Record<OpenBracket["kind"], readonly string[]>> = { object: [":"], array: ["[", ","], call: ["(", ","] };

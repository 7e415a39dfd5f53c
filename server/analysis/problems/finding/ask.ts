// Calls the finders of a subject, in the order of docs/problems.md.
import type { Problem, ProblemCode } from "../../../../runtime/contract/problem.js";
import { PROBLEM_KINDS } from "../all.js";
import { problem } from "./problem.js";
import type { Finders, Finding, ProblemKind } from "./problem-kind.js";

type Subject = keyof Finders<unknown>;
type Ask<S extends Subject> = NonNullable<Finders<unknown>[S]>;

/** Combines all finders of a subject into one function. */
export function askAll<S extends Subject>(subject: S): (...about: Parameters<Ask<S>>) => Problem[] {
  const asked = PROBLEM_KINDS.flatMap(({ code, find }) => {
    const finder = find?.[subject] as ((...about: Parameters<Ask<S>>) => readonly Finding[]) | undefined;
    return finder === undefined ? [] : [{ code, finder }];
  });
  // This runs for every asset at every keystroke, and most finders return nothing.
  return (...about) => {
    const problems: Problem[] = [];
    for (const { code, finder } of asked)
      for (const { place, message, ...more } of finder(...about)) problems.push(problem(code, place, message, more));
    return problems;
  };
}

const byCode = new Map(PROBLEM_KINDS.map((kind) => [kind.code, kind]));

export function kindOf(code: ProblemCode): ProblemKind | undefined {
  return byCode.get(code);
}

/** Whether the code that the problem marks can be removed. */
export function isUnneeded(code: ProblemCode): boolean {
  return kindOf(code)?.isUnneeded === true;
}

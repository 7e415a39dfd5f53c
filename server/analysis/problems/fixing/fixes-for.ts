// What mends a problem: edits computed when asked for, from the problem and the project as it is now.
import type { Fix, Problem } from "../../../../runtime/contract/problem.js";
import { onReadable } from "../../features/fix.js";
import type { Project } from "../../project.js";
import { kindOf } from "../finding/ask.js";

/** The fixes of a problem, the likeliest first. */
export function fixesFor(project: Project, { code, place, data }: Problem): Fix[] {
  return onReadable(project, kindOf(code)?.fixes?.(project, { place, data }) ?? []);
}

// The fixes of a problem: edits that are computed on request, from the problem and the current project.
import type { Fix, Problem } from "../../../../runtime/contract/problem.js";
import { onReadable } from "../../features/fix.js";
import type { Project } from "../../project.js";
import { kindOf } from "../finding/ask.js";

/** The fixes of a problem, the most likely first. */
export function fixesFor(project: Project, { code, place, data }: Problem): Fix[] {
  return onReadable(project, kindOf(code)?.fixes?.(project, { place, data }) ?? []);
}

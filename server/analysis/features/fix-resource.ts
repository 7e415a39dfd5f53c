// Fixes of a resource that the Definitions do not have: the nearest name, written as the wrong one is.
import * as l10n from "@vscode/l10n";
import type { Fix, Problem } from "../../../runtime/contract/problem.js";
import type { ResourceUse } from "../facts.js";
import type { Project } from "../project.js";
import { replaceAt } from "./edits.js";
import { fix, type MaybeEdit, quoted } from "./fix.js";

export function nearestResource(project: Project, problem: Problem): Fix[] {
  const use = useAt(project, problem);
  return (problem.data?.nearest ?? []).flatMap((name, index) => {
    const edit = use ? editOf(use, problem, name) : replaceAt(project, problem.place, quoted(name));
    return fix(l10n.t`Change to "${name}"`, [edit], index === 0);
  });
}

/** Null where `requiredResourceKeys` names it. */
function useAt(project: Project, { place }: Problem): ResourceUse | undefined {
  return project
    .model()
    .assets.flatMap(({ declaration }) => (declaration?.fn?.file === place.file ? declaration.fn.fact.resources : []))
    .find(({ span }) => span.start === place.start);
}

function editOf({ written, name: old }: ResourceUse, { place }: Problem, name: string): MaybeEdit {
  const isWord = /^[A-Za-z_$][\w$]*$/.test(name);
  const property = isWord ? name : quoted(name);
  switch (written) {
    case "string":
      return { place, text: quoted(name) };
    case "property":
      return { place, text: property };
    case "shorthand":
      return { place, text: `${property}: ${old}` };
    default:
      return isWord ? { place, text: name } : null;
  }
}

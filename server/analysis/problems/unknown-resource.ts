// unknown-resource: an asset requires a resource that the Definitions do not have.
import * as l10n from "@vscode/l10n";
import { nearest } from "../../../runtime/planning/index.js";
import type { ResourceUse } from "../facts.js";
import { replaceAt } from "../features/edits.js";
import { fix, type MaybeEdit, quoted } from "../features/fix.js";
import type { Project } from "../project.js";
import { defineProblem, type Found } from "./finding/problem-kind.js";
import { noResource } from "./finding/resource-uses.js";

interface Data {
  readonly assetKey: string;
  /** The resource. */
  readonly name: string;
  readonly nearest: readonly string[];
}

export const unknownResource = defineProblem<Data>({
  code: "unknown-resource",
  severity: "error",
  title: () => l10n.t("The asset requires a resource that the Definitions do not have."),
  find: {
    resource({ name, place, resource }, asset, { read }) {
      if (resource !== undefined) return [];
      const known = [...read.resources.byKey.keys()];
      const near = nearest(name, known);
      return [{ place, message: noResource(name, near, known), data: { assetKey: asset.key, name, nearest: near } }];
    },
  },
  /** Offers the most similar name, written in the same way as the wrong one. */
  fixes(project, problem) {
    const use = useAt(project, problem);
    return problem.data.nearest.flatMap((name, index) => {
      const edit = use ? editOf(use, problem, name) : replaceAt(project, problem.place, quoted(name));
      return fix(l10n.t`Change to "${name}"`, [edit], index === 0);
    });
  },
});

/** Null if `requiredResourceKeys` names it. */
function useAt(project: Project, { place }: Found<Data>): ResourceUse | undefined {
  return project
    .model()
    .assets.flatMap(({ declaration }) => (declaration?.fn?.file === place.file ? declaration.fn.fact.resources : []))
    .find(({ span }) => span.start === place.start);
}

function editOf({ written, name: old }: ResourceUse, { place }: Found<Data>, name: string): MaybeEdit {
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

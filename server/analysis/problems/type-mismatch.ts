// type-mismatch: the value of the upstream asset does not fit the parameter, or the manager cannot load it in the declared form.
import * as l10n from "@vscode/l10n";
import type { Form } from "../../../runtime/contract/asset.js";
import type { Fix, Problem } from "../../../runtime/contract/problem.js";
import { fix } from "../features/fix.js";
import { parameterType } from "../features/parameter-type.js";
import { managerThatLoads } from "../manager-that-loads.js";
import type { ManagerFacts } from "../managers.js";
import type { Edge, ResolvedAsset } from "../model.js";
import { givenBy } from "../partition-wiring.js";
import type { Project } from "../project.js";
import type { Mismatch } from "../reader/types.js";
import { problem } from "./finding/problem.js";
import { defineProblem, type Finding } from "./finding/problem-kind.js";
import { shortExplanation, tidyTypes } from "./finding/tidy-types.js";

interface Data {
  readonly assetKey: string;
  /** The parameter. */
  readonly name: string;
  /** The upstream asset. */
  readonly nearest: readonly [string];
}

/** TypeScript checks many edges at once. `mismatch` converts its result to a problem. */
export const typeMismatch = defineProblem<Data>({
  code: "type-mismatch",
  severity: "error",
  title: () => l10n.t("The value of the upstream asset does not fit the type of the parameter."),
  find: { loaded: formNotGiven },
  fixes(project, { data }) {
    const asset = project.model().byKey.get(data.assetKey);
    return asset ? annotate(project, asset, data.name) : [];
  },
});

/** The problem of an edge whose value TypeScript refuses, with TypeScript's explanation. */
export function mismatch({ consumer, input, upstream, gives }: Edge, { explanation, difference }: Mismatch, dir: string): Problem {
  const why =
    gives === "map"
      ? l10n.t("Several partitions are loaded: a ReadonlyMap of values by partition key.")
      : gives === "maybe"
        ? l10n.t("A partition that is missing loads as undefined.")
        : gives === "nullable"
          ? l10n.t("It loads as null while it has no value, because allowMissing is set.")
          : "";
  const what =
    difference === null
      ? l10n.t`The value of "${upstream.key}" does not fit the parameter "${input.parameter}".`
      : l10n.t`The value of "${upstream.key}" does not fit the parameter "${input.parameter}": ${tidyTypes(difference.sentence, dir)}`;
  const message = `${why === "" ? what : `${what} ${why}`}\n${shortExplanation(tidyTypes(explanation, dir))}`;
  const related = [{ message: l10n.t`"${upstream.key}" is declared here`, place: upstream.place }];
  if (difference?.given) related.push({ message: l10n.t("The type of the value is declared here"), place: difference.given });
  if (difference?.taken) related.push({ message: l10n.t("The type of the parameter is declared here"), place: difference.taken });
  else if (input.fact.typeSpan)
    related.push({
      message: l10n.t("The type of the parameter is declared here"),
      place: { file: input.place.file, ...input.fact.typeSpan },
    });
  return problem("type-mismatch", input.place, message, {
    related,
    data: { assetKey: consumer.key, name: input.parameter, nearest: [upstream.key] },
  });
}

/** Checks whether the manager can load the declared form. An upstream without a value has another problem, void-upstream. */
function formNotGiven({ consumer, input, upstream }: Edge, project: Project): Finding<Data>[] {
  const types = project.types();
  if (types.output(upstream)?.nothing) return [];
  const manager = managerThatLoads(project, input, upstream);
  const gives = givenBy(consumer, input, upstream, manager);
  const form = types.input(consumer, input, gives === "map")?.form ?? "value";
  if (!manager || canGive(manager, form)) return [];
  const name = manager.className ?? l10n.t("a manager");
  const message = l10n.t`"${upstream.key}" is loaded by ${name}, which cannot load it as ${formName(form)}. Declare the plain value, or store "${upstream.key}" with a table manager such as DuckDBIOManager.`;
  return [{ place: input.place, message, data: { assetKey: consumer.key, name: input.parameter, nearest: [upstream.key] } }];
}

/** `Table` and `Relation` are types, so they are not translated. */
function formName(form: Form): string {
  if (form === "table") return "Table";
  if (form === "relation") return "Relation";
  return form === "value" ? l10n.t("plain value") : l10n.t("batches");
}

function canGive(manager: ManagerFacts, form: Form): boolean {
  if (form === "value" || form === "table") return true;
  return form !== "relation" || !(manager.kind === "table" || manager.kind === "files" || manager.kind === "filesystem");
}

function annotate(project: Project, asset: ResolvedAsset, parameter: string): Fix[] {
  const input = asset.inputs.find((each) => each.parameter === parameter);
  const type = input?.fact.typeSpan ? parameterType(project, asset, input) : null;
  if (!input?.fact.typeSpan || !type || type.text === input.fact.typeText) return [];
  const { file } = input.place;
  return fix(
    l10n.t`Change the type to ${type.text}`,
    [{ place: { file, ...input.fact.typeSpan }, text: type.text }, ...type.imports],
    true,
  );
}

// unsupported-parameter: a parameter is written in a form that cannot name an asset.
import * as l10n from "@vscode/l10n";
import type { Fix, Place } from "../../../runtime/contract/problem.js";
import type { ParameterFact } from "../facts.js";
import { fix } from "../features/fix.js";
import { isContext } from "../names.js";
import type { Project } from "../project.js";
import { defineProblem } from "./finding/problem-kind.js";
import { renameParameter } from "./fixing/change-parameter.js";

/** If executing the code found the problem, only the asset is known. */
type Data = { readonly assetKey?: string; readonly name?: string; readonly nearest?: readonly string[] } | undefined;

export const unsupportedParameter = defineProblem<Data>({
  code: "unsupported-parameter",
  severity: "error",
  title: () => l10n.t("Destructured, rest, optional and default parameters name no asset."),
  find: {
    parameter(parameter, position, file) {
      const { name, shape, span } = parameter;
      if (shape === "plain" || (isContext(name, position) && shape !== "rest")) return [];
      return [{ place: { file, ...span }, message: shapeMessage(shape), data: { name: name ?? "" } }];
    },
    input(lead, { parameter, place }, asset) {
      if (lead.kind !== "context") return [];
      const message = l10n.t`The type of "${parameter}" says that it is the context, but its name says that it is an asset. Name it "context".`;
      return [{ place, message, data: { assetKey: asset.key, name: parameter, nearest: ["context"] } }];
    },
  },
  fixes(project, { place, data }) {
    const asset = data?.assetKey === undefined ? undefined : project.model().byKey.get(data.assetKey);
    if (!asset || !data?.nearest?.includes("context")) return plainParameter(project, place);
    const input = asset.inputs.find((each) => each.place.file === place.file && each.place.start === place.start);
    const edits = input ? renameParameter(project, asset, input, "context") : null;
    return edits ? fix(l10n.t`Change to "${"context"}"`, edits, true) : [];
  },
});

function shapeMessage(shape: Exclude<ParameterFact["shape"], "plain">): string {
  switch (shape) {
    case "destructured":
      return l10n.t(
        "A parameter names the asset it loads, so it cannot be destructured. Name the parameter, and destructure it in the body.",
      );
    case "rest":
      return l10n.t("A rest parameter names no asset. Write one parameter for each asset to load.");
    case "optional":
      return l10n.t("An asset is always loaded, so its parameter cannot be optional. Remove the `?`.");
    case "default":
      return l10n.t("An asset is always loaded, so its parameter cannot have a default. Remove the default.");
    default:
      return shape satisfies never;
  }
}

function plainParameter(project: Project, place: Place): Fix[] {
  const fact = project
    .model()
    .assets.filter(({ declaration }) => declaration?.fn?.file === place.file)
    .flatMap(({ declaration }) => declaration?.fn?.fact.parameters ?? [])
    .find(({ span }) => span.start === place.start);
  const text = project.files.read(place.file) ?? "";
  if (!fact?.name) return [];
  const type = fact.typeSpan ? `: ${text.slice(fact.typeSpan.start, fact.typeSpan.end)}` : "";
  if (fact.shape === "optional") return fix(l10n.t("Remove the `?`"), [{ place, text: fact.name + type }], true);
  return fact.shape === "default" ? fix(l10n.t("Remove the default"), [{ place, text: fact.name + type }], true) : [];
}

// void-upstream: the upstream asset stores nothing, so there is nothing to load.
import * as l10n from "@vscode/l10n";
import type { ResolvedAsset, ResolvedInput } from "../model.js";
import { defineProblem, type Finding } from "./finding/problem-kind.js";
import { moveToDeps } from "./fixing/move-to-deps.js";

interface Data {
  readonly assetKey: string;
  /** The parameter. */
  readonly name: string;
  /** The upstream asset. */
  readonly nearest: readonly [string];
}

export const voidUpstream = defineProblem<Data>({
  code: "void-upstream",
  severity: "error",
  title: () => l10n.t("The upstream returns nothing, so there is nothing to load."),
  find: {
    input: (lead, input, asset) => (lead.kind === "asset" && lead.upstream?.returnsNothing ? [nothing(asset, input, lead.upstream)] : []),
    loaded: ({ consumer, input, upstream }, project) =>
      project.types().output(upstream)?.nothing ? [nothing(consumer, input, upstream)] : [],
  },
  fixes(project, { data }) {
    const asset = project.model().byKey.get(data.assetKey);
    return asset ? moveToDeps(project, asset, data.name, data.nearest[0]) : [];
  },
});

/** To only run after an asset, `deps` is used. */
function nothing(asset: ResolvedAsset, input: ResolvedInput, upstream: ResolvedAsset): Finding<Data> {
  return {
    place: input.place,
    message: l10n.t`"${upstream.key}" returns nothing, so there is nothing to load. To run after it, name it in \`deps\`.`,
    related: [{ message: l10n.t`"${upstream.key}" is declared here`, place: upstream.place }],
    data: { assetKey: asset.key, name: input.parameter, nearest: [upstream.key] },
  };
}

// self-dependency: an asset depends on itself.
import * as l10n from "@vscode/l10n";
import { loadsEarlier } from "../../../runtime/partitions/index.js";
import type { ResolvedAsset, ResolvedInput } from "../model.js";
import { defineProblem } from "./finding/problem-kind.js";

export const selfDependency = defineProblem<{ readonly assetKey: string; readonly name: string } | undefined>({
  code: "self-dependency",
  severity: "error",
  title: () => l10n.t("An asset depends on itself."),
  find: {
    input(lead, input, asset) {
      if (lead.kind !== "itself" || mayLoadItself(asset, input)) return [];
      const message =
        asset.partitions.kind === "none"
          ? l10n.t`"${asset.key}" cannot load itself. Rename the parameter, or say in \`ins\` which asset it means.`
          : l10n.t`"${asset.key}" can load only earlier partitions of itself. Give the parameter a TimeWindowPartitionMapping with startOffset and endOffset below 0.`;
      return [{ place: input.place, message, data: { assetKey: asset.key, name: input.parameter } }];
    },
    dep: ({ key, place }, asset) =>
      key === asset.key ? [{ place, message: l10n.t`"${asset.key}" cannot depend on itself. Remove it from \`deps\`.` }] : [],
  },
});

/** An asset may load its own earlier time windows, because they are materialized before. */
function mayLoadItself(asset: ResolvedAsset, input: ResolvedInput): boolean {
  const mapping = input.partitionMapping;
  if (asset.partitions.kind === "unknown" || mapping === "unknown") return true;
  return asset.partitions.kind === "known" && mapping !== null && loadsEarlier(mapping);
}

// duplicate-asset-key: two assets have the same key.
import * as l10n from "@vscode/l10n";
import { groupBy } from "../group-by.js";
import { declarationId } from "../value.js";
import { defineProblem } from "./finding/problem-kind.js";
import { anotherKey } from "./fixing/another-key.js";

export const duplicateAssetKey = defineProblem<{ readonly assetKey: string } | undefined>({
  code: "duplicate-asset-key",
  severity: "error",
  title: () => l10n.t("Two assets have the same key."),
  find: {
    definitions({ assets, byKey, read }) {
      if (assets.length === byKey.size) return [];
      // Assets in different branches of a condition may not exist at the same time.
      const certain = assets.filter(({ declaration }) => declaration === null || !read.uncertain.has(declarationId(declaration)));
      return [...groupBy(certain, ({ key }) => key)].flatMap(([key, same]) =>
        same.length < 2
          ? []
          : same.map((asset) => ({
              place: asset.place,
              message: l10n.t`Two assets have the key "${key}". Rename one, or give it another \`key\`.`,
              related: same
                .filter((other) => other !== asset)
                .map((other) => ({ message: l10n.t`"${key}" is also declared here`, place: other.place })),
              data: { assetKey: key },
            })),
      );
    },
  },
  fixes(project, { place }) {
    const asset = project.model().assets.find((each) => each.place.file === place.file && each.place.start === place.start);
    return asset ? anotherKey(project, asset) : [];
  },
});

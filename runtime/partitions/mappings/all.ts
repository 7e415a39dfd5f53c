// All partitions of the upstream asset.
import * as l10n from "@vscode/l10n";
import { keySpace } from "../key-space.js";
import { found } from "../mapped-keys.js";
import { mappingKind, PartitionMapping } from "./mapping-kind.js";

export const all = mappingKind<{ readonly kind: "all" }>({
  kind: "all",
  className: "AllPartitionMapping",
  specOf: () => ({ kind: "all" }),
  between: (spec, upstream) => ({
    spec,
    shape: "many",
    text: l10n.t("all partitions"),
    upstreamKeys: (_key, moment) => found(keySpace(upstream, moment)),
  }),
});

/** All upstream partitions. The default of a consumer without partitions. */
export class AllPartitionMapping extends PartitionMapping {
  static readonly kind = all;

  constructor() {
    super(all);
  }
}

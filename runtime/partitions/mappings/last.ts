// The last partition of the upstream asset.
import * as l10n from "@vscode/l10n";
import { keySpace } from "../key-space.js";
import { found } from "../mapped-keys.js";
import { mappingKind, PartitionMapping } from "./mapping-kind.js";

export const last = mappingKind<{ readonly kind: "last" }>({
  kind: "last",
  className: "LastPartitionMapping",
  specOf: () => ({ kind: "last" }),
  between: (spec, upstream) => ({
    spec,
    shape: "one",
    text: l10n.t("the last partition"),
    upstreamKeys: (_key, moment) => found([keySpace(upstream, moment).at(-1)].filter((key) => key !== undefined)),
  }),
});

/** The last upstream partition. */
export class LastPartitionMapping extends PartitionMapping {
  static readonly kind = last;

  constructor() {
    super(last);
  }
}

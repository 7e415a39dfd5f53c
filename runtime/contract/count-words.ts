// Counts in words. Each countable has separate strings for one and for several, because languages differ in more than an `s`.
import * as l10n from "@vscode/l10n";
import { numeral } from "./language.js";

export type Countable = "asset" | "byte" | "edge" | "error" | "file" | "hint" | "note" | "partition" | "row" | "warning";

/** `"1 asset"`, `"12 assets"`. */
export function counted(number: number, what: Countable): string {
  const count = numeral(number);
  const one = number === 1;
  switch (what) {
    case "asset":
      return one ? l10n.t`${count} asset` : l10n.t`${count} assets`;
    case "byte":
      return one ? l10n.t`${count} byte` : l10n.t`${count} bytes`;
    case "edge":
      return one ? l10n.t`${count} edge` : l10n.t`${count} edges`;
    case "error":
      return one ? l10n.t`${count} error` : l10n.t`${count} errors`;
    case "file":
      return one ? l10n.t`${count} file` : l10n.t`${count} files`;
    case "hint":
      return one ? l10n.t`${count} hint` : l10n.t`${count} hints`;
    case "note":
      return one ? l10n.t`${count} note` : l10n.t`${count} notes`;
    case "partition":
      return one ? l10n.t`${count} partition` : l10n.t`${count} partitions`;
    case "row":
      return one ? l10n.t`${count} row` : l10n.t`${count} rows`;
    case "warning":
      return one ? l10n.t`${count} warning` : l10n.t`${count} warnings`;
    default:
      return what satisfies never;
  }
}

// Which assets the tree shows: all, or those of one state.
import * as l10n from "@vscode/l10n";
import { type QuickPickItem, window } from "vscode";
import type { AssetStatus } from "../../runtime/contract/graph.js";
import { numeral } from "../../runtime/contract/language.js";
import { type Look, lookOf } from "../../runtime/contract/state-looks.js";

const FILTERS = ["failed", "stale", "running", "missing"] as const;
export type AssetFilter = (typeof FILTERS)[number];

const LOOKS: Readonly<Record<AssetFilter, readonly Look[]>> = {
  failed: ["failed", "skipped"],
  stale: ["stale"],
  running: ["running", "queued"],
  missing: ["never", "partial"],
};

export function passes(status: AssetStatus, filter: AssetFilter): boolean {
  return LOOKS[filter].includes(lookOf(status));
}

export function filterWords(filter: AssetFilter): string {
  switch (filter) {
    case "failed":
      return l10n.t("failed or skipped");
    case "stale":
      return l10n.t("stale");
    case "running":
      return l10n.t("running or queued");
    case "missing":
      return l10n.t("without a value");
    default:
      return filter satisfies never;
  }
}

/** Asks which assets to show. Null means all; undefined means that the user canceled. */
export async function chooseFilter(statuses: readonly AssetStatus[]): Promise<AssetFilter | null | undefined> {
  const item = (label: string, filter: AssetFilter | null, count: number): QuickPickItem & { readonly filter: AssetFilter | null } => ({
    label,
    description: numeral(count),
    filter,
  });
  const items = [
    item(l10n.t("All assets"), null, statuses.length),
    ...FILTERS.map((filter) => item(filterWords(filter), filter, statuses.filter((status) => passes(status, filter)).length)),
  ];
  return (await window.showQuickPick(items, { title: l10n.t("Which assets to show?") }))?.filter;
}

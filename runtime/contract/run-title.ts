// The title of a run, from its selection, so that runs can be distinguished.
import * as l10n from "@vscode/l10n";
import type { AssetKeyString } from "./asset.js";
import { numeral } from "./language.js";
import type { PartitionsByAsset } from "./partitions.js";
import type { RunSummary } from "./run-record.js";

/** How many assets a title names. */
const NAMED = 2;

/** `"All assets · 3"`, `"orders +2"` (orders and two assets more), `"group:sales · 5"`, the name of a job, each with its partition: `"orders · 2026-09-01"`. */
export function runTitle(run: Pick<RunSummary, "assets" | "selection" | "jobName" | "partitions">): string {
  const partition = partitionTitle(run.partitions);
  return [assetsTitle(run), ...(partition === null ? [] : [partition])].join(" · ");
}

function assetsTitle({ assets, selection, jobName }: Pick<RunSummary, "assets" | "selection" | "jobName">): string {
  if (jobName !== null) return jobName;
  // An earlier version did not record the selection; its last assets are what was asked for, the others are upstream.
  if (selection === null) return named(assets.slice(-NAMED).reverse(), assets.length);
  if (selection.length === 0 || selection.join() === "*") return l10n.t`All assets · ${numeral(assets.length)}`;
  const keys = selection.map((text) => text.replace(/^\+|\+$/g, ""));
  if (keys.every((key) => assets.includes(key))) return named(keys.slice(0, NAMED), assets.length);
  return `${selection.join(", ")} · ${numeral(assets.length)}`;
}

function named(keys: readonly AssetKeyString[], total: number): string {
  if (total === 0) return l10n.t("nothing");
  const names = keys.join(", ");
  return total > keys.length ? `${names} +${numeral(total - keys.length)}` : names;
}

/** The one partition or range that all assets of the run have; null for none. */
function partitionTitle(partitions: PartitionsByAsset | undefined): string | null {
  const ranges = new Set(Object.values(partitions ?? {}).flat());
  if (ranges.size === 0) return null;
  const [only = ""] = ranges;
  return ranges.size === 1 ? only.replace("...", "…") : l10n.t`${numeral(ranges.size)} partitions`;
}

// The code lenses above an asset: materialize it, also its upstream if some of it has no value, and its status.

import * as l10n from "@vscode/l10n";
import type { AssetStatus } from "../../../../runtime/contract/graph.js";
import type { Place } from "../../../../runtime/contract/problem.js";
import { statusText } from "../../../../runtime/contract/status-words.js";
import { reach, upstreamOf } from "../../../../runtime/planning/index.js";
import { groupBy } from "../../group-by.js";
import type { ResolvedAsset } from "../../model.js";
import type { Project } from "../../project.js";

export interface Lens {
  readonly place: Place;
  readonly title: string;
  readonly tooltip: string;
  readonly action: "materialize" | "debug" | "with-upstream" | "show" | "why-not";
  readonly key: string;
  /** All assets of one call that creates several. `key` is the first of them. */
  readonly keys?: readonly string[];
}

export interface LensOptions {
  readonly statusOf: (key: string) => AssetStatus;
  readonly now: number;
  /** Why nothing can run here, as a label and as a sentence. Null if it can. */
  readonly cannotRun: { readonly label: string; readonly reason: string } | null;
  /** The client has a debugger. */
  readonly canDebug: boolean;
  /** A save of the asset's code materializes it. */
  readonly isOnSave: (key: string) => boolean;
  /** The client marks assets that have no value otherwise, so that no lens has to say so for each. */
  readonly marksNever?: boolean;
}

/** The lenses of the assets declared in a file, in order of place. */
export function codeLenses(project: Project, file: string, options: LensOptions): Lens[] {
  const model = project.model();
  const before = upstreamOf(model);
  const hasValue = (key: string) => options.statusOf(key).state === "materialized" || model.byKey.get(key)?.external === true;
  const here = model.assets.filter((asset) => asset.place.file === file && !asset.external).sort((a, b) => a.place.start - b.place.start);
  return [...groupBy(here, ({ place }) => place.start).values()].flatMap((group) => {
    const [first, ...others] = group as [ResolvedAsset, ...ResolvedAsset[]];
    return others.length === 0 ? lensesOfOne(first) : lensesOfCall(group, options);
  });

  function lensesOfOne(asset: ResolvedAsset): Lens[] {
    const upstream = [...reach([asset.key], before)].filter((key) => key !== asset.key && model.byKey.has(key));
    return lensesOf(
      asset,
      upstream.filter((key) => !hasValue(key)),
      options,
    );
  }
}

/** For a call that creates several assets: one lens for all, and how many have a value. */
function lensesOfCall(assets: readonly ResolvedAsset[], { statusOf, cannotRun }: LensOptions): Lens[] {
  const keys = assets.map(({ key }) => key).sort();
  const [key] = keys as [string];
  const at = { place: (assets[0] as ResolvedAsset).place, key, keys };
  const made = keys.filter((each) => statusOf(each).state === "materialized").length;
  const statusLens: Lens = { ...at, title: l10n.t`${made} of ${keys.length} materialized`, tooltip: keys.join(", "), action: "show" };
  if (cannotRun !== null)
    return [{ ...at, title: l10n.t`▷ Materialize (${cannotRun.label})`, tooltip: cannotRun.reason, action: "why-not" }, statusLens];
  const title = l10n.t`▶ Materialize ${keys.length} assets`;
  return [{ ...at, title, tooltip: l10n.t`Run all assets that this call creates: ${keys.join(", ")}`, action: "materialize" }, statusLens];
}

function lensesOf(
  asset: ResolvedAsset,
  missing: readonly string[],
  { statusOf, now, cannotRun, canDebug, isOnSave, marksNever }: LensOptions,
): Lens[] {
  const at = { place: asset.place, key: asset.key };
  const status = statusOf(asset.key);
  const title = [statusText(status, now), ...(isOnSave(asset.key) ? [l10n.t("on save")] : [])].join(" · ");
  const statusLens: Lens = { ...at, title, tooltip: status.message ?? l10n.t`Show ${asset.key} in the graph`, action: "show" };
  const result = marksNever && status.state === "never" && !isOnSave(asset.key) ? [] : [statusLens];
  if (cannotRun !== null)
    return [{ ...at, title: l10n.t`▷ Materialize (${cannotRun.label})`, tooltip: cannotRun.reason, action: "why-not" }, ...result];
  const isDivided = asset.partitions.kind !== "none";
  const run: Lens = {
    ...at,
    // The dots say that a question comes first.
    title: isDivided ? l10n.t("▶ Materialize…") : l10n.t("▶ Materialize"),
    tooltip: isDivided
      ? l10n.t`Run ${asset.key} for the partitions you choose and store what it returns`
      : l10n.t`Run ${asset.key} and store what it returns`,
    action: "materialize",
  };
  const debug: Lens = {
    ...at,
    title: l10n.t("Debug"),
    tooltip: l10n.t`Debug ${asset.key}: load its inputs, run it and stop at breakpoints`,
    action: "debug",
  };
  const runs = canDebug ? [run, debug] : [run];
  if (missing.length === 0) return [...runs, ...result];
  const upstream: Lens = {
    ...at,
    title: l10n.t("with upstream"),
    tooltip:
      missing.length === 1
        ? l10n.t`Run ${missing.join(", ")} first: it has no value yet`
        : l10n.t`Run ${missing.join(", ")} first: they have no value yet`,
    action: "with-upstream",
  };
  return [...runs, upstream, ...result];
}

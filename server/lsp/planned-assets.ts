// What a run of a selection would materialize and why, for the question before a large run. Needs no types.
import type { PlannedAsset } from "../../runtime/contract/editor.js";
import type { AssetStatus } from "../../runtime/contract/graph.js";
import { lookOf } from "../../runtime/contract/state-looks.js";
import { chooseAssets, topological, upstreamOf } from "../../runtime/planning/index.js";
import type { Project } from "../analysis/index.js";

/** Null when the selection cannot be read or matches nothing. */
export function plannedAssets(
  project: Project,
  selection: readonly string[],
  statusOf: (key: string) => AssetStatus,
): readonly PlannedAsset[] | null {
  const model = project.model();
  const chosen = chooseAssets(model, selection);
  if (chosen.kind === "bad-selection") return null;
  return topological([...chosen.keys].sort(), upstreamOf(model)).flatMap((key) => {
    const asset = model.byKey.get(key);
    if (asset === undefined || asset.external) return [];
    const status = statusOf(key);
    const { durationMs } = status;
    return [{ key, why: whyOf(status), tags: asset.tags, ...(durationMs === undefined ? {} : { durationMs }) }];
  });
}

function whyOf(status: AssetStatus): PlannedAsset["why"] {
  const look = lookOf(status);
  if (look === "failed" || look === "stale") return look;
  return look === "materialized" ? "again" : "missing";
}

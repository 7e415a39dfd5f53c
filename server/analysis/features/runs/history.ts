// The history of one asset from its records: the latest materialization in full, and the last ones as numbers.

import type { AssetHistory, MadeValue } from "../../../../runtime/contract/graph.js";
import type { Materialization } from "../../../../runtime/contract/run.js";
import { dimensionsOf } from "../../../../runtime/partitions/index.js";
import { specOf } from "../../../../runtime/planning/index.js";
import type { Project } from "../../project.js";

/** As many as a small chart can show. */
const SHOWN = 30;

export function assetHistory(project: Project, key: string): AssetHistory {
  const asset = project.model().byKey.get(key);
  const spec = asset === undefined ? null : specOf(asset);
  const records = project.records.history(key, spec === null ? 0 : dimensionsOf(spec).length, SHOWN);
  return { latest: records[0] ?? null, made: records.map(toMadeValue) };
}

function toMadeValue({ runId, timestamp, durationMs, partitionKey, stored }: Materialization): MadeValue {
  return {
    runId,
    timestamp,
    durationMs,
    ...(partitionKey === undefined ? {} : { partitionKey }),
    ...(stored?.rows === undefined ? {} : { rows: stored.rows }),
    ...(stored?.bytes === undefined ? {} : { bytes: stored.bytes }),
  };
}

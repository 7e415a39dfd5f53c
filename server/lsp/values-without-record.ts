// Finds partitions of a planned run that have a value but no record. Their managers are asked, in the project's own process.
import { type AskOptions, adoptValues } from "../../runtime/host/index.js";
import { type PlanRequest, type PlanSource, planRun } from "../../runtime/planning/index.js";

/** Partition keys by asset. If a manager cannot be asked (code that does not load, an unreachable store), the run itself reports it. */
export async function valuesWithoutRecord(
  source: PlanSource,
  request: PlanRequest,
  options: AskOptions,
): Promise<ReadonlyMap<string, ReadonlySet<string>>> {
  const byAsset = new Map<string, Set<string>>();
  const planned = planRun(source, request, Date.now());
  const steps = planned.kind === "plan" ? planned.plan.steps : [];
  const assetKeys = steps.filter(({ partitions }) => (partitions ?? []).length > 0).map(({ assetKey }) => assetKey);
  if (assetKeys.length === 0) return byAsset;
  const question = { assetKeys, write: false };
  const found = await adoptValues(source.projectDir, source.configFile, question, options).catch(() => []);
  for (const { key, partitionKey, state } of found) {
    if (state !== "found" || partitionKey === undefined) continue;
    byAsset.set(key, (byAsset.get(key) ?? new Set()).add(partitionKey));
  }
  return byAsset;
}

// The plan of what is missing: by the records and, where there are none, by what the managers say lies there.
import { adoptValues } from "../../runtime/host/index.js";
import { type Planned, type PlanRequest, type Project, planRun, relativeTo } from "../analysis/index.js";

/** Tells on standard error which values have no record: they are left as they are. */
export async function planMissing(project: Project, request: PlanRequest): Promise<Planned> {
  const planned = planRun(project, request);
  if (planned.kind !== "plan") return planned;
  const assetKeys = planned.plan.steps.filter(({ partitions }) => (partitions ?? []).length > 0).map(({ assetKey }) => assetKey);
  if (assetKeys.length === 0) return planned;
  const unrecorded = await valuesWithoutRecord(project, assetKeys);
  if (unrecorded.size === 0) return planned;
  for (const [key, partitions] of unrecorded) {
    const some = partitions.size === 1 ? "1 partition" : `${partitions.size} partitions`;
    console.error(`${some} of ${key} lie there without a record and are left as they are. Write the records: millrace adopt ${key}`);
  }
  return planRun(project, { ...request, unrecorded });
}

/** What cannot be asked (code that does not load, a store out of reach) the run itself will tell. */
async function valuesWithoutRecord(project: Project, assetKeys: readonly string[]): Promise<Map<string, Set<string>>> {
  const question = { assetKeys, write: false };
  const found = await adoptValues(project.dir, relativeTo(project.dir, project.configFile), question, { modules: project.modules() }).catch(
    () => [],
  );
  const byAsset = new Map<string, Set<string>>();
  for (const { key, partitionKey, state } of found) {
    if (state !== "found" || partitionKey === undefined) continue;
    byAsset.set(key, (byAsset.get(key) ?? new Set()).add(partitionKey));
  }
  return byAsset;
}

// The plan of what is missing: by the records and, where there are none, by what the managers say lies there.
import { type Planned, type PlanRequest, type Project, planRun } from "../analysis/index.js";
import { valuesWithoutRecord } from "../lsp/values-without-record.js";

/** Tells on standard error which values have no record: they are left as they are. */
export async function planMissing(project: Project, request: PlanRequest): Promise<Planned> {
  const unrecorded = await valuesWithoutRecord(project, request);
  for (const [key, partitions] of unrecorded) {
    const some = partitions.size === 1 ? "1 partition" : `${partitions.size} partitions`;
    console.error(`${some} of ${key} lie there without a record and are left as they are. Write the records: millrace adopt ${key}`);
  }
  return planRun(project, { ...request, unrecorded });
}

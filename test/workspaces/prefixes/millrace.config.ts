import { AssetSelection, Definitions, defineAssetJob, externalAsset, ScheduleDefinition } from "millrace";
import * as raw from "./src/raw.js";
import * as sales from "./src/sales.js";

const feed = externalAsset({ key: ["vendor", "feed"], group: "vendors" });
const nightly = defineAssetJob("nightly", { selection: AssetSelection.groups("sales").upstream() });

export default new Definitions({
  assets: [raw, sales, feed],
  jobs: [nightly],
  schedules: [new ScheduleDefinition({ job: nightly, cronSchedule: "0 3 * * *", executionTimezone: "Europe/Oslo" })],
});

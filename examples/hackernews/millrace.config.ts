// The front page of Hacker News as data assets: ids in a file, stories in DuckDB, word counts in a file.
import { AssetSelection, Definitions, DuckDBIOManager, defineAssetJob, FilesystemIOManager, ScheduleDefinition } from "millrace";
import * as assets from "./src/assets.js";

const hackernews_job = defineAssetJob("hackernews_job", { selection: AssetSelection.all() });

export default new Definitions({
  assets,
  resources: {
    io_manager: new FilesystemIOManager({ baseDir: "data" }),
    database_io_manager: new DuckDBIOManager({ database: "data/analytics.duckdb", schema: "hackernews" }),
  },
  jobs: [hackernews_job],
  schedules: [new ScheduleDefinition({ job: hackernews_job, cronSchedule: "0 * * * *" })],
});

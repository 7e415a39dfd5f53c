// A bakery's week: which assets there are, where they are stored, and what runs together.
import { Definitions, DuckDBIOManager, defineAssetJob, FilesystemIOManager } from "millrace";
import * as assets from "./src/assets.js";

export default new Definitions({
  assets,
  resources: {
    // Stores every asset that names no other manager: a file each, below data/.
    io_manager: new FilesystemIOManager({ baseDir: "data" }),
    warehouse: new DuckDBIOManager({ database: "data/bakery.duckdb", schema: "bakery" }),
  },
  // What closing time asks for: npx millrace materialize --job closing --missing-partitions
  jobs: [defineAssetJob("closing", { selection: "group:days" })],
});

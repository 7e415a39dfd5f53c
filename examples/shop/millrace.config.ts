// A shop's January: orders by day in DuckDB, what each day brought in as files, the month in one report.
import { Definitions, DuckDBIOManager, FilesystemIOManager } from "millrace";
import * as days from "./src/days.js";
import * as month from "./src/month.js";

export default new Definitions({
  assets: [days, month],
  resources: {
    io_manager: new FilesystemIOManager({ baseDir: "data" }),
    warehouse: new DuckDBIOManager({ database: "data/shop.duckdb", schema: "shop" }),
  },
});

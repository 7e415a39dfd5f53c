// The bakery: a few assets stored as files, two of them in DuckDB.
import { Definitions, DuckDBIOManager, FilesystemIOManager } from "millrace";
import * as assets from "./src/assets.js";
import * as trouble from "./src/trouble.js";

export default new Definitions({
  assets: [assets, trouble],
  resources: {
    io_manager: new FilesystemIOManager({ baseDir: "data" }),
    database: new DuckDBIOManager({ database: "data/bakery.duckdb", schema: "bakery" }),
  },
});

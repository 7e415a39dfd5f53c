// A census of the packages in node_modules: files are read once, SQL does the rest, a report and a chart come out.
import { Definitions, DuckDBIOManager, FilesystemIOManager } from "millrace";
import * as packages from "./src/packages.js";
import * as report from "./src/report.js";
import { TextFileIOManager } from "./src/text-file-io-manager.js";

export default new Definitions({
  assets: [packages, report],
  resources: {
    io_manager: new FilesystemIOManager({ baseDir: "data" }),
    warehouse: new DuckDBIOManager({ database: "data/census.duckdb", schema: "census" }),
    charts: new TextFileIOManager({ folder: "data", extension: ".svg" }),
  },
});

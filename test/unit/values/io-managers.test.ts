// Every included manager passes the suite.
import { DuckDBIOManager } from "../../../runtime/io/duckdb/manager.js";
import { FilesystemIOManager } from "../../../runtime/io/files/filesystem.js";
import { InMemoryIOManager } from "../../../runtime/io/memory/manager.js";
import { ioManagerSuite } from "../../support/io-manager-suite.js";

ioManagerSuite({ name: "FilesystemIOManager", make: () => new FilesystemIOManager({ baseDir: "data" }) });
ioManagerSuite({
  name: "DuckDBIOManager",
  make: () => new DuckDBIOManager({ database: "data/suite.duckdb" }),
  exceptions: { "any value": "a table holds rows; the manager's own tests check that everything else is refused" },
});
ioManagerSuite({
  name: "InMemoryIOManager",
  make: () => new InMemoryIOManager(),
  exceptions: {
    "survives the instance": "it keeps values in memory, which is its purpose",
    "refuses functions": "values that cannot be copied are kept as they are",
  },
});

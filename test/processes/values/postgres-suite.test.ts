// PostgresIOManager passes the suite against a real server.
import { PostgresIOManager } from "../../../runtime/io/postgres/manager.js";
import { ioManagerSuite } from "../../support/io-manager-suite.js";
import { eachDatabase } from "../../support/servers/each-database.js";

const database = eachDatabase("suite");

ioManagerSuite({
  name: "PostgresIOManager",
  make: () => new PostgresIOManager({ connection: database.connection }),
  exceptions: { "any value": "a table holds rows; the manager's own tests check that everything else is refused" },
});

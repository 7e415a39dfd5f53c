// PostgresIOManager passes the suite against a real server.
import { afterAll, beforeAll, beforeEach } from "vitest";
import { PostgresIOManager } from "../../../runtime/io/postgres/manager.js";
import { ioManagerSuite } from "../../support/io-manager-suite.js";
import { PostgresServer } from "../../support/servers/postgres.js";

let server: PostgresServer;
let connection: string;

beforeAll(async () => {
  server = await PostgresServer.start();
});

afterAll(() => server?.stop());

beforeEach(async () => {
  connection = await server.freshDatabase("suite");
});

ioManagerSuite({
  name: "PostgresIOManager",
  make: () => new PostgresIOManager({ connection }),
  exceptions: { "any value": "a table holds rows; the manager's own tests check that everything else is refused" },
});

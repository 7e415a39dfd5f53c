import { Definitions, DuckDBIOManager, FilesystemIOManager, InMemoryIOManager } from "millrace";
import * as assets from "./src/assets.js";
import { WAREHOUSE } from "./src/keys.js";

const shared = { io_manager: new FilesystemIOManager({ baseDir: "data" }) };
const byDeployment = {
  local: { ...shared, [WAREHOUSE]: new DuckDBIOManager({ database: "local.duckdb" }), scratch: new InMemoryIOManager() },
  production: { ...shared, [WAREHOUSE]: new DuckDBIOManager({ database: "/srv/w.duckdb", schema: "prod" }), scratch: new InMemoryIOManager() },
};
const deployment = (process.env["DEPLOYMENT"] ?? "local") as keyof typeof byDeployment;

export default new Definitions({ assets, resources: byDeployment[deployment] });

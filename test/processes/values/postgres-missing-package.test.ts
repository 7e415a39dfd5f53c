// Without the packages of PostgreSQL, an error names them and the command that installs them.
import { expect, it, vi } from "vitest";
import { DatabaseInputManager } from "../../../runtime/io/inputs/database/manager.js";
import { PostgresIOManager } from "../../../runtime/io/postgres/manager.js";
import { RedshiftIOManager } from "../../../runtime/io/redshift/manager.js";
import { inputContext } from "../../support/manager-contexts.js";

vi.mock("pg", () => {
  throw Object.assign(new Error("Cannot find package 'pg'"), { code: "ERR_MODULE_NOT_FOUND" });
});

it("says which package, and how to install it", async () => {
  const connection = "postgresql://u:p@127.0.0.1:1/d";
  const context = inputContext("t", null);
  const remedy = "needs the package pg. Install it: npm install pg pg-copy-streams";
  await expect(new PostgresIOManager({ connection }).loadInput(context)).rejects.toThrow(`[postgres] ${remedy}`);
  await expect(new DatabaseInputManager({ postgres: connection }).loadInput(context)).rejects.toThrow(`[database] ${remedy}`);
  const redshift = new RedshiftIOManager({ connection, staging: "s3://b/p", iamRole: "default" });
  await expect(redshift.loadInput(context)).rejects.toThrow(`[redshift] ${remedy}`);
});

// What is known about the manager of DuckDB tables before it is loaded.
import { tableAddress, tableName, tableSchema } from "../../contract/address.js";
import { type ManagerFacts, type StaticFacts, slashed } from "../../contract/manager-facts.js";

export const duckdb: StaticFacts<Extract<ManagerFacts, { kind: "duckdb" }>> = {
  className: "DuckDBIOManager",
  facts: (text) => ({ kind: "duckdb", className: "DuckDBIOManager", database: text("database", null), schema: text("schema", undefined) }),
  address({ database, schema }, value) {
    if (database === null || schema === null) return null;
    return tableAddress(slashed(database), tableSchema(value.assetKey, value.schema, schema, "main"), tableName(value.assetKey));
  },
};

// What is known about the manager of PostgreSQL tables before it is loaded.
import type { StaticFacts } from "../../contract/manager-facts.js";

export const postgres: StaticFacts = {
  className: "PostgresIOManager",
  facts: (text) => ({ kind: "table", className: "PostgresIOManager", schema: text("schema", undefined) }),
};

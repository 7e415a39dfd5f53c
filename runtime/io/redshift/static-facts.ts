// What is known about the manager of Redshift tables before it is loaded.
import type { StaticFacts } from "../../contract/manager-facts.js";

export const redshift: StaticFacts = {
  className: "RedshiftIOManager",
  facts: (text) => ({ kind: "table", className: "RedshiftIOManager", schema: text("schema", undefined) }),
};

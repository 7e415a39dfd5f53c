// What is known of the manager of Redshift's tables before it is loaded.
import type { StaticFacts } from "../../contract/manager-facts.js";

export const redshift: StaticFacts = {
  className: "RedshiftIOManager",
  facts: (text) => ({ kind: "table", className: "RedshiftIOManager", schema: text("schema", undefined) }),
};

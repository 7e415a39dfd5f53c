// What is known of the manager that loads from a database before it is loaded.
import type { StaticFacts } from "../../../contract/manager-facts.js";

export const databaseInput: StaticFacts = {
  className: "DatabaseInputManager",
  facts: () => ({ kind: "input-only", className: "DatabaseInputManager" }),
};

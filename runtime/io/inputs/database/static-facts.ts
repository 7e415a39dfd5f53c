// What is known about the manager for external databases before it is loaded.
import type { StaticFacts } from "../../../contract/manager-facts.js";

export const databaseInput: StaticFacts = {
  className: "DatabaseInputManager",
  facts: () => ({ kind: "input-only", className: "DatabaseInputManager" }),
};

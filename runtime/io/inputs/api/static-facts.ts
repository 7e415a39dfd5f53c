// What is known of the manager that loads from an API before it is loaded.
import type { StaticFacts } from "../../../contract/manager-facts.js";

export const apiInput: StaticFacts = {
  className: "ApiInputManager",
  facts: () => ({ kind: "input-only", className: "ApiInputManager" }),
};

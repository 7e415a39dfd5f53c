// What is known about the manager for APIs before it is loaded.
import type { StaticFacts } from "../../../contract/manager-facts.js";

export const apiInput: StaticFacts = {
  className: "ApiInputManager",
  facts: () => ({ kind: "input-only", className: "ApiInputManager" }),
};

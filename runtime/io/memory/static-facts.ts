// What is known about the manager for memory before it is loaded.
import type { StaticFacts } from "../../contract/manager-facts.js";

export const memory: StaticFacts = {
  className: "InMemoryIOManager",
  facts: () => ({ kind: "memory", className: "InMemoryIOManager" }),
};

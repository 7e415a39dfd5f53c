// What is known about managers in front of others, and about base classes for users, before they are loaded.
import type { StaticFacts } from "../../contract/manager-facts.js";

/** The inner managers determine the address and form of values. */
export const wrappers: readonly StaticFacts[] = ["MultiBackendIOManager", "PathIOManager", "TypedIOManager", "VersionedIOManager"].map(
  (className) => ({ className, facts: () => ({ kind: "other", className }) }),
);

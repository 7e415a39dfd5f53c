// What is known of managers in front of others, and of those users extend, before they are loaded.
import type { StaticFacts } from "../../contract/manager-facts.js";

/** Where values go, and in which form, the managers within decide. */
export const wrappers: readonly StaticFacts[] = ["MultiBackendIOManager", "PathIOManager", "TypedIOManager", "VersionedIOManager"].map(
  (className) => ({ className, facts: () => ({ kind: "other", className }) }),
);

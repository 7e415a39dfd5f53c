// The entry of `millrace/testing`: the conformance suite and contexts, for authors of I/O managers.
export { type LoadOptions, ManagerBench, type StoreOptions } from "./bench.js";
export type { Case, Exception } from "./cases.js";
export {
  type BuildInputContextOptions,
  type BuildOutputContextOptions,
  type BuiltOutputContext,
  buildInputContext,
  buildOutputContext,
} from "./contexts.js";
export { ioManagerSuite, type ManagerUnderTest, type TestFunctions } from "./suite.js";

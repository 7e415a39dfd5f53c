// Where the imports of the project lead, as the parent told this process.
import type { ModuleTable } from "../contract/modules.js";

let told: ModuleTable = {};

export function takeModules(modules: ModuleTable | undefined): void {
  told = modules ?? {};
}

/** Empty where nothing was told. */
export function toldModules(): ModuleTable {
  return told;
}

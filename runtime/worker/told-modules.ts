// The targets of the project's imports, which the parent sent to this process.
import type { ModuleTable } from "../contract/modules.js";

let told: ModuleTable = {};

export function takeModules(modules: ModuleTable | undefined): void {
  told = modules ?? {};
}

/** Empty when the parent sent none. */
export function toldModules(): ModuleTable {
  return told;
}

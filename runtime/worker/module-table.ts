// The targets of the project's imports, which the parent sent to this process.
import type { ModuleTable } from "../contract/modules.js";

let table: ModuleTable = {};

export function setModuleTable(modules: ModuleTable | undefined): void {
  table = modules ?? {};
}

/** Empty when the parent sent none. */
export function moduleTable(): ModuleTable {
  return table;
}

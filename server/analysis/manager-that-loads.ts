// The manager that loads what a parameter is given.
import type { ManagerFacts } from "./managers.js";
import type { ResolvedAsset, ResolvedInput } from "./model.js";
import type { Project } from "./project.js";

/** `ins[p].inputManagerKey`, else that of the asset, else the manager of the upstream asset; null if only executing the code can tell. */
export function managerThatLoads(project: Project, input: ResolvedInput, upstream: ResolvedAsset): ManagerFacts | null {
  if (input.inputManagerKey !== null) return project.model().resources.byKey.get(input.inputManagerKey)?.manager ?? null;
  return input.loader === undefined ? upstream.storage.manager : null;
}

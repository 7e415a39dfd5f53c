// Which manager loads the value of a parameter.
import type { ManagerFacts } from "./managers.js";
import type { ResolvedAsset, ResolvedInput } from "./model.js";
import type { Project } from "./project.js";

/**
 * `ins[p].inputManagerKey`, else that of the asset, else the manager of the upstream asset. Null if it is known only when the code is
 * executed.
 */
export function managerThatLoads(project: Project, input: ResolvedInput, upstream: ResolvedAsset): ManagerFacts | null {
  if (input.inputManagerKey !== null) return project.model().resources.byKey.get(input.inputManagerKey)?.manager ?? null;
  return input.loader === undefined ? upstream.storage.manager : null;
}

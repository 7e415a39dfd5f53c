// Whether a fix of one asset's function would change another asset.
import type { ResolvedAsset } from "../../model.js";
import type { Project } from "../../project.js";

/** Whether another asset uses the same function, and so the same parameters. */
export function isShared(project: Project, asset: ResolvedAsset): boolean {
  const fn = asset.declaration?.fn;
  return project.model().assets.some(({ key, declaration }) => {
    const other = declaration?.fn;
    return key !== asset.key && other?.file === fn?.file && other?.fact.bodySpan.start === fn?.fact.bodySpan.start;
  });
}

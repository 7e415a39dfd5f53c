// Whether what mends one asset's function would change another asset.
import type { ResolvedAsset } from "../../model.js";
import type { Project } from "../../project.js";

/** Another asset is made of the same function, and its parameters are that one's, too. */
export function isShared(project: Project, asset: ResolvedAsset): boolean {
  const fn = asset.declaration?.fn;
  return project.model().assets.some(({ key, declaration }) => {
    const other = declaration?.fn;
    return key !== asset.key && other?.file === fn?.file && other?.fact.bodySpan.start === fn?.fact.bodySpan.start;
  });
}

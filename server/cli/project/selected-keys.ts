// The keys of the assets that the selections of a command match. Empty without a selection, which means every asset.
import { select } from "../../../runtime/planning/index.js";
import type { Project } from "../../analysis/index.js";
import { UsageError } from "../output/usage-error.js";

/** External assets are left out, because Millrace does not store them. A selection that matches only external assets is a usage error. */
export function selectedKeys(project: Project, selection: readonly string[]): string[] {
  const { byKey } = project.model();
  return [...new Set(selection.flatMap((text) => storedKeys(text)))];

  function storedKeys(text: string): string[] {
    const selected = select(project.model(), text);
    if (selected.error !== null) throw new UsageError(selected.error);
    const stored = selected.keys.filter((key) => byKey.get(key)?.external !== true);
    const [external] = selected.keys;
    if (stored.length === 0 && external !== undefined)
      throw new UsageError(`${external} is external: something else stores it, and Millrace has no record of it.`);
    return stored;
  }
}

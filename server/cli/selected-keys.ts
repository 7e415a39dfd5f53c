// The keys that selections given to a command mean; none when none is given, which is every asset.
import { select } from "../../runtime/planning/index.js";
import type { Project } from "../analysis/index.js";
import { UsageError } from "./usage-error.js";

export function selectedKeys(project: Project, selection: readonly string[]): string[] {
  const keys = selection.flatMap((text) => {
    const selected = select(project.model(), text);
    if (selected.error !== null) throw new UsageError(selected.error);
    return selected.keys;
  });
  return [...new Set(keys)];
}

// Resolves a callee to a name of the SDK, as the file imports it.
import type { Project } from "../../project.js";

/**
 * For `asset`, `make` (imported as another name) and `millrace.asset` it is `asset`. Members are kept: `AssetSelection.keys`. Null for
 * everything that is not from the SDK.
 */
export function sdkName(project: Project, file: string, callee: string): string | null {
  const [local = "", ...members] = callee.split(".");
  const imported = project.facts(file)?.imports.get(local);
  if (imported?.specifier !== "millrace") return null;
  return [...(imported.imported === "*" ? [] : [imported.imported]), ...members].join(".");
}

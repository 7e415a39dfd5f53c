// Which name of the SDK a callee is, as a file imports it.
import type { Project } from "../../project.js";

/** `asset` of `asset`, `make` (imported as that), `millrace.asset`; `AssetSelection.keys` of that. Null for what is not the SDK's. */
export function sdkName(project: Project, file: string, callee: string): string | null {
  const [local = "", ...members] = callee.split(".");
  const imported = project.facts(file)?.imports.get(local);
  if (imported?.specifier !== "millrace") return null;
  return [...(imported.imported === "*" ? [] : [imported.imported]), ...members].join(".");
}

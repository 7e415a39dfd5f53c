// Why Millrace does not work in a project or for a file, and how to fix it. For users who see no features.
import * as l10n from "@vscode/l10n";
import { installAdvice, installCommand } from "../../runtime/contract/package-manager.js";
import { CONFIG_FILE } from "./config-file.js";
import { folderOf, relativeTo } from "./file-access.js";
import { installingIn } from "./installing.js";
import type { Project } from "./project.js";
import type { Workspace } from "./workspace.js";

export interface Trouble {
  readonly kind: "syntax" | "no-definitions" | "not-installed";
  /** The cause first, the fix last. */
  readonly message: string;
}

/** Finds troubles by reading alone. Nothing is executed. */
export function troubles(project: Project): Trouble[] {
  const found: Trouble[] = [];
  if (!project.hasSdk()) {
    found.push({ kind: "not-installed", message: notInstalled(project) });
  }
  const config = project.facts(project.configFile);
  const [mistake] = config?.syntaxErrors ?? [];
  if (mistake) {
    const message = config?.outdated
      ? l10n.t`${CONFIG_FILE} cannot be read: ${mistake.message} Its last readable version is used. Fix the syntax first.`
      : l10n.t`${CONFIG_FILE} cannot be read: ${mistake.message} Fix the syntax first.`;
    found.push({ kind: "syntax", message });
  } else if (project.model().definitions === null && project.described() === null) {
    const isNone = project.model().problems.some(({ code, place }) => code === "invalid-config" && place.file === project.configFile);
    const remedy = l10n.t("Write `export default new Definitions({ assets, resources })`.");
    const message = isNone
      ? l10n.t`${CONFIG_FILE} exports no Definitions that can be read, so no asset is known. ${remedy}`
      : l10n.t`Which Definitions ${CONFIG_FILE} exports is known only when the code is executed, so no asset is known.`;
    found.push({ kind: "no-definitions", message });
  }
  return found;
}

function notInstalled(project: Project): string {
  const { dir } = project;
  const installing = installingIn(project);
  const advice = installAdvice(installing, installCommand(installing.manager, null));
  return l10n.t`The package millrace is not installed, so types are not checked and nothing can run: neither ${dir} nor a folder above it has node_modules/millrace. ${advice}`;
}

/** Why a file belongs to no project. Null if it belongs to one. */
export function whyOutside(workspace: Workspace, file: string): string | null {
  if (workspace.projectIncluding(file)) return null;
  const above = nearestAbove(workspace, file);
  if (above === null) return l10n.t`No ${CONFIG_FILE} in the folder of this file or one above it. Add one, or run \`millrace init\`.`;
  const tsconfig = above.tsconfig();
  const config = relativeTo(above.dir, above.configFile);
  const path = relativeTo(above.dir, file);
  return tsconfig === null
    ? l10n.t`${path} does not belong to a project: ${config} does not import it, not even indirectly, and there is no tsconfig.json that could include it. Import it, or include it.`
    : l10n.t`${path} does not belong to a project: ${config} does not import it, not even indirectly, and ${relativeTo(above.dir, tsconfig)} does not include it. Import it, or include it.`;
}

function nearestAbove(workspace: Workspace, file: string): Project | null {
  for (let folder = folderOf(file); ; folder = folderOf(folder)) {
    const project = workspace.project(folder);
    if (project || folder === folderOf(folder)) return project;
  }
}

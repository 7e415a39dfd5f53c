// unresolved-import: an import cannot be resolved, or resolves to something that cannot be executed.
import * as l10n from "@vscode/l10n";
import { packageOf } from "../../../runtime/contract/package-manager.js";
import { relativeTo } from "../file-access.js";
import { addingTo } from "../installing.js";
import type { Project } from "../project.js";
import { isImportOfTypes } from "../reader/import-of-types.js";
import { defineProblem, type Finding } from "./finding/problem-kind.js";

export const unresolvedImport = defineProblem({
  code: "unresolved-import",
  severity: "error",
  title: () => l10n.t("An import cannot be resolved (reported in the terminal; the editor shows TypeScript's own error)."),
  find: { file: unresolvedImports },
});

const AS_TEXT = 'with { type: "text" }';

function unresolvedImports(file: string, project: Project): Finding[] {
  return (project.facts(file)?.needs ?? []).flatMap(({ specifier, span, type }) => {
    const place = { file, ...span };
    if (project.isForeign(file, specifier)) {
      if (type === "text") return [];
      const message = l10n.t`"${specifier}" is not code, JSON or text, so it cannot be imported. Read the file at run time, or import it as text: ${AS_TEXT}.`;
      return [{ place, message }];
    }
    const there = project.misspelt(file, specifier);
    if (there !== null) {
      const message = l10n.t`"${specifier}" is spelled differently from the file ${relativeTo(project.dir, there)}. On a disk that distinguishes upper and lower case it is not found. Spell the import like the file.`;
      return [{ place, message }];
    }
    if (project.canResolve(file, specifier)) return [];
    if (project.isDeclared(file, specifier)) {
      if (isImportOfTypes(file, project.files.read(file) ?? "", span)) return [];
      const message = l10n.t`"${specifier}" is declared, but it has no code to execute. Add the code${isPackage(specifier) ? ` (${addingTo(project, packageOf(specifier))})` : ""}, or import types alone: import type.`;
      return [{ place, message }];
    }
    const message = l10n.t`"${specifier}" cannot be resolved. ${remedyFor(project, file, specifier)}`;
    return [{ place, message }];
  });
}

function remedyFor(project: Project, file: string, specifier: string): string {
  if (specifier.startsWith(".")) return l10n.t("Fix the path, or create the file.");
  const [mapped] = project.mappedTo(file, specifier);
  if (mapped !== undefined)
    return l10n.t`"paths" of tsconfig.json send it to ${relativeTo(project.dir, mapped)}. Fix them, or create the file.`;
  if (specifier.startsWith("#")) return l10n.t('Name it in "imports" of package.json, or fix the path there.');
  return l10n.t`Install it: ${addingTo(project, packageOf(specifier))}`;
}

const isPackage = (specifier: string) => !/^[.#]/.test(specifier);

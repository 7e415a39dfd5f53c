// What keeps files from loading: syntax errors, imports that lead nowhere. For the terminal and for planning; an editor shows TypeScript's own.
import * as l10n from "@vscode/l10n";
import { packageOf } from "../../../runtime/contract/package-manager.js";
import type { Problem } from "../../../runtime/contract/problem.js";
import { relativeTo } from "../file-access.js";
import { addingTo } from "../installing.js";
import type { Project } from "../project.js";
import { isImportOfTypes } from "../reader/import-of-types.js";
import { judged } from "../severities.js";
import { problem } from "./problem.js";

export function loadProblems(project: Project, files: Iterable<string>): Problem[] {
  const found = [...files].flatMap((file) => [...syntaxErrors(project, file), ...unresolvedImports(project, file)]);
  return [...judged(found, project.severities())];
}

function syntaxErrors(project: Project, file: string): Problem[] {
  return (project.facts(file)?.syntaxErrors ?? []).map(({ message, span }) =>
    problem("syntax-error", { file, ...span }, l10n.t`TypeScript cannot read this: ${message} Fix the syntax first.`),
  );
}

const AS_TEXT = 'with { type: "text" }';

function unresolvedImports(project: Project, file: string): Problem[] {
  return (project.facts(file)?.needs ?? []).flatMap(({ specifier, span, type }) => {
    if (project.isForeign(file, specifier)) {
      if (type === "text") return [];
      const message = l10n.t`"${specifier}" is no code, JSON or text that can be imported. Read the file when it is needed, or import it as a text: ${AS_TEXT}.`;
      return [problem("unresolved-import", { file, ...span }, message)];
    }
    const there = project.misspelt(file, specifier);
    if (there !== null) {
      const message = l10n.t`"${specifier}" is spelled otherwise than the file, which is ${relativeTo(project.dir, there)}: where a disk tells capitals from small letters, it is not found. Spell the import as the file is.`;
      return [problem("unresolved-import", { file, ...span }, message)];
    }
    if (project.leadsSomewhere(file, specifier)) return [];
    if (project.isDeclared(file, specifier)) {
      if (isImportOfTypes(file, project.files.read(file) ?? "", span)) return [];
      const message = l10n.t`"${specifier}" is declared, but there is no code that could run. Add the code${isPackage(specifier) ? ` (${addingTo(project, packageOf(specifier))})` : ""}, or import types alone: import type.`;
      return [problem("unresolved-import", { file, ...span }, message)];
    }
    const message = l10n.t`"${specifier}" leads nowhere. ${remedyFor(project, file, specifier)}`;
    return [problem("unresolved-import", { file, ...span }, message)];
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

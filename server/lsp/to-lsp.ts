// Converts analysis' data to the protocol's. Besides documents.ts, only this file knows both.
import {
  type CodeAction,
  CodeActionKind,
  type CodeLens,
  type Diagnostic,
  DiagnosticSeverity,
  DiagnosticTag,
  type Hover,
  type TextEdit,
} from "vscode-languageserver";
import type { TextEdit as Edit, Fix, Problem, Severity } from "../../runtime/contract/problem.js";
import { type Hover as HoverText, isUnneeded, type Lens, type Refactoring } from "../analysis/index.js";
import type { Documents } from "./documents.js";
import { markup } from "./markup.js";

const SEVERITY: Record<Severity, DiagnosticSeverity> = {
  error: DiagnosticSeverity.Error,
  warning: DiagnosticSeverity.Warning,
  information: DiagnosticSeverity.Information,
  hint: DiagnosticSeverity.Hint,
};

export function toDiagnostic(problem: Problem, documents: Documents): Diagnostic {
  const section = documents.about(problem.code);
  return {
    range: documents.range(problem.place),
    severity: SEVERITY[problem.severity],
    code: problem.code,
    ...(section === null ? {} : { codeDescription: { href: section } }),
    source: "millrace",
    message: problem.message,
    // Editors show it faded instead of underlined.
    ...(isUnneeded(problem.code) ? { tags: [DiagnosticTag.Unnecessary] } : {}),
    relatedInformation: problem.related.map(({ message, place }) => ({
      message,
      location: { uri: documents.uri(place.file), range: documents.range(place) },
    })),
  };
}

export function toHover({ markdown, place }: HoverText, takesMarkdown: boolean, documents: Documents): Hover {
  return { contents: markup(markdown, takesMarkdown), range: documents.range(place) };
}

/** Edits grouped by document, as in a WorkspaceEdit. */
export function toEdits(edits: readonly Edit[], documents: Documents): Record<string, TextEdit[]> {
  const changes: Record<string, TextEdit[]> = {};
  for (const { place, text } of edits) {
    const uri = documents.uri(place.file);
    const known = changes[uri] ?? [];
    changes[uri] = known;
    if (text !== "" || place.start !== place.end) known.push({ range: documents.range(place), newText: text });
  }
  return changes;
}

export function toAction(fix: Fix, diagnostic: Diagnostic, documents: Documents): CodeAction {
  const changes = toEdits(fix.edits, documents);
  return { title: fix.title, kind: CodeActionKind.QuickFix, diagnostics: [diagnostic], isPreferred: fix.preferred, edit: { changes } };
}

const REFACTORINGS: Record<Refactoring["kind"], CodeActionKind> = {
  new: CodeActionKind.Refactor,
  extract: CodeActionKind.RefactorExtract,
  rewrite: CodeActionKind.RefactorRewrite,
};

export function toRefactoring({ title, kind, edits }: Refactoring, documents: Documents): CodeAction {
  return { title, kind: REFACTORINGS[kind], edit: { changes: toEdits(edits, documents) } };
}

const LENS_COMMANDS: Readonly<Record<Lens["action"], string>> = {
  materialize: "materialize",
  debug: "debug",
  "with-upstream": "materializeWithUpstream",
  show: "showGraph",
  "why-not": "whyNot",
};

/** `project` is the URI of the project's folder. The commands are the client's own, or the server's if it has none. */
export function toLens(lens: Lens, project: string, clientCommands: boolean, documents: Documents): CodeLens {
  const args =
    lens.action === "why-not" ? [lens.tooltip] : [project, ...(lens.action === "materialize" ? (lens.keys ?? [lens.key]) : [lens.key])];
  return {
    range: documents.range(lens.place),
    command: {
      title: lens.title,
      tooltip: lens.tooltip,
      command: `${clientCommands ? "millrace" : "millrace.server"}.${LENS_COMMANDS[lens.action]}`,
      arguments: args,
    },
  };
}

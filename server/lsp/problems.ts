// Publishes problems: of names and wiring immediately, of types when they are checked. Unchanged problems are not sent again.
import * as l10n from "@vscode/l10n";
import type { Connection, Diagnostic } from "vscode-languageserver";
import { DiagnosticSeverity } from "vscode-languageserver";
import type { Problem } from "../../runtime/contract/problem.js";
import { type Project, resolvePath } from "../analysis/index.js";
import type { Documents } from "./documents.js";
import type { Failure } from "./statuses.js";
import { toDiagnostic } from "./to-lsp.js";
import { createTypeChecks, type TypeChecks, type TypeChecksOptions } from "./type-checks.js";

export interface Problems {
  /** These files of the project changed. Null means that any file may have changed. */
  changed(project: Project, files: readonly string[] | null): void;
  /** Publishes the known problems again, because a run's failures changed. */
  refresh(project: Project): void;
  /** Every known problem of a project. Type problems are from the last completed check. */
  of(project: Project): readonly Problem[];
  /** The progress of type checks. */
  types(project: Project): Pick<TypeChecks, "waiting" | "checking" | "lastMs">;
  forget(project: Project): void;
  close(): void;
}

/** The milliseconds in which several edits cause one answer. Edits may come faster than a graph of thousands of assets is computed. */
const BURST = 10;

interface State {
  readonly types: TypeChecks;
  /** The problems that were last sent for a file, as JSON. Unchanged ones are not sent again. */
  readonly published: Map<string, string>;
  timer: NodeJS.Timeout | null;
}

export function createProblems(
  connection: Connection,
  documents: Documents,
  failures: (project: Project) => readonly Failure[],
  /** The problems of a project were published. `rest`: all checks are done. */
  onPublished: (project: Project, rest: boolean) => void,
  /** The client's activity: the number of requests so far, and the open files. */
  client: Pick<TypeChecksOptions, "requestCount" | "openFiles">,
): Problems {
  const states = new Map<string, State>();

  const stateOf = (project: Project): State => {
    let state = states.get(project.dir);
    if (!state) {
      const types = createTypeChecks({
        project,
        ...client,
        news: () => publish(project),
        settled: () => onPublished(project, true),
        failed: (error) => {
          connection.console.error(`${project.dir}: types could not be checked. ${error instanceof Error ? error.stack : error}`);
          onPublished(project, false);
        },
      });
      state = { types, published: new Map(), timer: null };
      states.set(project.dir, state);
    }
    return state;
  };

  const problemsOf = (project: Project): Problem[] => [...project.model().problems, ...stateOf(project).types.problems()];

  function publish(project: Project): void {
    const state = stateOf(project);
    const byFile = new Map<string, Diagnostic[]>();
    const add = (file: string, diagnostic: Diagnostic) => byFile.set(file, [...(byFile.get(file) ?? []), diagnostic]);
    for (const problem of problemsOf(project)) add(problem.place.file, toDiagnostic(problem, documents));
    for (const failure of failures(project)) {
      const found = failureDiagnostic(project, failure, documents);
      if (found) add(found.file, found.diagnostic);
    }
    for (const file of state.published.keys()) {
      if (byFile.has(file)) continue;
      state.published.delete(file);
      send(file, []);
    }
    for (const [file, diagnostics] of byFile) {
      const text = JSON.stringify(diagnostics);
      if (state.published.get(file) === text) continue;
      state.published.set(file, text);
      send(file, diagnostics);
    }
  }

  function send(file: string, diagnostics: Diagnostic[]): void {
    void connection.sendDiagnostics({ uri: documents.uri(file), diagnostics });
  }

  return {
    changed(project, files) {
      const state = stateOf(project);
      state.types.changed(files);
      state.timer ??= setTimeout(() => {
        state.timer = null;
        publish(project);
        onPublished(project, false);
      }, BURST);
    },
    refresh: publish,
    of: problemsOf,
    types: (project) => stateOf(project).types,
    forget(project) {
      const state = states.get(project.dir);
      if (!state) return;
      stop(state);
      for (const file of state.published.keys()) send(file, []);
      states.delete(project.dir);
    },
    close() {
      for (const state of states.values()) stop(state);
    },
  };
}

function stop({ timer, types }: State): void {
  if (timer) clearTimeout(timer);
  types.close();
}

function failureDiagnostic(
  project: Project,
  { assetKey, error }: Failure,
  documents: Documents,
): { file: string; diagnostic: Diagnostic } | null {
  const asset = project.model().byKey.get(assetKey);
  const file = error.place ? resolvePath(project.dir, error.place.file) : asset?.place.file;
  if (file === undefined || !asset) return null;
  const range = error.place ? documents.lineRange(file, error.place.line - 1) : documents.range(asset.place);
  const message = l10n.t`${assetKey} failed: ${error.message}`;
  return { file, diagnostic: { range, severity: DiagnosticSeverity.Error, source: "millrace run", message } };
}

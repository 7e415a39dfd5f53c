// Publishes problems: names and wiring at once, types as they are checked; what was told before is not told again.
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
  /** These files of the project changed; null is anything may have. */
  changed(project: Project, files: readonly string[] | null): void;
  /** Says again what is known, because a run's failures changed. */
  refresh(project: Project): void;
  /** Everything known of a project now; type problems as of the last quiet moment. */
  of(project: Project): readonly Problem[];
  /** How far the check of types is. */
  types(project: Project): Pick<TypeChecks, "waiting" | "checking" | "lastMs">;
  forget(project: Project): void;
  close(): void;
}

/** Milliseconds in which edits become one answer: a burst of them is faster than a graph of thousands of assets. */
const BURST = 10;

interface State {
  readonly types: TypeChecks;
  /** What the client was last told of a file, as JSON: the same is not said twice. */
  readonly published: Map<string, string>;
  timer: NodeJS.Timeout | null;
}

export function createProblems(
  connection: Connection,
  documents: Documents,
  failures: (project: Project) => readonly Failure[],
  /** The problems of a project were told anew; `rest`: nothing is left to be checked. */
  told: (project: Project, rest: boolean) => void,
  /** What the client does: the requests it made so far, and the files that it shows. */
  client: Pick<TypeChecksOptions, "asked" | "opened">,
): Problems {
  const states = new Map<string, State>();

  const stateOf = (project: Project): State => {
    let state = states.get(project.dir);
    if (!state) {
      const types = createTypeChecks({
        project,
        ...client,
        news: () => publish(project),
        settled: () => told(project, true),
        failed: (error) => {
          connection.console.error(`${project.dir}: types could not be checked. ${error instanceof Error ? error.stack : error}`);
          told(project, false);
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
      const told = JSON.stringify(diagnostics);
      if (state.published.get(file) === told) continue;
      state.published.set(file, told);
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
        told(project, false);
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

// Publishes problems: names and wiring at once, types after a quiet moment, file by file, giving way to newer edits.
import type { Connection, Diagnostic } from "vscode-languageserver";
import { DiagnosticSeverity } from "vscode-languageserver";
import type { Problem } from "../../runtime/contract/problem.js";
import { type Project, relocated, resolvePath, typeProblems } from "../analysis/index.js";
import type { Documents } from "./documents.js";
import type { Failure } from "./statuses.js";
import { toDiagnostic } from "./to-lsp.js";

export interface Problems {
  /** The project changed; `files` are looked at first. */
  changed(project: Project, files: readonly string[]): void;
  /** Says again what is known, because a run's failures changed. */
  refresh(project: Project): void;
  /** Everything known of a project now; type problems as of the last quiet moment. */
  of(project: Project): readonly Problem[];
  forget(project: Project): void;
  close(): void;
}

/** Milliseconds without an edit before types are asked for. */
const QUIET = 150;

interface State {
  readonly types: Map<string, readonly Problem[]>;
  /** What the client was last told of a file, as JSON: the same is not said twice. */
  readonly published: Map<string, string>;
  revision: number;
  timer: NodeJS.Timeout | null;
}

export function createProblems(
  connection: Connection,
  documents: Documents,
  failures: (project: Project) => readonly Failure[],
  settled: (project: Project) => void,
): Problems {
  const states = new Map<string, State>();

  const stateOf = (project: Project): State => {
    let state = states.get(project.dir);
    if (!state) {
      state = { types: new Map(), published: new Map(), revision: 0, timer: null };
      states.set(project.dir, state);
    }
    return state;
  };

  const problemsOf = (project: Project): Problem[] => {
    const types = [...stateOf(project).types.values()].flat().flatMap((problem) => relocated(project, problem));
    return [...project.model().problems, ...types];
  };

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

  async function checkTypes(project: Project, first: readonly string[]): Promise<void> {
    const state = stateOf(project);
    const { revision } = state;
    const files = filesInOrder(project, first);
    for (const file of [...state.types.keys()]) if (!files.includes(file)) state.types.delete(file);
    for (const [index, file] of files.entries()) {
      if (state.revision !== revision) return;
      state.types.set(file, typeProblems(project, file));
      // What the user looks at is shown as soon as it is known.
      if (index === first.length - 1) publish(project);
      await new Promise((next) => setImmediate(next));
    }
    if (state.revision !== revision) return;
    publish(project);
    // A click asks for types first of all; TypeScript should have read the project by then.
    const [any] = project.model().assets;
    if (any) project.types().output(any);
    settled(project);
  }

  return {
    changed(project, files) {
      const state = stateOf(project);
      state.revision++;
      publish(project);
      if (state.timer) clearTimeout(state.timer);
      state.timer = setTimeout(() => {
        void checkTypes(project, files).catch((error: unknown) => connection.console.error(String(error)));
      }, QUIET);
    },
    refresh: publish,
    of: problemsOf,
    forget(project) {
      const state = states.get(project.dir);
      if (!state) return;
      if (state.timer) clearTimeout(state.timer);
      state.revision++;
      for (const file of state.published.keys()) send(file, []);
      states.delete(project.dir);
    },
    close() {
      for (const state of states.values()) if (state.timer) clearTimeout(state.timer);
    },
  };
}

/** Files with assets: those asked for, those that load from them, then the rest. */
function filesInOrder(project: Project, first: readonly string[]): string[] {
  const model = project.model();
  const near = new Set(first);
  const dependants = model.assets.filter((asset) =>
    asset.inputs.some((input) => near.has(model.byKey.get(input.upstream ?? "")?.declaration?.file ?? "")),
  );
  const withFunctions = model.assets.flatMap((asset) => asset.declaration?.fn?.file ?? []);
  const known = new Set(withFunctions);
  const ordered = [
    ...first.filter((file) => known.has(file)),
    ...dependants.flatMap((asset) => asset.declaration?.fn?.file ?? []),
    ...known,
  ];
  return [...new Set(ordered)];
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
  const message = `${assetKey} failed: ${error.message}`;
  return { file, diagnostic: { range, severity: DiagnosticSeverity.Error, source: "millrace run", message } };
}

// Checks types in the quiet after an edit: the files it may have touched, one after another, giving way to newer edits.
import type { Problem } from "../../runtime/contract/problem.js";
import { filesAffected, type LoadedFrom, loadedFrom, type Project, relocated, typeProblems } from "../analysis/index.js";
import { breath } from "./breath.js";

export interface TypeChecks {
  /** These files changed; null is anything may have. What was not done before is done with it. */
  changed(files: readonly string[] | null): void;
  /** As of the last check of each file. */
  problems(): readonly Problem[];
  /** How many files wait to be checked. */
  readonly waiting: number;
  /** Something changed and not all of it is checked yet. */
  readonly checking: boolean;
  /** Milliseconds the last check took that came to its end; null before. */
  readonly lastMs: number | null;
  close(): void;
}

export interface TypeChecksOptions {
  readonly project: Project;
  /** What is known now is worth saying: the edited files are checked, or all are. */
  readonly news: () => void;
  /** Nothing waits any more. */
  readonly settled: () => void;
  readonly failed: (error: unknown) => void;
}

/** Milliseconds without an edit before types are asked for. */
const QUIET = 150;

/** Milliseconds of asking types at a stretch. */
const SLICE = 20;

export function createTypeChecks({ project, news, settled, failed }: TypeChecksOptions): TypeChecks {
  const known = new Map<string, readonly Problem[]>();
  const waiting = new Set<string>();
  let edited: readonly string[] = [];
  let everything = true;
  /** The wiring when files were last planned. */
  let before: LoadedFrom | null = null;
  let revision = 0;
  let timer: NodeJS.Timeout | null = null;
  let checking = false;
  let lastMs: number | null = null;

  function plan(): void {
    const all = filesOfAssets(project);
    for (const file of [...known.keys()]) if (!all.has(file)) known.delete(file);
    const after = loadedFrom(project);
    const affected = everything || before === null ? all : (filesAffected(project, edited, before, after) ?? all);
    before = after;
    for (const file of affected) if (all.has(file)) waiting.add(file);
    for (const file of waiting) if (!all.has(file)) waiting.delete(file);
    everything = false;
  }

  async function check(): Promise<void> {
    const started = revision;
    const isOld = () => revision !== started;
    plan();
    // What the user looks at is shown as soon as it is known.
    const first = edited.filter((file) => waiting.has(file));
    const spent = await checkFiles(first, isOld);
    if (isOld()) return;
    if (first.length > 0) news();
    await settleGuesses(isOld);
    const spentMore = await checkFiles([...waiting], isOld);
    if (isOld()) return;
    edited = [];
    checking = false;
    lastMs = spent + spentMore;
    // A click asks for types first of all; TypeScript should have read the project by then.
    const [any] = project.model().assets;
    if (any) project.types().output(any);
    news();
    settled();
  }

  /** Gives the milliseconds it took. */
  async function checkFiles(files: readonly string[], isOld: () => boolean): Promise<number> {
    let spent = 0;
    for (const file of files) {
      if (isOld()) break;
      const began = performance.now();
      known.set(file, typeProblems(project, file));
      spent += performance.now() - began;
      waiting.delete(file);
      await breath();
    }
    return spent;
  }

  /** Whether an export holds assets decides whether a name is one: told before all files are checked. */
  async function settleGuesses(isOld: () => boolean): Promise<void> {
    let asked = false;
    while (!isOld() && project.model() && !project.settle(SLICE)) {
      asked = true;
      await breath();
    }
    if (asked && !isOld()) news();
  }

  function gaveUp(error: unknown): void {
    checking = false;
    failed(error);
  }

  return {
    changed(files) {
      revision++;
      checking = true;
      if (files === null) everything = true;
      else edited = [...new Set([...files, ...edited])];
      if (timer) clearTimeout(timer);
      timer = setTimeout(() => void check().catch(gaveUp), QUIET);
    },
    problems: () => [...known.values()].flat().flatMap((problem) => relocated(project, problem)),
    get waiting() {
      return waiting.size;
    },
    get checking() {
      return checking;
    },
    get lastMs() {
      return lastMs;
    },
    close() {
      revision++;
      if (timer) clearTimeout(timer);
    },
  };
}

function filesOfAssets(project: Project): Set<string> {
  return new Set(project.model().assets.flatMap((asset) => asset.declaration?.fn?.file ?? []));
}

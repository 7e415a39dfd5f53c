// Checks types when edits pause: the files they may have affected, one after another. Newer edits come first.
import type { Problem } from "../../runtime/contract/problem.js";
import {
  createShapes,
  expectTypeProblems,
  filesAffected,
  type LoadedFrom,
  loadedFrom,
  loadingProblems,
  type Project,
  relatedAfter,
  relocated,
  storingProblems,
  withoutRepeats,
} from "../analysis/index.js";
import { untilNoRequests, yieldToClient } from "./breath.js";

export interface TypeChecks {
  /** These files changed. Null means that any file may have changed. Checks that were not done before are done with them. */
  changed(files: readonly string[] | null): void;
  /** The problems as of the last check of each file. */
  problems(): readonly Problem[];
  /** The number of files that wait for a check. */
  readonly waiting: number;
  /** Whether something changed that is not completely checked. */
  readonly checking: boolean;
  /** The milliseconds of the last completed check. Null before the first. */
  readonly lastMs: number | null;
  close(): void;
}

export interface TypeChecksOptions {
  readonly project: Project;
  /** The known problems should be published: the edited files are checked, or all are. */
  readonly news: () => void;
  /** Nothing waits for a check any more. */
  readonly settled: () => void;
  readonly failed: (error: unknown) => void;
  /** The number of requests that the client has made so far. */
  readonly requestCount: () => number;
  /** The files that are open in the client. */
  readonly openFiles: () => readonly string[];
}

/** The two checks of a file's types. `loads` comes first, because an edit of a type most often affects it. */
const CHECKS = { loads: loadingProblems, stores: storingProblems } as const;

/** One check of one file. */
type Check = `${keyof typeof CHECKS} ${string}`;

const fileOf = (check: Check) => check.slice(check.indexOf(" ") + 1);
const isOfLoads = (check: Check) => check.startsWith("loads ");

/** The milliseconds without an edit before types are checked. */
const QUIET = 150;

/** The milliseconds for which types are asked without a pause. */
const SLICE = 20;

/** The milliseconds without an edit before TypeScript reads the project in advance. */
const IDLE = 1_000;

/** The milliseconds after which the programs of a project without open files are released. */
const UNUSED = 300_000;

export function createTypeChecks({ project, news, settled, failed, requestCount, openFiles }: TypeChecksOptions): TypeChecks {
  const known = new Map<Check, readonly Problem[]>();
  /** The texts of files that problems refer to, as of these problems. */
  const texts = new Map<string, string>();
  const shapes = createShapes(project);
  const waiting = new Set<Check>();
  let edited: readonly string[] = [];
  let everything = true;
  /** The wiring when checks were last planned. */
  let before: LoadedFrom | null = null;
  let revision = 0;
  let timer: NodeJS.Timeout | null = null;
  let idle: NodeJS.Timeout | null = null;
  let checking = false;
  let lastMs: number | null = null;

  function plan(): void {
    const all = filesOfAssets(project);
    for (const check of [...known.keys()]) if (!all.has(fileOf(check))) known.delete(check);
    const after = loadedFrom(project);
    if (everything) for (const [file, { text }] of project.readFiles()) texts.set(file, text);
    const reshaped = everything ? shapes.learn() : shapes.changed(edited);
    const affected = everything || before === null ? all : (filesAffected(project, reshaped, before, after) ?? all);
    before = after;
    for (const file of affected) if (all.has(file)) waiting.add(`loads ${file}`).add(`stores ${file}`);
    for (const check of waiting) if (!all.has(fileOf(check))) waiting.delete(check);
    everything = false;
    if (waiting.size > 0) expectTypeProblems(project, filesWaiting());
  }

  async function check(): Promise<void> {
    const started = revision;
    const isOld = () => revision !== started;
    // Requests that need no types are answered first, because TypeScript may take seconds to read the project.
    await untilNoRequests(requestCount);
    if (isOld()) return;
    plan();
    // Problems in edited and open files are published as soon as they are known.
    const shown = new Set([...edited, ...openFiles()]);
    const first = [...waiting].filter((each) => shown.has(fileOf(each)));
    let spent = await run(first.filter(isOfLoads), isOld);
    if (isOld()) return;
    if (first.length > 0) news();
    await settleGuesses(isOld);
    spent += await run(
      first.filter((each) => !isOfLoads(each)),
      isOld,
    );
    spent += await run([...waiting], isOld);
    if (isOld()) return;
    edited = [];
    checking = false;
    lastMs = spent;
    news();
    settled();
    idle = setTimeout(warmUp, IDLE);
  }

  /** A hover or a click needs types immediately, so TypeScript should have read the project by then. */
  function warmUp(): void {
    const [any] = project.model().assets;
    if (any) project.types().output(any);
    idle = setTimeout(dropIfUnused, UNUSED);
    idle.unref?.();
  }

  function dropIfUnused(): void {
    const isOpen = openFiles().some((file) => project.includes(file) || project.sourceFiles().has(file));
    if (isOpen) {
      idle = setTimeout(dropIfUnused, UNUSED);
      idle.unref?.();
    } else project.forgetTypes();
  }

  /** Returns the milliseconds it took. */
  async function run(checks: readonly Check[], isOld: () => boolean): Promise<number> {
    let spent = 0;
    for (const check of checks) {
      if (isOld()) break;
      const began = performance.now();
      const problems = CHECKS[isOfLoads(check) ? "loads" : "stores"];
      known.set(check, problems(project, fileOf(check)));
      spent += performance.now() - began;
      waiting.delete(check);
      await yieldToClient();
    }
    return spent;
  }

  function filesWaiting(): ReadonlySet<string> {
    return new Set([...waiting].map(fileOf));
  }

  /** The places that problems refer to move with the text around them. If an edit touches such a place, the problems are computed again. */
  function moveRelated(file: string): void {
    const before = texts.get(file);
    const after = project.facts(file) && project.readFiles().get(file)?.text;
    if (after === undefined) return;
    texts.set(file, after);
    if (before === undefined || before === after) return;
    for (const [checked, problems] of known) {
      const moved = problems.map((problem) => relatedAfter(problem, file, before, after));
      if (moved.includes(null)) waiting.add(checked);
      else
        known.set(
          checked,
          moved.filter((each) => each !== null),
        );
    }
  }

  /** Whether an export contains assets decides whether a name is one, so guesses are settled before all files are checked. */
  async function settleGuesses(isOld: () => boolean): Promise<void> {
    let asked = false;
    while (!isOld() && project.model() && !project.settle(SLICE)) {
      asked = true;
      await yieldToClient();
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
      for (const file of files ?? []) moveRelated(file);
      if (files === null) everything = true;
      else edited = [...new Set([...files, ...edited])];
      stopTimers();
      timer = setTimeout(() => void check().catch(gaveUp), QUIET);
    },
    problems: () => withoutRepeats([...known.values()].flat()).flatMap((problem) => relocated(project, problem)),
    get waiting() {
      return filesWaiting().size;
    },
    get checking() {
      return checking;
    },
    get lastMs() {
      return lastMs;
    },
    close() {
      revision++;
      stopTimers();
    },
  };

  function stopTimers(): void {
    for (const each of [timer, idle]) if (each) clearTimeout(each);
  }
}

function filesOfAssets(project: Project): Set<string> {
  return new Set(project.model().assets.flatMap((asset) => asset.declaration?.fn?.file ?? []));
}

// Small real projects in a temporary folder, run by the real worker, which is built from the current sources.

import { existsSync, mkdirSync, mkdtempSync, readFileSync, realpathSync, rmSync, symlinkSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { dirname, join } from "node:path";
import { build } from "esbuild";
import type { DeclaredType } from "../../runtime/contract/asset.js";
import type { RunEvent, RunOutcome } from "../../runtime/contract/events.js";
import type { Binding, PlanStep, RunError, RunPlan } from "../../runtime/contract/run.js";
import { newRunId } from "../../runtime/contract/run-id.js";
import { type LiveRun, type StartRunOptions, startRun } from "../../runtime/host/run.js";
import { ofType } from "../support/events.js";
import { atEnd } from "./at-end.js";
import { repository } from "./repository.js";

let built: Promise<string> | null = null;

/** The folder of the package `millrace`, bundled from the sources once per test file. */
export function buildPackage(): Promise<string> {
  built ??= buildOnce();
  return built;
}

async function buildOnce(): Promise<string> {
  const folder = realpathSync(mkdtempSync(join(tmpdir(), "millrace-package-")));
  atEnd(() => rmSync(folder, { recursive: true, force: true }));
  symlinkSync(join(repository, "node_modules"), join(folder, "node_modules"), "junction");
  writeFileSync(
    join(folder, "package.json"),
    JSON.stringify({
      name: "millrace",
      version: "0.0.0",
      type: "module",
      exports: { ".": "./dist/index.js", "./worker": "./dist/worker.js" },
    }),
  );
  await build({
    absWorkingDir: repository,
    entryPoints: { index: "runtime/sdk/index.ts", worker: "runtime/worker/main.ts" },
    outdir: join(folder, "dist"),
    bundle: true,
    format: "esm",
    platform: "node",
    target: "node20.20",
    packages: "external",
    splitting: true,
    sourcemap: "linked",
    logLevel: "error",
  });
  return folder;
}

export interface Project {
  readonly dir: string;
  write(files: Readonly<Record<string, string>>): void;
  /** Starts a run of assets whose bindings are written as `"key(context, a, b)"`. The rest of a step has defaults. */
  start(steps: readonly (string | PlanStep)[], options?: Partial<StartRunOptions>): Promise<StartedRun>;
  /** Starts a run and waits for its end. */
  run(steps: readonly (string | PlanStep)[], options?: Partial<StartRunOptions>): Promise<FinishedRun>;
  remove(): void;
}

export interface StartedRun extends LiveRun {
  readonly events: RunEvent[];
  /** Resolves with the first event, past or future, that fits. */
  until(fits: (event: RunEvent) => boolean): Promise<RunEvent>;
}

export interface FinishedRun {
  readonly outcome: RunOutcome;
  readonly events: readonly RunEvent[];
  /** For example `"STEP_START a"`, without progress events. */
  readonly story: readonly string[];
  readonly logs: readonly string[];
  failure(assetKey?: string): RunEvent & { readonly error: RunError };
}

/** A project with these files and a `node_modules/millrace`. */
export async function makeProject(files: Readonly<Record<string, string>>): Promise<Project> {
  const packageDir = await buildPackage();
  const dir = realpathSync(mkdtempSync(join(tmpdir(), "millrace-project-")));
  mkdirSync(join(dir, "node_modules"));
  symlinkSync(packageDir, join(dir, "node_modules", "millrace"), "junction");
  const project: Project = {
    dir,
    write(more) {
      for (const [file, text] of Object.entries(more)) {
        const path = join(dir, file);
        if (!existsSync(dirname(path))) mkdirSync(dirname(path), { recursive: true });
        writeFileSync(path, text);
      }
    },
    async start(steps, options = {}) {
      const events: RunEvent[] = [];
      const listeners = new Set<(event: RunEvent) => void>();
      const live = await startRun(planOf(dir, steps), {
        ...options,
        sink(event) {
          events.push(event);
          for (const listener of listeners) listener(event);
        },
      });
      const until = (fits: (event: RunEvent) => boolean) =>
        new Promise<RunEvent>((done, failed) => {
          const past = events.find(fits);
          if (past !== undefined) return done(past);
          listeners.add((event) => fits(event) && done(event));
          void live.done.then(() =>
            failed(new Error(`the run ended before: ${events.map((event) => `${event.type} ${event.message ?? ""}`).join("\n")}`)),
          );
        });
      return { ...live, events, until };
    },
    async run(steps, options) {
      const started = await project.start(steps, options);
      const outcome = await started.done;
      const { events } = started;
      return {
        outcome,
        events,
        story: events
          .filter((event) => event.type !== "LOG" && event.type !== "PROGRESS")
          .map((event) => [event.type, event.assetKey].filter(Boolean).join(" ")),
        logs: events.filter((event) => event.type === "LOG").map((event) => `${event.level} ${event.assetKey ?? "-"}: ${event.message}`),
        failure(assetKey) {
          const found = [...ofType(events, "STEP_FAILURE"), ...ofType(events, "RUN_FAILURE")].find(
            (event): event is typeof event & { readonly error: RunError } => event.assetKey === assetKey && event.error !== undefined,
          );
          if (found === undefined)
            throw new Error(
              `no failure of ${assetKey ?? "the run"} among: ${events.map((event) => `${event.type} ${event.assetKey ?? ""} ${event.message ?? ""}`).join("\n")}`,
            );
          return found;
        },
      };
    },
    remove: () => rmSync(dir, { recursive: true, force: true }),
  };
  project.write(files);
  return project;
}

export function planOf(projectDir: string, steps: readonly (string | PlanStep)[]): RunPlan {
  const written = steps.map((step) => (typeof step === "string" ? stepOf(step) : step));
  const keys = new Set(written.map((step) => step.assetKey));
  return {
    version: 1,
    runId: newRunId(),
    projectDir,
    configFile: "millrace.config.ts",
    selection: [...keys],
    jobName: null,
    steps: written.map((step) => ({ ...step, after: step.after.filter((key) => keys.has(key)) })),
  };
}

const VALUE: DeclaredType = { form: "value" };

function stepOf(written: string): PlanStep {
  const [, assetKey = "", list = ""] = /^([^(]+)(?:\((.*)\))?$/.exec(written) ?? [];
  const names = list.split(",").flatMap((name) => name.trim() || []);
  const bindings = names.map(
    (name): Binding =>
      name === "context"
        ? { kind: "context" }
        : { kind: "input", parameter: name.split("/").at(-1) as string, assetKey: name, declared: VALUE },
  );
  return { assetKey, bindings, after: names.filter((name) => name !== "context"), output: VALUE, stores: true };
}

/** True while a process runs. A process that ended but was not waited for does not count. */
export function isAlive(pid: number): boolean {
  try {
    process.kill(pid, 0);
    return process.platform !== "linux" || !/^State:\s+Z/m.test(readFileSync(`/proc/${pid}/status`, "utf8"));
  } catch {
    return false;
  }
}

/** A config whose assets are the exports of `src/assets.ts`. */
export const CONFIG = `import { Definitions, DuckDBIOManager, FilesystemIOManager } from "millrace";
import * as assets from "./src/assets.js";
export default new Definitions({
  assets,
  resources: { io_manager: new FilesystemIOManager({ baseDir: "data" }), db: new DuckDBIOManager({ database: "data/test.duckdb", schema: "main" }) },
});
`;

// Messages from the child to the parent: sent in order, with user output attributed to its asset, and all sent before the end.
import { AsyncLocalStorage } from "node:async_hooks";
import { join } from "node:path";
import { format, inspect } from "node:util";
import type { RunEvent } from "../contract/events.js";
import type { LogLevel, RunError } from "../contract/run.js";
import type { WorkerMessage } from "../contract/worker.js";
import { toRunError } from "../engine/run-error.js";

export interface Report {
  send(message: WorkerMessage): void;
  /** Resolves when all sent messages have left this process. */
  flush(): Promise<void>;
  /** Runs `work` with its output attributed to an asset; calls `onLost` for unhandled rejections in it. */
  within<T>(assetKey: string, work: () => Promise<T>, onLost: (error: unknown) => void): Promise<T>;
  /** Sets the receiver of user output. Until this is called, output is kept. */
  onOutput(listener: (level: LogLevel, text: string, assetKey: string | null) => void): void;
  /** Sets the receiver of uncaught errors. It gets the asset whose code caused the error. */
  onCrash(listener: (error: unknown, assetKey: string | null) => void): void;
  /** Corrects the columns in the stacks of files whose first line the loader lengthened. */
  correctColumns(prefixLengths: ReadonlyMap<string, number>): void;
  errorOf(thrown: unknown, projectDir: string): RunError;
  /** The event with the columns of its error corrected. */
  correctEvent(event: RunEvent, projectDir: string): RunEvent;
}

/** Replaces `console`, the output streams and `process.exit`. There is one report in a process. */
export function openReport(exit: (code: number) => void): Report {
  const current = new AsyncLocalStorage<Underway>();
  const kept: [LogLevel, string, string | null][] = [];
  let listener: ((level: LogLevel, text: string, assetKey: string | null) => void) | null = null;
  let prefixes: ReadonlyMap<string, number> = new Map();
  let underway = 0;
  let drained: (() => void) | null = null;
  let crashed: ((error: unknown, assetKey: string | null) => void) | null = null;

  const currentAsset = () => current.getStore()?.assetKey ?? null;
  const output = (level: LogLevel, text: string) => {
    const assetKey = currentAsset();
    if (listener === null) kept.push([level, text, assetKey]);
    else listener(level, text, assetKey);
  };
  takeOverConsole(output);
  takeOverExit(currentAsset);

  const flush = async () => {
    if (underway > 0) await new Promise<void>((resolve) => (drained = resolve));
  };
  // The state of the process is unknown after an uncaught error, so it ends.
  const crash = (error: unknown) => {
    crashed?.(error, currentAsset());
    void flush().then(() => exit(1));
  };
  process.on("uncaughtException", crash);
  // A rejected promise without a handler interrupted only its own code, so it fails only its step.
  process.on("unhandledRejection", (error) => {
    const underway = current.getStore();
    if (underway === undefined) crash(error);
    else underway.onLost(error);
  });

  return {
    send(message) {
      const left = () => {
        underway--;
        if (underway === 0) drained?.();
      };
      underway++;
      try {
        process.send?.(message, undefined, undefined, left);
      } catch (error) {
        // A value cannot be cloned, for example a function that the project's code passed where the types do not allow it.
        left();
        throw error;
      }
    },
    flush,
    within: (assetKey, work, onLost) => current.run({ assetKey, onLost }, work),
    onOutput(next) {
      listener = next;
      for (const entry of kept.splice(0)) next(...entry);
    },
    onCrash(next) {
      crashed = next;
    },
    correctColumns: (lengths) => {
      prefixes = lengths;
    },
    correctEvent: (event, projectDir) =>
      !("error" in event) || event.error === undefined ? event : { ...event, error: corrected(event.error, projectDir, prefixes) },
    errorOf: (thrown, projectDir) => corrected(toRunError(thrown, projectDir), projectDir, prefixes),
  };
}

/** The step to which the running code belongs. */
interface Underway {
  readonly assetKey: string;
  readonly onLost: (error: unknown) => void;
}

function takeOverConsole(output: (level: LogLevel, text: string) => void): void {
  const levels = { log: "info", info: "info", debug: "debug", trace: "debug", warn: "warning", error: "error" } as const;
  for (const [method, level] of Object.entries(levels) as [keyof typeof levels, LogLevel][]) {
    console[method] = (...args: unknown[]) => output(level, format(...args));
  }
  console.dir = (value, options) => output("info", inspect(value, options));
  // Output on stderr is not necessarily an error: tools write progress and notes to it.
  for (const stream of [process.stdout, process.stderr]) {
    stream.write = ((chunk: string | Uint8Array, encoding?: unknown, callback?: unknown) => {
      output("info", (typeof chunk === "string" ? chunk : Buffer.from(chunk).toString("utf8")).replace(/\n$/, ""));
      const done = typeof encoding === "function" ? encoding : callback;
      if (typeof done === "function") process.nextTick(done as () => void);
      return true;
    }) as typeof stream.write;
  }
}

/** An asset that ends the process would end the whole run. Instead, only the asset fails. */
function takeOverExit(currentAsset: () => string | null): void {
  process.exit = ((code?: number) => {
    const asset = currentAsset();
    throw new ProcessExitError(
      `${asset === null ? "the config or a module it imports" : `the asset ${asset}`} called process.exit(${code ?? ""}). Throw an Error instead.`,
    );
  }) as typeof process.exit;
}

class ProcessExitError extends Error {
  override readonly name = "ProcessExitError";
}

function corrected(error: RunError, projectDir: string, prefixes: ReadonlyMap<string, number>): RunError {
  const { place, stack, cause, errors } = error;
  return {
    ...error,
    ...(stack === undefined ? {} : { stack: correctStack(stack, projectDir, prefixes) }),
    ...(place === undefined || place.line !== 1
      ? {}
      : { place: { ...place, column: Math.max(1, place.column - (prefixes.get(place.file) ?? 0)) } }),
    ...(cause === undefined ? {} : { cause: corrected(cause, projectDir, prefixes) }),
    ...(errors === undefined ? {} : { errors: errors.map((each) => corrected(each, projectDir, prefixes)) }),
  };
}

function correctStack(stack: string, projectDir: string, prefixes: ReadonlyMap<string, number>): string {
  let text = stack;
  for (const [file, length] of prefixes) {
    const start = `${join(projectDir, file)}:1:`;
    if (!text.includes(start)) continue;
    text = text.replace(
      new RegExp(`${escaped(start)}(\\d+)`, "g"),
      (_whole, column: string) => start + Math.max(1, Number(column) - length),
    );
  }
  return text;
}

function escaped(text: string): string {
  return text.replace(/[.*+?^${}()|[\]\\]/g, "\\$&");
}

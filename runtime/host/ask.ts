// Requests that execute a project's code in a child process: its assets, and stored values.
import type { RunError } from "../contract/run.js";
import type { SiteTable } from "../contract/sites.js";
import type {
  AdoptedValue,
  DescribedProject,
  MovedName,
  MovedValues,
  ShownValue,
  VerifiedValue,
  WorkerMessage,
  WorkerRequest,
} from "../contract/worker.js";
import { type ChildOptions, departed, startChild } from "./child.js";

export interface AskOptions extends ChildOptions {
  /** Cancels the request and ends the child. */
  readonly signal?: AbortSignal;
}

/** Thrown when the project's code failed. It contains the error of the code, with its place. */
export class ProjectFailure extends Error {
  readonly told: RunError;

  constructor(told: RunError) {
    super(told.message);
    this.name = "ProjectFailure";
    this.told = told;
  }
}

/** The project's assets as its code creates them, each with its call site. Rejects with a ProjectFailure when the code fails. */
export async function describeProject(
  projectDir: string,
  configFile: string,
  sites: SiteTable,
  options: AskOptions = {},
): Promise<DescribedProject> {
  const answer = await ask(projectDir, { kind: "describe", projectDir, configFile, sites }, options);
  if (answer.kind !== "described") throw unexpected(answer);
  if (!("assets" in answer.described))
    throw new ProjectFailure({ name: "Error", message: "the millrace installed in the project is older than this one. Update it there." });
  return answer.described;
}

/** Which value of an asset to show. */
export interface ShowQuestion {
  readonly assetKey: string;
  readonly partitionKey?: string;
  /** The maximum number of rows of a row-like value. */
  readonly rows: number;
  /** The resource that loads an undeclared external asset; absent for every other asset. */
  readonly loadedBy?: string;
}

/** The first rows of a stored value, or the value. Rejects with a ProjectFailure when no value is stored, or the code fails. */
export async function showValue(
  projectDir: string,
  configFile: string,
  question: ShowQuestion,
  options: AskOptions = {},
): Promise<ShownValue> {
  const answer = await ask(projectDir, { kind: "show", projectDir, configFile, ...question }, options);
  if (answer.kind === "shown") return answer.shown;
  throw unexpected(answer);
}

/** Reads the stored values of some assets (of all, when none is named) again and compares them with their records. */
export async function verifyValues(
  projectDir: string,
  configFile: string,
  assetKeys: readonly string[],
  options: AskOptions = {},
): Promise<readonly VerifiedValue[]> {
  const answer = await ask(projectDir, { kind: "verify", projectDir, configFile, assetKeys }, options);
  if (answer.kind === "verified") return answer.verified;
  throw unexpected(answer);
}

/**
 * The stored values of some assets (of all, when none is named) that have no record. With `write`, it writes records for them. Rejects with
 * a ProjectFailure when the code fails.
 */
export async function adoptValues(
  projectDir: string,
  configFile: string,
  { assetKeys, write }: { readonly assetKeys: readonly string[]; readonly write: boolean },
  options: AskOptions = {},
): Promise<readonly AdoptedValue[]> {
  const answer = await ask(projectDir, { kind: "adopt", projectDir, configFile, assetKeys, write }, options);
  if (answer.kind === "adopted") return answer.adopted;
  throw unexpected(answer);
}

/**
 * The stored values of some assets (of all, when none is named) under names of versions up to 0.3. With `write`, it moves them to the
 * current names. Rejects with a ProjectFailure when the code fails.
 */
export async function moveNames(
  projectDir: string,
  configFile: string,
  { assetKeys, write }: { readonly assetKeys: readonly string[]; readonly write: boolean },
  options: AskOptions = {},
): Promise<readonly MovedName[]> {
  const answer = await ask(projectDir, { kind: "move-names", projectDir, configFile, assetKeys, write }, options);
  if (answer.kind === "names-moved") return answer.values;
  throw unexpected(answer);
}

/**
 * Moves the stored values and records of the key `from` to the key `to`: it copies values first, then records, and only then removes the
 * old ones. Rejects with a ProjectFailure when another value is already stored there, or a value cannot be copied. The old values then
 * stay.
 */
export async function moveValues(
  projectDir: string,
  configFile: string,
  { from, to }: { readonly from: string; readonly to: string },
  options: AskOptions = {},
): Promise<MovedValues> {
  const answer = await ask(projectDir, { kind: "move", projectDir, configFile, from, to }, options);
  if (answer.kind === "moved") return answer.moved;
  throw unexpected(answer);
}

function ask(projectDir: string, request: WorkerRequest, options: AskOptions): Promise<WorkerMessage> {
  return new Promise((resolve, reject) => {
    if (options.signal?.aborted === true) return reject(new Error("the question was given up"));
    let answer: WorkerMessage | null = null;
    const lines: string[] = [];
    const child = startChild(projectDir, request, options, {
      message: (message) => {
        if (message.kind !== "event") answer ??= message;
      },
      output: (stream, line) => stream === "stderr" && lines.push(line),
      gone: (how) => {
        if (answer?.kind === "failed") return reject(new ProjectFailure(answer.error));
        if (answer !== null) return resolve(answer);
        const detail = lines.length === 0 ? "" : `: ${lines.slice(-5).join(" ")}`;
        reject(
          options.signal?.aborted === true
            ? new Error("the question was given up")
            : new Error(`the process that runs the project's code ${departed(how)}${detail}`),
        );
      },
    });
    options.signal?.addEventListener("abort", () => child.kill("SIGKILL"), { once: true });
  });
}

function unexpected(answer: WorkerMessage): Error {
  return new Error(`the worker answered with ${answer.kind}: it is of another version than this program. Install millrace again.`);
}

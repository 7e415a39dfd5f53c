// What the server needs from its platform: a Node.js process (`node-platform.ts`), or a worker of a browser (`web-platform.ts`).

import type { PrepareAnswer, SetUpAnswer } from "../../runtime/contract/editor.js";
import type { PackageManager } from "../../runtime/contract/package-manager.js";
import type { ProblemCode } from "../../runtime/contract/problem.js";
import type { ServerProcess } from "../../runtime/contract/server-status.js";
import type { StateWatcher } from "../../runtime/contract/state.js";
import type { FileAccess, NativeTypeScript, Project, ReadFile } from "../analysis/index.js";
import type { NativeUnavailable } from "./native-typescript.js";
import type { NodesOptions } from "./nodes.js";
import type { OtherRuns, OtherRunsOptions } from "./other-runs.js";
import type { RunHistory } from "./run-history.js";
import type { Runs, RunsOptions } from "./runs.js";

export interface Platform extends Addresses {
  readonly files: FileAccess;
  readonly version: string;
  /** Null if there is no process. */
  process(): ServerProcess | null;
  /** Calls `act` when `files` has the files or folders at these URIs, immediately if it reads them itself. The order of calls is kept. */
  bring(uris: readonly string[], act: () => void): void;
  /** What does not work on this platform for all projects, and why. Null if everything works. */
  note(): string | null;
  /** The bundle of a language, as JSON. Null if none is shipped. `locale` is LSP's: `de`, `pt-BR`. */
  words(locale: string): string | null;
  /** The native TypeScript that a project has installed, or why there is none. Null if no process can be started. */
  readonly nativeTypeScript: ((dir: string) => Promise<NativeTypeScript | NativeUnavailable>) | null;
  /** The facts of files from an earlier process. Null if nothing can be stored. */
  readonly keptFacts: KeptFacts | null;
  runs(options: PlatformRunsOptions): Runs;
  otherRuns(options: OtherRunsOptions): OtherRuns;
  history(runs: Runs): RunHistory;
  /** Watches the state of projects if no client watches it. Returns a function that stops it. */
  watchState(options: StateWatchOptions): () => void;
  /** Creates a project in the folder of a URI. Throws an error with a message for the user. */
  setUp(folder: string): SetUpAnswer;
  prepareInstall(folder: string, manager: PackageManager): PrepareAnswer;
}

export interface KeptFacts {
  /** The facts of the files of the project in a folder, by path. */
  read(dir: string): ReadonlyMap<string, ReadFile>;
  /** Saves the current facts, unless they are `known`. */
  keep(dir: string, project: Project, known: ReadonlyMap<string, ReadFile>): void;
}

export type StateWatchOptions = StateWatcher;

/** Converts between URIs outside and paths inside, which are absolute with `/`. */
export interface Addresses {
  /** A URI that names no file here is its own path, which belongs to no project. */
  path(uri: string): string;
  uri(path: string): string;
  /** The section of the problems page about a code, as a URI. Null if the page is not shipped. */
  about(code: ProblemCode): string | null;
}

export type PlatformRunsOptions = Omit<RunsOptions, "nodes"> & { readonly nodes: NodesOptions };

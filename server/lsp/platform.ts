// What the server needs of where it runs: a process of Node (`node-platform.ts`), or a worker of a browser (`web-platform.ts`).

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
  /** Null where there is no process. */
  process(): ServerProcess | null;
  /** Acts once `files` says what lies at these URIs, files or folders; at once where it reads by itself. Never out of order. */
  bring(uris: readonly string[], act: () => void): void;
  /** What does not work here and why, of every project; null when nothing is amiss. */
  note(): string | null;
  /** The bundle of a language, as JSON; null where none was shipped. `locale` is LSP's: `de`, `pt-BR`. */
  words(locale: string): string | null;
  /** The native TypeScript that a project has installed, or why there is none; null where no process can be started. */
  readonly nativeTypeScript: ((dir: string) => Promise<NativeTypeScript | NativeUnavailable>) | null;
  /** What files said in an earlier process; null where nothing can be kept. */
  readonly keptFacts: KeptFacts | null;
  runs(options: PlatformRunsOptions): Runs;
  otherRuns(options: OtherRunsOptions): OtherRuns;
  history(runs: Runs): RunHistory;
  /** Follows the state of the projects where no client watches it; returns what ends that. */
  watchState(options: StateWatchOptions): () => void;
  /** Starts a project in the folder of a URI; throws in words for the user. */
  setUp(folder: string): SetUpAnswer;
  prepareInstall(folder: string, manager: PackageManager): PrepareAnswer;
}

export interface KeptFacts {
  /** What the files of the project in a folder said, by path. */
  read(dir: string): ReadonlyMap<string, ReadFile>;
  /** Keeps what they say now, unless it is `known`. */
  keep(dir: string, project: Project, known: ReadonlyMap<string, ReadFile>): void;
}

export type StateWatchOptions = StateWatcher;

/** Between URIs outside and paths inside, which are absolute with `/`. */
export interface Addresses {
  /** What names no file here stands for itself, and for no file of any project. */
  path(uri: string): string;
  uri(path: string): string;
  /** The section of the page about problems that explains a code, as a URI; null where the page was not shipped. */
  about(code: ProblemCode): string | null;
}

export type PlatformRunsOptions = Omit<RunsOptions, "nodes"> & { readonly nodes: NodesOptions };

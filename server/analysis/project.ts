// The interface of one project for features: its files as facts, its resolved model and its types, all of one revision.
import type { ModuleTable } from "../../runtime/contract/modules.js";
import type { Severities } from "../../runtime/contract/problem.js";
import type { SiteTable } from "../../runtime/contract/sites.js";
import type { DescribedProject } from "../../runtime/contract/worker.js";
import type { FileFacts } from "./facts.js";
import type { FileAccess } from "./file-access.js";
import type { ReadFile } from "./file-readings.js";
import type { ProjectModel, ResolvedAsset } from "./model.js";
import type { Types } from "./reader/types.js";
import type { Records } from "./records.js";

export interface Project {
  readonly dir: string;
  readonly configFile: string;
  readonly files: FileAccess;
  /** The current facts of a file, or undefined if it does not exist. For a file with syntax errors, the facts before them. */
  facts(file: string): FileFacts | undefined;
  /** Every file whose facts were read, by path. */
  readFiles(): ReadonlyMap<string, ReadFile>;
  /** The severities from the settings in package.json, overridden by those of the editor. */
  severities(): Severities;
  /** The editor's settings changed. */
  severitiesChanged(): void;
  /** Names, wiring and graph problems, resolved again after each change. */
  model(): ProjectModel;
  /** Types on demand. The first question makes TypeScript read the project. */
  types(): Types;
  /** The types of some files only: TypeScript reads only what it needs for them. For this revision only. */
  typesOf(files: ReadonlySet<string>): Types;
  readonly records: Records;
  /** Every file that belongs to the project: reachable from the config, or included by tsconfig. */
  sourceFiles(): ReadonlySet<string>;
  /** The files that were read, and those that tsconfig includes. */
  knownFiles(): Iterable<string>;
  /** Whether tsconfig includes a file. */
  includes(file: string): boolean;
  /** Files that tsconfig includes whose text contains a word, also tests and scripts. */
  filesMentioning(word: string): readonly string[];
  /** Each file of the project, with the project's files that it imports. */
  importGraph(): ReadonlyMap<string, readonly string[]>;
  /** Whether a file has syntax errors, or imports one that has, so that its types are uncertain. */
  hasUnsureTypes(file: string): boolean;
  /** Every file that loads when the project runs. */
  loadedFiles(): ReadonlySet<string>;
  /** Whether an import resolves to a file, a package or a module of Node. */
  canResolve(fromFile: string, specifier: string): boolean;
  /** The file an import resolves to although it spells the name in another case. Null for every other import. */
  misspelt(fromFile: string, specifier: string): string | null;
  /** Where `paths` of tsconfig map an import. */
  mappedTo(fromFile: string, specifier: string): readonly string[];
  /** Whether an import resolves to a file that is neither code nor JSON nor text. */
  isForeign(fromFile: string, specifier: string): boolean;
  /** Whether an import resolves at least to declarations. */
  isDeclared(fromFile: string, specifier: string): boolean;
  /** Whether the `millrace` package is installed. */
  hasSdk(): boolean;
  /** Whether a file decides how TypeScript reads the project: a tsconfig, or one that it extends. */
  isConfiguredBy(file: string): boolean;
  /** The tsconfig.json in use, if any. */
  tsconfig(): string | null;
  /** The milliseconds that building the model took last time. Null before the first. */
  graphMs(): number | null;
  /** Something changed. `structure`: files were created or deleted, or a TypeScript config changed. */
  changed(paths: readonly string[], structure: boolean): void;
  /** Releases TypeScript's programs, which use most of the memory. The next question about types reads the project again. */
  forgetTypes(): void;
  /** Another TypeScript answers from now on, and types are asked again. The previous engine is closed, as when the project is closed. */
  engineChanged(): void;
  /** Takes a description from executing the code. It fills what reading leaves open, and overrides nothing. */
  describe(described: DescribedProject | null): void;
  described(): DescribedProject | null;
  /**
   * Asks TypeScript for about `budget` milliseconds what the model had to guess. Returns true if no guesses are left. A wrong guess
   * rebuilds the model.
   */
  settle(budget: number): boolean;
  /**
   * Whether reading leaves something open that executing the code could fill: an address, an option, or assets that a helper function
   * creates.
   */
  needsDescribing(): boolean;
  /** The calls that create assets in the loaded files, for the bundler to mark. */
  sites(): SiteTable;
  /** Where the imports of the loaded files lead, so that the bundler uses the same files. */
  modules(): ModuleTable;
  /** The asset's stored path: from its record, else where its manager would store it. Relative to the project if inside. */
  storedAt(asset: ResolvedAsset): string | null;
}

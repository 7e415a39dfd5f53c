// One project of the workspace as its features see it: its files as facts, its resolved model, its types, all of one revision.
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
  /** Facts of a file as it is now, or undefined when there is none; of one that cannot be read, what it said before. */
  facts(file: string): FileFacts | undefined;
  /** Every file that was read for its facts, by path. */
  readFiles(): ReadonlyMap<string, ReadFile>;
  /** How severe problems are, where settings say so: of package.json, and of the editor over it. */
  severities(): Severities;
  /** The editor's settings changed. */
  severitiesChanged(): void;
  /** Names, wiring and graph problems, resolved anew after each change. */
  model(): ProjectModel;
  /** Types on demand; the first question makes TypeScript read the project. */
  types(): Types;
  /** The same of what stands in some files alone: TypeScript reads no more than it needs for them. As of this revision. */
  typesOf(files: ReadonlySet<string>): Types;
  readonly records: Records;
  /** Every file that belongs to the project: reached from the config, or included by tsconfig. */
  sourceFiles(): ReadonlySet<string>;
  /** The files it was read from, and those that tsconfig includes. */
  knownFiles(): Iterable<string>;
  /** Whether tsconfig includes a file. */
  includes(file: string): boolean;
  /** Files tsconfig includes whose text holds a word: tests and scripts too. */
  filesMentioning(word: string): readonly string[];
  /** Each file of the project, and the files of it that this one imports. */
  importGraph(): ReadonlyMap<string, readonly string[]>;
  /** Whether a file cannot be read now, or imports one that cannot: nothing sure can be said of its types. */
  hasUnsureTypes(file: string): boolean;
  /** Every file that loads when the project runs. */
  loadedFiles(): ReadonlySet<string>;
  /** Whether an import finds a file, a package or a module of Node. */
  leadsSomewhere(fromFile: string, specifier: string): boolean;
  /** The file that an import finds although it spells the name in another case; null for every other import. */
  misspelt(fromFile: string, specifier: string): string | null;
  /** Where `paths` of tsconfig send an import by a name of their own. */
  mappedTo(fromFile: string, specifier: string): readonly string[];
  /** Whether an import leads to a file that is neither code nor JSON nor text. */
  isForeign(fromFile: string, specifier: string): boolean;
  /** Whether an import finds at least declarations. */
  isDeclared(fromFile: string, specifier: string): boolean;
  /** Whether the `millrace` package is there to be run, and to be typed against. */
  hasSdk(): boolean;
  /** Whether a file decides how TypeScript reads the project: a tsconfig, or one that it extends. */
  isConfiguredBy(file: string): boolean;
  /** The tsconfig.json that counts, if any. */
  tsconfig(): string | null;
  /** Milliseconds the model took when it was last made; null before. */
  graphMs(): number | null;
  /** Something changed: `structure` when files came or went, or a config of TypeScript did. */
  changed(paths: readonly string[], structure: boolean): void;
  /** Lets go of TypeScript's programs, which take most of the memory. The next question about types reads the project again. */
  forgetTypes(): void;
  /** Another TypeScript answers from now on: types are asked anew. What answered before is ended, as at the project's end. */
  engineChanged(): void;
  /** Takes in what running told; it fills what reading leaves open, and overrules nothing. */
  describe(described: DescribedProject | null): void;
  described(): DescribedProject | null;
  /** Asks TypeScript, for about `budget` milliseconds, what the model had to guess; true when it guessed nothing. A wrong guess makes the model anew. */
  settle(budget: number): boolean;
  /** Reading leaves something open that running could tell: an address, an option, or assets a helper makes. */
  needsDescribing(): boolean;
  /** The calls that make assets in the files that load, for the bundler to mark. */
  sites(): SiteTable;
  /** Where the imports of the files that load lead, for the bundler to take the same files. */
  modules(): ModuleTable;
  /** The asset's stored path: of its record, else where its manager would put it. Relative to the project when inside. */
  storedAt(asset: ResolvedAsset): string | null;
}

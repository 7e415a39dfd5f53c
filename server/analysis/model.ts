// The resolved project: every asset with its key, manager, inputs and deps, each with its place in the code.

import * as l10n from "@vscode/l10n";
import type { GraphJob, GraphSchedule, OpenFact } from "../../runtime/contract/asset.js";
import type { AssetSpec, InputSpec, OpenPart } from "../../runtime/contract/manifest.js";
import type { Place, Problem } from "../../runtime/contract/problem.js";
import type { DescribedAsset } from "../../runtime/contract/worker.js";
import type { ParameterFact } from "./facts.js";
import type { ManagerFacts } from "./managers.js";
import type { ReadPartitions } from "./partitions.js";
import type { AssetDeclaration, Value } from "./value.js";

export interface ProjectModel {
  /** Absolute, `/`-separated. */
  readonly dir: string;
  readonly configFile: string;
  /** In order of key; two of one key both stand here. Assets without a usable key do not. */
  readonly assets: readonly ResolvedAsset[];
  readonly byKey: ReadonlyMap<string, ResolvedAsset>;
  /** Whether there may be assets nobody can name without running; may ask for types. */
  mayHoldMore(): boolean;
  /** Whether reading leaves anything open that was not told since; may ask for types. */
  isOpen(): boolean;
  /** What requires executing code, in order of file and place. */
  readonly open: readonly OpenPart[];
  readonly resources: Resources;
  readonly jobs: readonly GraphJob[];
  readonly schedules: readonly GraphSchedule[];
  /** Everything wrong that names and wiring alone can show; types come on demand. */
  readonly problems: readonly Problem[];
  /** Where `assets` and `resources` of the Definitions stand, for fixes that add to them. */
  readonly definitions: DefinitionsPlaces | null;
  /** Every file of the project that was read. */
  readonly files: readonly string[];
}

export interface DefinitionsPlaces {
  readonly options: Value | null;
  readonly assets: Value | null;
  readonly resources: Value | null;
}

export interface Resources {
  readonly byKey: ReadonlyMap<string, Resource>;
  /** There may be more than reading can see. */
  readonly open: boolean;
}

export interface Resource {
  readonly key: string;
  readonly manager: ManagerFacts;
  /** Of the key in the Definitions. */
  readonly place: Place;
  /** `resource(…)` makes it, for those alone that say that they need it, and no other resource or manager says so. */
  readonly isMadeOnDemand: boolean;
}

export interface ResolvedAsset extends AssetSpec {
  readonly prefix: readonly string[];
  readonly description: string;
  /** Null for an external asset, and for one that no call in the project's text makes. */
  readonly declaration: AssetDeclaration | null;
  /** What running told of it. */
  readonly described: DescribedAsset | null;
  /** Reading alone does not list it: it is made in a loop, say. */
  readonly isOnlyTold: boolean;
  /** What of it only executing the code can tell. */
  readonly open: readonly OpenFact[];
  /** The function's first argument is the context. */
  readonly takesContext: boolean;
  /** External because a parameter names it that names no asset, and says what loads it. */
  readonly undeclared?: true;
  /** The name its own module exports it by; null when it does not. */
  readonly exportedAs: string | null;
  /** Where the asset is named: problems, lenses and definitions stand here. */
  readonly place: Place;
  readonly options: Value | null;
  readonly storage: ManagerChoice;
  /** The declared return is void, as far as text can tell. */
  readonly returnsNothing: boolean;
  readonly inputs: readonly ResolvedInput[];
  readonly deps: readonly ResolvedDep[];
  /** `metadata.schema`, for table managers. */
  readonly schema: string | undefined;
  readonly partitions: ReadPartitions;
}

/** Which manager was chosen, and why. */
export interface ManagerChoice {
  readonly why: "ioManager" | "ioManagerKey" | "io_manager" | "default" | "unknown";
  readonly key: string | null;
  /** Null where nothing is known of it. */
  readonly manager: ManagerFacts | null;
}

export interface ResolvedInput extends InputSpec {
  /** Position among the function's arguments. */
  readonly position: number;
  readonly fact: ParameterFact;
  /** Of the parameter's name. */
  readonly place: Place;
  /** What names the resource that loads it: of the `ins` entry, else of the asset; undefined where nothing does. */
  readonly loader: Value | undefined;
  /** The resource's key; null where none is named, or only executing the code can tell. */
  readonly inputManagerKey: string | null;
  /** The `ins` entry, when there is one. */
  readonly ins: Value | null;
}

/** One parameter and the asset it loads. */
export interface Edge {
  readonly consumer: ResolvedAsset;
  readonly input: ResolvedInput;
  readonly upstream: ResolvedAsset;
  /** What reaches the parameter: the value, a map of values by partition, or the value where it was materialized, else undefined (`maybe`) or null. Default: the value. */
  readonly gives?: "map" | "maybe" | "nullable";
}

export interface ResolvedDep {
  readonly key: string;
  readonly place: Place;
  /** An asset has this key, or the dep itself declares an external one. */
  readonly known: boolean;
  /** What is written is an asset, and no key. */
  readonly isAsset: boolean;
}

/** The group as people are told it. */
export function groupName({ group }: Pick<ResolvedAsset, "group">): string {
  return group ?? l10n.t("(known from executing the code)");
}

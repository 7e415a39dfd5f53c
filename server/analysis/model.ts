// The resolved project: every asset with its key, manager, inputs and deps, and its place in the code.

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
  /** In order of key. If two assets have the same key, both are here. Assets without a usable key are not. */
  readonly assets: readonly ResolvedAsset[];
  readonly byKey: ReadonlyMap<string, ResolvedAsset>;
  /** Whether there may be assets that are known only when the code is executed. May ask for types. */
  mayHoldMore(): boolean;
  /** Whether reading leaves anything open that executing the code has not reported since. May ask for types. */
  isOpen(): boolean;
  /** What requires executing code, in order of file and place. */
  readonly open: readonly OpenPart[];
  readonly resources: Resources;
  readonly jobs: readonly GraphJob[];
  readonly schedules: readonly GraphSchedule[];
  /** Every problem that names and wiring show. Type problems are computed on demand. */
  readonly problems: readonly Problem[];
  /** Where `assets` and `resources` of the Definitions are, for fixes that add to them. */
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
  /** There may be more resources than were read. */
  readonly open: boolean;
}

export interface Resource {
  readonly key: string;
  readonly manager: ManagerFacts;
  /** The place of the key in the Definitions. */
  readonly place: Place;
  /** It is created by `resource(…)`, only for assets that require it; no other resource or manager requires it. */
  readonly isMadeOnDemand: boolean;
}

export interface ResolvedAsset extends AssetSpec {
  readonly prefix: readonly string[];
  readonly description: string;
  /** Null for an external asset, and for one that no call in the project's text creates. */
  readonly declaration: AssetDeclaration | null;
  /** What executing the code reported about it. */
  readonly described: DescribedAsset | null;
  /** The asset was found only by executing the code, for example because a loop creates it. */
  readonly isOnlyDescribed: boolean;
  /** The facts of it that are known only when the code is executed. */
  readonly open: readonly OpenFact[];
  /** The function's first argument is the context. */
  readonly takesContext: boolean;
  /** It is external because a parameter names it, no asset has the name, and an option says what loads it. */
  readonly undeclared?: true;
  /** The name by which its own module exports it. Null if it is not exported. */
  readonly exportedAs: string | null;
  /** Where the asset is named: the place of problems, lenses and definitions. */
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

/** The chosen manager, and why it was chosen. */
export interface ManagerChoice {
  readonly why: "ioManager" | "ioManagerKey" | "io_manager" | "default" | "unknown";
  readonly key: string | null;
  /** Null if it is unknown. */
  readonly manager: ManagerFacts | null;
}

export interface ResolvedInput extends InputSpec {
  /** Position among the function's arguments. */
  readonly position: number;
  readonly fact: ParameterFact;
  /** The place of the parameter's name. */
  readonly place: Place;
  /** The value that names the resource that loads it: from the `ins` entry, else from the asset. Undefined if neither names one. */
  readonly loader: Value | undefined;
  /** The resource's key. Null if none is named, or if it is known only when the code is executed. */
  readonly inputManagerKey: string | null;
  /** The `ins` entry, if there is one. */
  readonly ins: Value | null;
}

/** One parameter and the asset it loads. */
export interface Edge {
  readonly consumer: ResolvedAsset;
  readonly input: ResolvedInput;
  readonly upstream: ResolvedAsset;
  /**
   * What is passed to the parameter: the value (the default), a map of values by partition, the value or undefined if it is not
   * materialized (`maybe`), or the value or null.
   */
  readonly gives?: "map" | "maybe" | "nullable";
}

export interface ResolvedDep {
  readonly key: string;
  readonly place: Place;
  /** An asset has this key, or the dep itself declares an external asset. */
  readonly known: boolean;
  /** The code names an asset, not a key. */
  readonly isAsset: boolean;
}

/** The group as shown to users. */
export function groupName({ group }: Pick<ResolvedAsset, "group">): string {
  return group ?? l10n.t("(known from executing the code)");
}

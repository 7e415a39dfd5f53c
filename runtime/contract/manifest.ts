// A project as plain data: everything that planning needs, without TypeScript.
import type { AssetKeyString, GraphJob, OpenFact } from "./asset.js";
import type { ModuleTable } from "./modules.js";
import type { BackfillMode, PartitionMappingSpec, PartitionsSpec } from "./partitions.js";
import type { Place, Problem } from "./problem.js";
import type { PlanStep } from "./run.js";

/** An asset for planning. Null and `unknown` mean that the value requires executing code. */
export interface AssetSpec {
  readonly key: AssetKeyString;
  readonly group: string | null;
  readonly kinds: readonly string[];
  readonly owners: readonly string[];
  readonly tags: Readonly<Record<string, string>>;
  readonly external: boolean;
  readonly partitions: PartitionsFact;
  /** How many partitions one call of its function materializes. */
  readonly backfill: BackfillMode | null;
  readonly inputs: readonly InputSpec[];
  readonly deps: readonly { readonly key: AssetKeyString }[];
  /** The places of its name, its declaration and its function. */
  readonly places: readonly Place[];
}

export interface InputSpec {
  readonly parameter: string;
  /** Null when no asset matches. */
  readonly upstream: AssetKeyString | null;
  /** The value in `ins`; null when `ins` does not set it. */
  readonly partitionMapping: PartitionMappingSpec | "unknown" | null;
  /** Whether a missing value is allowed. */
  readonly allowMissing: boolean | null;
}

export type PartitionsFact =
  | { readonly kind: "none" }
  | { readonly kind: "known"; readonly spec: PartitionsSpec }
  | { readonly kind: "unknown" }
  | { readonly kind: "wrong" };

/** What a run needs of an asset beside its wiring: its types, and where its value is stored. */
export interface StepSpec extends Pick<PlanStep, "bindings" | "output" | "stores" | "resources"> {
  /**
   * Where its manager would store the value, relative to the project when inside. Null when nothing is stored; absent if it requires
   * executing code.
   */
  readonly storedAt?: string | null;
}

/** One state of a project. It may have been created for some assets only, and contains the types of those. */
export interface ProjectManifest {
  readonly projectDir: string;
  /** Relative to the project, `/`-separated. */
  readonly configFile: string;
  /** Sorted by key. Two assets with the same key are both listed. */
  readonly assets: readonly AssetSpec[];
  readonly jobs: readonly GraphJob[];
  /** Something open decides what a plan contains, for example how many assets there are. */
  readonly isOpen: boolean;
  readonly open: readonly OpenPart[];
  /** Some partitions appear with time, and so do their problems. */
  readonly isByTime: boolean;
  /** The targets of imports. */
  readonly modules: ModuleTable;
  /** By asset. */
  readonly steps: Readonly<Record<AssetKeyString, StepSpec>>;
  readonly problems: ProjectProblems;
  /** Says that the package `millrace` is missing, with the remedy; null when it is installed. */
  readonly notInstalled: string | null;
}

export interface ProjectProblems {
  /** Problems that prevent the files of a run from loading. */
  readonly loading: readonly Problem[];
  /** Problems that prevent other files of the project from being read; null when they were not checked. */
  readonly elsewhere: readonly Problem[] | null;
  /** Problems of names and wiring. */
  readonly wiring: readonly Problem[];
  /** Problems of types, by file. */
  readonly typing: Readonly<Record<string, readonly Problem[]>>;
}

/** Code that cannot be understood without executing it. */
export interface OpenPart {
  readonly place: Place;
  /** Null when it does not have to belong to one asset. */
  readonly assetKey: AssetKeyString | null;
  /**
   * `assets`: there may be more assets than listed (`resources` and `jobs` likewise). `site`: a call creates assets that cannot be listed.
   */
  readonly what: OpenFact | "assets" | "resources" | "jobs" | "site";
}

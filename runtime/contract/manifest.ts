// What a project consists of, as plain data: all that planning needs, without TypeScript.
import type { AssetKeyString, GraphJob, OpenFact } from "./asset.js";
import type { ModuleTable } from "./modules.js";
import type { BackfillMode, PartitionMappingSpec, PartitionsSpec } from "./partitions.js";
import type { Place, Problem } from "./problem.js";
import type { PlanStep } from "./run.js";

/** An asset as planning sees it. Null, and `unknown`, mean that only executing the code can tell. */
export interface AssetSpec {
  readonly key: AssetKeyString;
  readonly group: string | null;
  readonly kinds: readonly string[];
  readonly owners: readonly string[];
  readonly tags: Readonly<Record<string, string>>;
  readonly external: boolean;
  readonly partitions: PartitionsFact;
  /** How many partitions one call of its function makes. */
  readonly backfill: BackfillMode | null;
  readonly inputs: readonly InputSpec[];
  readonly deps: readonly { readonly key: AssetKeyString }[];
  /** Where it is named, declared, and its function stands. */
  readonly places: readonly Place[];
}

export interface InputSpec {
  readonly parameter: string;
  /** Null where no asset is found. */
  readonly upstream: AssetKeyString | null;
  /** As `ins` gives it; null where it gives none. */
  readonly partitionMapping: PartitionMappingSpec | "unknown" | null;
  /** Whether a value that is not there is no error. */
  readonly allowMissing: boolean | null;
}

export type PartitionsFact =
  | { readonly kind: "none" }
  | { readonly kind: "known"; readonly spec: PartitionsSpec }
  | { readonly kind: "unknown" }
  | { readonly kind: "wrong" };

/** What a run needs of one asset beside its wiring: what its types say, and where its value lies. */
export interface StepSpec extends Pick<PlanStep, "bindings" | "output" | "stores" | "resources"> {
  /** Where its manager would put the value, relative to the project when inside; null where none is kept, absent if only executing the code can tell. */
  readonly storedAt?: string | null;
}

/** One state of a project. It may have been asked of some assets alone: what types say is known of those. */
export interface ProjectManifest {
  readonly projectDir: string;
  /** Relative to the project, `/`-separated. */
  readonly configFile: string;
  /** In order of key; two of one key both stand here. */
  readonly assets: readonly AssetSpec[];
  readonly jobs: readonly GraphJob[];
  /** Reading leaves something open that decides what a plan is: how many assets there are, say. */
  readonly isOpen: boolean;
  readonly open: readonly OpenPart[];
  /** Some of its partitions come with time, and with them what is wrong with them. */
  readonly isByTime: boolean;
  /** Where imports lead. */
  readonly modules: ModuleTable;
  /** By asset. */
  readonly steps: Readonly<Record<AssetKeyString, StepSpec>>;
  readonly problems: ProjectProblems;
  /** That the package `millrace` is missing, with the remedy; null where it is there. */
  readonly notInstalled: string | null;
}

export interface ProjectProblems {
  /** What keeps the files of a run from loading. */
  readonly loading: readonly Problem[];
  /** What keeps other files of the project from being read; null where nobody looked. */
  readonly elsewhere: readonly Problem[] | null;
  /** What names and wiring show. */
  readonly wiring: readonly Problem[];
  /** What types show, by file. */
  readonly typing: Readonly<Record<string, readonly Problem[]>>;
}

/** Something in the code that reading cannot follow to the end. */
export interface OpenPart {
  readonly place: Place;
  /** Null where it need not be of one asset. */
  readonly assetKey: AssetKeyString | null;
  /** `assets`: there may be more of them than are listed; `resources`, `jobs` likewise; `site`: a call that makes assets nobody can list. */
  readonly what: OpenFact | "assets" | "resources" | "jobs" | "site";
}

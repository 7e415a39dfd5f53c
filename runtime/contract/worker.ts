// What the parent asks of the child process that runs user code, and what the child tells.
import type { AssetGraph, AssetKeyString } from "./asset.js";
import type { RunEvent } from "./events.js";
import type { ModuleTable } from "./modules.js";
import type { BackfillMode, PartitionMappingSpec, PartitionsSpec } from "./partitions.js";
import type { ProblemCode } from "./problem.js";
import type { Materialization, RunError, RunPlan } from "./run.js";
import type { SiteRef, SiteTable } from "./sites.js";
import type { LookAnswer, LookQuestion, PartitionsShown } from "./value.js";

/** The parent sends exactly one of these after the fork, then at most a `Cancel`, or what it asks of one that looks. */
export type WorkerRequest = WorkerTask & {
  /** Where the parent looked for variables of the environment, beside its own; absent: nowhere. */
  readonly envFiles?: readonly EnvFile[];
  /** Where analysis found imports to lead; absent: nobody looked. */
  readonly modules?: ModuleTable;
};

/** Its values are in the child's environment, and nowhere else. */
export interface EnvFile {
  readonly path: string;
  readonly exists: boolean;
}

export type WorkerTask =
  | { readonly kind: "run"; readonly plan: RunPlan }
  | {
      readonly kind: "describe";
      readonly projectDir: string;
      readonly configFile: string;
      /** The calls that make assets, so that each asset can tell which one made it. */
      readonly sites: SiteTable;
    }
  | {
      readonly kind: "show";
      readonly projectDir: string;
      readonly configFile: string;
      readonly assetKey: AssetKeyString;
      /** Absent: of an asset with partitions, they are listed. */
      readonly partitionKey?: string;
      /** At most this many rows of a row-like value. */
      readonly rows: number;
      /** The resource that loads an external asset which nobody declares; absent for every other one. */
      readonly loadedBy?: string;
    }
  /** Stays, and answers `Ask` after `Ask`, one at a time, until the parent ends it. */
  | { readonly kind: "look"; readonly projectDir: string; readonly configFile: string }
  | {
      readonly kind: "verify";
      readonly projectDir: string;
      readonly configFile: string;
      /** All assets when empty. */
      readonly assetKeys: readonly AssetKeyString[];
    }
  | {
      readonly kind: "adopt";
      readonly projectDir: string;
      readonly configFile: string;
      /** All assets when empty. */
      readonly assetKeys: readonly AssetKeyString[];
      /** Writes the records; else it is only told which would be written. */
      readonly write: boolean;
    }
  | {
      readonly kind: "move-names";
      readonly projectDir: string;
      readonly configFile: string;
      /** All assets when empty. */
      readonly assetKeys: readonly AssetKeyString[];
      /** Moves them; else it is only told what would be moved. */
      readonly write: boolean;
    }
  | {
      readonly kind: "move";
      readonly projectDir: string;
      readonly configFile: string;
      /** The key an asset had, under which its values and records lie. */
      readonly from: AssetKeyString;
      /** The key it has, or is about to have. */
      readonly to: AssetKeyString;
    };

/** Ends a run, or a child that looks. */
export interface Cancel {
  readonly kind: "cancel";
}

/** To a child that looks: a question of this number. */
export interface Ask {
  readonly kind: "ask";
  readonly id: number;
  readonly question: LookQuestion;
}

/** What the child says. `answer` and `failed` end a describe or show; a run ends with its RUN_* event. */
export type WorkerMessage =
  | { readonly kind: "event"; readonly event: RunEvent }
  | { readonly kind: "described"; readonly described: DescribedProject }
  | { readonly kind: "shown"; readonly shown: ShownValue }
  | { readonly kind: "verified"; readonly verified: readonly VerifiedValue[] }
  | { readonly kind: "adopted"; readonly adopted: readonly AdoptedValue[] }
  | { readonly kind: "moved"; readonly moved: MovedValues }
  | { readonly kind: "names-moved"; readonly values: readonly MovedName[] }
  | { readonly kind: "looked"; readonly id: number; readonly answer: LookAnswer }
  | { readonly kind: "unanswered"; readonly id: number; readonly error: RunError }
  | { readonly kind: "failed"; readonly error: RunError };

/** What only running the project's code can tell. */
export interface DescribedProject {
  /** In order of key. */
  readonly assets: readonly DescribedAsset[];
  readonly jobs: AssetGraph["jobs"];
  readonly schedules: AssetGraph["schedules"];
  /** Asset key → where it is stored, as the manager's own `describe` says. */
  readonly storedAt: Readonly<Record<AssetKeyString, string | null>>;
  /** Name → the class of the value. */
  readonly resources: Readonly<Record<string, ToldClass>>;
  /** What is wrong with the Definitions; assets that could not be named, and all but one of a key, are not among `assets`. */
  readonly problems?: readonly DescribedProblem[];
  /** File → the hash of the text whose sites were asked about. */
  readonly hashes: Readonly<Record<string, string>>;
}

/** The class of a value, as running tells it. */
export interface ToldClass {
  /** Null where it is no instance of one. */
  readonly className: string | null;
  /** It is the class of this package, and not another of the same name. */
  readonly sdk: boolean;
}

export interface DescribedProblem {
  readonly code: ProblemCode;
  readonly message: string;
  readonly assetKeys: readonly AssetKeyString[];
  /** The call that made the asset; null where none is known. */
  readonly site: SiteRef | null;
}

/** One asset as the running code has it. */
export interface DescribedAsset {
  readonly key: AssetKeyString;
  readonly external: boolean;
  /** The call that made it; null where nothing tells, in a compiled package say. */
  readonly site: SiteRef | null;
  /** The module that ran when it was made, relative to the project. */
  readonly declaredIn: string | null;
  /** As far as the function's own text tells. */
  readonly parameters: readonly DescribedParameter[];
  /** Its newest record says that there was nothing to store. */
  readonly storesNothing: boolean;
  readonly options: DescribedOptions;
}

export interface DescribedParameter {
  readonly name: string;
  readonly isContext: boolean;
  /** The asset it loads. */
  readonly asset: AssetKeyString | null;
}

/** The options of an asset that wiring, checks and the graph are made of; absent where they are not given. */
export interface DescribedOptions {
  readonly group?: string;
  readonly description?: string;
  readonly ioManagerKey?: string;
  readonly inputManagerKey?: string;
  /** The class of an `ioManager` instance. */
  readonly ioManager?: ToldClass;
  readonly kinds?: readonly string[];
  readonly owners?: readonly string[];
  readonly tags?: Readonly<Record<string, string>>;
  /** Entries that are plain text, numbers, booleans, or lists and records of these. */
  readonly metadata?: Readonly<Record<string, unknown>>;
  /** Whole keys. */
  readonly deps?: readonly AssetKeyString[];
  readonly ins?: Readonly<Record<string, DescribedInput>>;
  readonly partitions?: PartitionsSpec;
  readonly backfill?: BackfillMode;
  readonly requiredResourceKeys?: readonly string[];
}

export interface DescribedInput {
  readonly key?: AssetKeyString;
  readonly inputManagerKey?: string;
  readonly columns?: readonly string[];
  readonly allowMissing?: boolean;
  readonly partitionMapping?: PartitionMappingSpec;
}

export interface ShownValue {
  /** The asset's key. */
  readonly key: AssetKeyString;
  /** Where the value is stored. */
  readonly storedAt: string | null;
  /** The key of the I/O manager. Null when it was given as an instance. */
  readonly ioManagerKey: string | null;
  /** The newest record. Null when there is none. */
  readonly materialization: Materialization | null;
  /** Only for an asset with partitions when none was named: the partitions that have a value. */
  readonly partitions?: PartitionsShown;
  /** For rows: the first ones, as JSON. Otherwise null. */
  readonly rows: readonly Readonly<Record<string, unknown>>[] | null;
  /** The number of rows, when all were loaded. */
  readonly total?: number;
  /** For any other value: the value when it is JSON, otherwise `{ format, preview }`. Null beside `rows`. */
  readonly value: unknown;
}

/** What re-reading one stored value gave. */
export interface VerifiedValue {
  /** The asset's key. */
  readonly key: AssetKeyString;
  /** The partition. */
  readonly partitionKey?: string;
  /** Where the value is stored. */
  readonly storedAt: string | null;
  /**
   * `ok`; `unreadable`; `unchecked`: nothing is stored; `without-key`: the definition no longer has the partition; `collision`:
   * readable, but another value has the same name on a disk that ignores case.
   */
  readonly state: "ok" | "unreadable" | "unchecked" | "without-key" | "collision";
  /** What `ok` rests on. */
  readonly by?: "hash" | "count" | "reading" | "presence";
  /** Why the value is unreadable or was not checked. */
  readonly reason: string | null;
}

/** One value that has no record, or an asset of which nobody can tell. */
export interface AdoptedValue {
  /** The asset's key. */
  readonly key: AssetKeyString;
  /** The partition. */
  readonly partitionKey?: string;
  /** Where the value is stored. */
  readonly storedAt: string | null;
  /** `found`: there is a value without a record. `unsure`: it could be any of several values, or the manager cannot be reached. */
  readonly state: "found" | "unsure";
  /** Why it is unsure. */
  readonly reason: string | null;
}

/** A stored value under a name that versions to 0.3 gave it. */
export interface MovedName {
  /** The asset's key. */
  readonly key: AssetKeyString;
  /** The partition. */
  readonly partitionKey?: string;
  /** The old path. */
  readonly from: string;
  /** The new path. */
  readonly to: string;
  /** `kept`: the value stays at its old path. */
  readonly state: "moved" | "kept";
  /** Why it is kept. */
  readonly reason: string | null;
}

/** What followed an asset to its new key. */
export interface MovedValues {
  /** The number of values that moved. Each partition that is stored separately counts. */
  readonly values: number;
  /** The number of records that moved. */
  readonly records: number;
  /** Where the newest value is stored now. Null when nothing is stored. */
  readonly storedAt: string | null;
  /** Addresses of old values that could not be removed. Each of them was copied. */
  readonly left: readonly string[];
}

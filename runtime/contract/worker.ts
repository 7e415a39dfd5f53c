// The messages between the parent and the child process that executes user code.
import type { AssetGraph, AssetKeyString } from "./asset.js";
import type { RunEvent } from "./events.js";
import type { ModuleTable } from "./modules.js";
import type { BackfillMode, PartitionMappingSpec, PartitionsSpec } from "./partitions.js";
import type { ProblemCode } from "./problem.js";
import type { Materialization, RunError, RunPlan } from "./run.js";
import type { SiteRef, SiteTable } from "./sites.js";
import type { LookAnswer, LookQuestion, PartitionsShown } from "./value.js";

/** The parent sends one of these after the fork. After it, it sends at most a `Cancel`, or questions to a child that reads values. */
export type WorkerRequest = WorkerTask & {
  /** The files in which the parent searched environment variables; absent: none. */
  readonly envFiles?: readonly EnvFile[];
  /** The targets of imports, as analysis resolved them; absent: they were not resolved. */
  readonly modules?: ModuleTable;
};

/** Its variables are only in the child's environment. */
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
      /** The calls that create assets, so that each asset can report its call. */
      readonly sites: SiteTable;
    }
  | {
      readonly kind: "show";
      readonly projectDir: string;
      readonly configFile: string;
      readonly assetKey: AssetKeyString;
      /** Absent for an asset with partitions: the partitions are listed. */
      readonly partitionKey?: string;
      /** The maximum number of rows of a row-like value. */
      readonly rows: number;
      /** The resource that loads an undeclared external asset; absent for every other asset. */
      readonly loadedBy?: string;
    }
  /** Stays alive and answers one `Ask` after the other until the parent ends it. */
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
      /** Writes the records; otherwise it only reports which records it would write. */
      readonly write: boolean;
    }
  | {
      readonly kind: "move-names";
      readonly projectDir: string;
      readonly configFile: string;
      /** All assets when empty. */
      readonly assetKeys: readonly AssetKeyString[];
      /** Moves the values; otherwise it only reports what it would move. */
      readonly write: boolean;
    }
  | {
      readonly kind: "move";
      readonly projectDir: string;
      readonly configFile: string;
      /** The old key of the asset, under which its values and records are stored. */
      readonly from: AssetKeyString;
      /** The new key of the asset. */
      readonly to: AssetKeyString;
    };

/** Ends a run, or a child that reads values. */
export interface Cancel {
  readonly kind: "cancel";
}

/** To a child that reads values: the question with this number. */
export interface Ask {
  readonly kind: "ask";
  readonly id: number;
  readonly question: LookQuestion;
}

/** The messages of the child. `answer` and `failed` end a describe or show. A run ends with its RUN_* event. */
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

/** The facts about a project that require executing its code. */
export interface DescribedProject {
  /** Sorted by key. */
  readonly assets: readonly DescribedAsset[];
  readonly jobs: AssetGraph["jobs"];
  readonly schedules: AssetGraph["schedules"];
  /** Asset key → where its value is stored, from the manager's own `describe`. */
  readonly storedAt: Readonly<Record<AssetKeyString, string | null>>;
  /** Name → the class of the value. */
  readonly resources: Readonly<Record<string, ToldClass>>;
  /** Problems of the Definitions. Assets without a name, and all but one asset with the same key, are not in `assets`. */
  readonly problems?: readonly DescribedProblem[];
  /** File → the hash of the text whose sites were requested. */
  readonly hashes: Readonly<Record<string, string>>;
}

/** The class of a value in the executed code. */
export interface ToldClass {
  /** Null when the value is not an instance of a class. */
  readonly className: string | null;
  /** The class is the one of this package, not another class with the same name. */
  readonly sdk: boolean;
}

export interface DescribedProblem {
  readonly code: ProblemCode;
  readonly message: string;
  readonly assetKeys: readonly AssetKeyString[];
  /** The call that created the asset; null when it is unknown. */
  readonly site: SiteRef | null;
}

/** One asset in the executed code. */
export interface DescribedAsset {
  readonly key: AssetKeyString;
  readonly external: boolean;
  /** The call that created it; null when it is unknown, for example in a compiled package. */
  readonly site: SiteRef | null;
  /** The module that created it, relative to the project. */
  readonly declaredIn: string | null;
  /** Read from the text of the function. */
  readonly parameters: readonly DescribedParameter[];
  /** Its newest record says that there was no value to store. */
  readonly storesNothing: boolean;
  readonly options: DescribedOptions;
}

export interface DescribedParameter {
  readonly name: string;
  readonly isContext: boolean;
  /** The asset it loads. */
  readonly asset: AssetKeyString | null;
}

/** The options of an asset that wiring, checks and the graph use; absent when they are not set. */
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

/** A value without a record, or an asset that cannot be checked. */
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

/** A stored value under a name that versions up to 0.3 used. */
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

/** What was moved to the new key of an asset. */
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

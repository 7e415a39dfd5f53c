// The context through which a function accesses its run.
import type { PartitionRange } from "../contract/partitions.js";
import type { KeyList } from "../partitions/index.js";
import type { AssetKey } from "./asset-key.js";
import type { Log } from "./log.js";
import type { MetadataInput } from "./metadata.js";

interface ContextShape {
  readonly resources?: object;
  readonly partitioned?: true;
}

/** The first parameter of an asset's function, when it is named `context` or `_context`. */
export interface AssetContext<Shape extends ContextShape = Record<never, never>> {
  /** The asset's key. */
  readonly assetKey: AssetKey;
  /** The id of the run. */
  readonly runId: string;
  /** Writes log messages of this asset. Each becomes a `LOG` event of the run. */
  readonly log: Log;
  /** Aborted when the run is canceled. Pass it to `fetch` and to everything else that takes an `AbortSignal`. */
  readonly signal: AbortSignal;
  /** The `resources` of the Definitions, by key. */
  readonly resources: Shape extends { readonly resources: infer R extends object } ? R : ResourcesByName;
  /** Whether the asset has partitions. */
  readonly hasPartitionKey: Shape extends { readonly partitioned: true } ? true : boolean;
  /** The partition to materialize. Throws when the asset has no partitions, or when the call materializes several. */
  readonly partitionKey: string;
  /** All partitions to materialize: one, unless `backfillPolicy` allows several in one call. Throws when the asset has no partitions. */
  readonly partitionKeys: KeyList;
  /** The first and the last of them. Throws when they are not a contiguous range. */
  readonly partitionKeyRange: PartitionRange;
  /** The time window of the partitions; `end` is exclusive. Throws when the keys are not time windows. */
  readonly partitionTimeWindow: { readonly start: Date; readonly end: Date };
  /** The key of each dimension: `{ date: "2026-01-01", region: "eu" }`. */
  readonly partitionKeysByDimension: Readonly<Record<string, string>>;
  /** Adds metadata entries to the materialization. The last value of a label wins. */
  addOutputMetadata(entries: Readonly<Record<string, MetadataInput>>): void;
  /** Reports the progress of the function, which views of the run show. */
  reportProgress(done: number, total?: number, message?: string): void;
}

// biome-ignore lint/suspicious/noExplicitAny: resources are the user's own objects; without a type argument access is untyped.
export type ResourcesByName = { readonly [name: string]: any };

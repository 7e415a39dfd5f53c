// What a function sees of the run it is part of.
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
  readonly assetKey: AssetKey;
  readonly runId: string;
  readonly log: Log;
  /** Aborted when the run is canceled: hand it to `fetch` and friends. */
  readonly signal: AbortSignal;
  /** What the Definitions give as `resources`. */
  readonly resources: Shape extends { readonly resources: infer R extends object } ? R : ResourcesByName;
  readonly hasPartitionKey: Shape extends { readonly partitioned: true } ? true : boolean;
  /** The partition to make. Throws where the asset has no partitions, or several are made in one call. */
  readonly partitionKey: string;
  /** All partitions to make: one, unless the asset's `backfillPolicy` says that a call makes several. Throws where the asset has none. */
  readonly partitionKeys: KeyList;
  /** The first and the last of them. Throws when they are no contiguous range. */
  readonly partitionKeyRange: PartitionRange;
  /** The time they stand for, its end exclusive. Throws where keys are no times. */
  readonly partitionTimeWindow: { readonly start: Date; readonly end: Date };
  /** The key of each dimension: `{ date: "2026-01-01", region: "eu" }`. */
  readonly partitionKeysByDimension: Readonly<Record<string, string>>;
  /** Adds entries to the materialization. The last value of a label wins. */
  addOutputMetadata(entries: Readonly<Record<string, MetadataInput>>): void;
  /** Tells how far the function is; shown wherever the run is shown. */
  reportProgress(done: number, total?: number, message?: string): void;
}

// biome-ignore lint/suspicious/noExplicitAny: resources are the user's own objects; without a type argument access is untyped.
export type ResourcesByName = { readonly [name: string]: any };

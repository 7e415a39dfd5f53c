// What a manager is told when it is asked where a value lies.
import type { Materialization } from "../contract/run.js";
import type { PartitionSlice } from "../partitions/index.js";
import type { DescribeContext } from "../sdk/io-manager.js";
import type { ResolvedAsset } from "../sdk/resolve.js";

/** `partitions` null: all of the asset is meant. */
export function describeContext(
  asset: ResolvedAsset,
  projectDir: string,
  materialization: Materialization | null,
  partitions: PartitionSlice | null,
): DescribeContext {
  const { metadata = {}, group = "default", tags = {} } = asset.definition.options;
  return { assetKey: asset.key, projectDir, metadata, group, tags, declared: { form: "value" }, partitions, materialization };
}

// The context that a manager gets when it is asked where a value is stored.
import type { Materialization } from "../contract/run.js";
import type { PartitionSlice } from "../partitions/index.js";
import type { DescribeContext } from "../sdk/io-manager.js";
import type { ResolvedAsset } from "../sdk/resolve.js";

/** `partitions` null: the whole asset. */
export function describeContext(
  asset: ResolvedAsset,
  projectDir: string,
  materialization: Materialization | null,
  partitions: PartitionSlice | null,
): DescribeContext {
  const { metadata = {}, group = "default", tags = {} } = asset.definition.options;
  return { assetKey: asset.key, projectDir, metadata, group, tags, declared: { form: "value" }, partitions, materialization };
}

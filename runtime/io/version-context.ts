// A stored version as an inner manager is asked for it: as if it were an asset of its own, without partitions.
import type { Materialization } from "../contract/run.js";
import { AssetKey } from "../sdk/asset-key.js";
import type { InputContext, OutputContext } from "../sdk/io-manager.js";
import { derived } from "./derived-context.js";
import { stemOf } from "./stored-files.js";
import type { VersionEntry } from "./version-list.js";

export const UNPARTITIONED = { hasPartitions: false, partitions: null } as const;

/** A version as if it were an asset of its own. */
export function versionOf(context: InputContext, entry: VersionEntry): InputContext {
  return derived(context, {
    ...UNPARTITIONED,
    assetKey: keyOf(context, entry.version),
    upstreamOutput: { ...context.upstreamOutput, external: false, materialization: recordOf(context.assetKey, entry) },
  });
}

/** `<key>[/<dimension>=<key>]/<version>`. */
export function keyOf({ assetKey, partitions }: OutputContext | InputContext, version: string): AssetKey {
  return keyBelow(assetKey, stemOf({ assetKey, partitions }), version);
}

/** The asset as which an inner manager stores one version: `<key>[/<dimension>=<key>]/<version>`. */
export function keyBelow(asset: AssetKey, stem: string, version: string): AssetKey {
  const segments = stem.split("/").slice(asset.path.length);
  return new AssetKey([...asset.path, ...segments, version]);
}

/** A version as the record of that asset. */
export function recordOf(asset: AssetKey, { version, timestamp, manager, stored }: VersionEntry): Materialization {
  return { assetKey: asset.toString(), runId: version, timestamp, durationMs: 0, ioManagerKey: null, manager, stored, metadata: {} };
}

// The context in which an inner manager handles a stored version: as if it were a separate asset without partitions.
import type { Materialization, StoredAs } from "../../contract/run.js";
import { AssetKey } from "../../sdk/asset-key.js";
import type { InputContext } from "../../sdk/io-manager.js";
import { createLog } from "../../sdk/log.js";
import { derived } from "../derived-context.js";
import type { VersionEntry } from "./version-list.js";

export const UNPARTITIONED = { hasPartitions: false, partitions: null } as const;

/** A version as if it were a separate asset; `stem` is the location of the list of versions. */
export function versionOf(context: InputContext, stem: string, entry: VersionEntry): InputContext {
  return derived(context, {
    ...UNPARTITIONED,
    assetKey: keyBelow(context.assetKey, stem, entry.version),
    upstreamOutput: { ...context.upstreamOutput, external: false, materialization: recordOf(context.assetKey, entry) },
  });
}

/** The asset key under which an inner manager stores one version: `<key>[/<dimension>=<key>]/<version>`. */
export function keyBelow(asset: AssetKey, stem: string, version: string): AssetKey {
  const segments = stem.split("/").slice(asset.path.length);
  return new AssetKey([...asset.path, ...segments, version]);
}

/** A version as a record of that asset. */
export function recordOf(asset: AssetKey, { version, timestamp, manager, stored }: VersionEntry): Materialization {
  return { assetKey: asset.toString(), runId: version, timestamp, durationMs: 0, ioManagerKey: null, manager, stored, metadata: {} };
}

/** The content of a record for a value, in addition to what the inner manager returned for its version. */
export interface InnerDetails {
  readonly version: string;
  readonly manager: string;
  readonly details?: Readonly<Record<string, unknown>>;
}

/** The content of the asset's record for a version. */
export function storedAs({ version, manager, stored }: Pick<VersionEntry, "version" | "manager" | "stored">): StoredAs {
  const details: InnerDetails = { version, manager, ...(stored.details && { details: stored.details }) };
  return { ...stored, details: { ...details } };
}

/** The context of a version outside a run. */
export function outsideRun(asset: AssetKey, stem: string, entry: VersionEntry, projectDir: string): InputContext {
  const assetKey = keyBelow(asset, stem, entry.version);
  return {
    ...UNPARTITIONED,
    assetKey,
    projectDir,
    declared: { form: "value" },
    log: createLog(() => undefined),
    resources: {},
    signal: new AbortController().signal,
    runId: null,
    jobName: null,
    parameter: null,
    consumer: null,
    metadata: {},
    upstreamOutput: { metadata: {}, group: "default", tags: {}, materialization: recordOf(asset, entry), external: false },
    addInputMetadata: () => undefined,
    getAssetIdentifier: () => assetKey.path,
  };
}

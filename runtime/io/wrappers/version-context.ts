// A stored version as an inner manager is asked for it: as if it were an asset of its own, without partitions.
import type { Materialization, StoredAs } from "../../contract/run.js";
import { AssetKey } from "../../sdk/asset-key.js";
import type { InputContext } from "../../sdk/io-manager.js";
import { createLog } from "../../sdk/log.js";
import { derived } from "../derived-context.js";
import type { VersionEntry } from "./version-list.js";

export const UNPARTITIONED = { hasPartitions: false, partitions: null } as const;

/** A version as if it were an asset of its own; `stem` is where the list of versions lies. */
export function versionOf(context: InputContext, stem: string, entry: VersionEntry): InputContext {
  return derived(context, {
    ...UNPARTITIONED,
    assetKey: keyBelow(context.assetKey, stem, entry.version),
    upstreamOutput: { ...context.upstreamOutput, external: false, materialization: recordOf(context.assetKey, entry) },
  });
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

/** What a record says of a value beside what the inner manager says of its version. */
export interface InnerDetails {
  readonly version: string;
  readonly manager: string;
  readonly details?: Readonly<Record<string, unknown>>;
}

/** What the record of the asset says of a version. */
export function storedAs({ version, manager, stored }: Pick<VersionEntry, "version" | "manager" | "stored">): StoredAs {
  const details: InnerDetails = { version, manager, ...(stored.details && { details: stored.details }) };
  return { ...stored, details: { ...details } };
}

/** What an inner manager is told of a version outside a run. */
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

// Contexts for testing an I/O manager directly: Dagster's build_output_context and build_input_context.
import type { DeclaredType } from "../contract/asset.js";
import { stepKey } from "../contract/events.js";
import type { Materialization } from "../contract/run.js";
import { newRunId } from "../contract/run-id.js";
import { assetIdentifier, NOT_PARTITIONED, partitioned, withPartitions } from "../engine/partitioned.js";
import { keySpace, keysAmong, momentOf } from "../partitions/index.js";
import { AssetKey, type AssetKeyInput } from "../sdk/asset-key.js";
import type { InputContext, OutputContext } from "../sdk/io-manager.js";
import { createLog, type Log } from "../sdk/log.js";
import type { MetadataInput } from "../sdk/metadata.js";
import type { PartitionsDefinition } from "../sdk/partitions.js";

interface BuildContextOptions {
  /** Default `"an_asset"`. */
  readonly assetKey?: AssetKeyInput;
  /** The base folder of relative paths. Default: the working directory. */
  readonly projectDir?: string;
  readonly declared?: DeclaredType;
  readonly resources?: Readonly<Record<string, unknown>>;
  readonly signal?: AbortSignal;
  /** Default: a log that prints nothing. */
  readonly log?: Log;
  /** The asset's partitions, and those of this call. */
  readonly partitions?: PartitionsDefinition;
  readonly partitionKeys?: readonly string[];
  readonly group?: string;
  readonly tags?: Readonly<Record<string, string>>;
}

export interface BuildOutputContextOptions extends BuildContextOptions {
  readonly runId?: string;
  readonly jobName?: string;
  /** The asset's own metadata. */
  readonly metadata?: Readonly<Record<string, unknown>>;
  readonly outputMetadata?: Readonly<Record<string, MetadataInput>>;
  readonly previous?: Materialization;
}

export interface BuiltOutputContext {
  readonly context: OutputContext;
  /** The entries that the manager added with `addOutputMetadata`. */
  readonly added: Readonly<Record<string, MetadataInput>>;
  /** Runs the callbacks that the manager registered for when the record is durable. */
  recorded(): Promise<void>;
}

/** A context to call `handleOutput` with. */
export function buildOutputContext(options: BuildOutputContextOptions = {}): BuiltOutputContext {
  const added: Record<string, MetadataInput> = {};
  const callbacks: (() => Promise<void> | void)[] = [];
  const { shared, said } = common(options);
  const runId = options.runId ?? newRunId();
  const context = withPartitions(
    {
      ...shared,
      runId,
      stepKey: stepKey(shared.assetKey.toString()),
      jobName: options.jobName ?? null,
      metadata: options.metadata ?? {},
      outputMetadata: options.outputMetadata ?? {},
      group: options.group ?? "default",
      tags: options.tags ?? {},
      previous: options.previous ?? null,
      addOutputMetadata: (entries: Readonly<Record<string, MetadataInput>>) => void Object.assign(added, entries),
      getLoggedMetadata: () => ({ ...added, ...options.outputMetadata }),
      onRecorded: (callback: () => Promise<void> | void) => void callbacks.push(callback),
      getIdentifier: () => [
        runId,
        stepKey(shared.assetKey.toString()),
        ...assetIdentifier(shared.assetKey, said).slice(shared.assetKey.path.length),
      ],
      getAssetIdentifier: () => assetIdentifier(shared.assetKey, said),
    },
    said,
  );
  return {
    context,
    added,
    async recorded() {
      for (const callback of callbacks.splice(0)) await callback();
    },
  };
}

export interface BuildInputContextOptions extends BuildContextOptions {
  readonly runId?: string;
  readonly jobName?: string;
  /** The metadata of the consumer's `ins` entry. */
  readonly metadata?: Readonly<Record<string, unknown>>;
  readonly columns?: readonly string[];
  readonly parameter?: string;
  readonly consumer?: AssetKeyInput;
  /** The upstream asset's own metadata. */
  readonly upstreamMetadata?: Readonly<Record<string, unknown>>;
  /** The record to load by. Its `stored` is the result of `handleOutput`. */
  readonly materialization?: Materialization | null;
  readonly external?: boolean;
}

/** A context to call `loadInput` with. */
export function buildInputContext(options: BuildInputContextOptions = {}): InputContext {
  const { shared, said } = common(options);
  return withPartitions(
    {
      ...shared,
      runId: options.runId ?? null,
      jobName: options.jobName ?? null,
      parameter: options.parameter ?? null,
      consumer: options.consumer === undefined ? null : AssetKey.from(options.consumer),
      metadata: options.metadata ?? {},
      ...(options.columns === undefined ? {} : { columns: options.columns }),
      upstreamOutput: {
        metadata: options.upstreamMetadata ?? {},
        group: options.group ?? "default",
        tags: options.tags ?? {},
        materialization: options.materialization ?? null,
        external: options.external ?? false,
      },
      addInputMetadata: () => undefined,
      getAssetIdentifier: () => assetIdentifier(shared.assetKey, said),
    },
    said,
  );
}

function common(options: BuildContextOptions) {
  const assetKey = AssetKey.from(options.assetKey ?? "an_asset");
  const moment = momentOf(Date.now());
  const { partitions, partitionKeys = [] } = options;
  const space = partitions === undefined ? null : keySpace(partitions.spec, moment);
  const said = space === null ? NOT_PARTITIONED : partitioned(space, keysAmong(space, partitionKeys).keys, moment, assetKey.toString());
  const shared = {
    assetKey,
    projectDir: options.projectDir ?? process.cwd(),
    declared: options.declared ?? ({ form: "value" } as const),
    log: options.log ?? createLog(() => undefined),
    resources: options.resources ?? {},
    signal: options.signal ?? new AbortController().signal,
  };
  return { shared, said };
}

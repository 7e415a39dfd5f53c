// The contexts for storing and loading, without a run: for tests of partitions, failures and messages.
import type { DeclaredType } from "../../runtime/contract/asset.js";
import type { PartitionsSpec } from "../../runtime/contract/partitions.js";
import type { StoredAs } from "../../runtime/contract/run.js";
import { NOT_PARTITIONED, partitioned, withPartitions } from "../../runtime/engine/partitioned.js";
import { keySpace, keysAmong, momentOf } from "../../runtime/partitions/index.js";
import { AssetKey } from "../../runtime/sdk/asset-key.js";
import type { InputContext, OutputContext } from "../../runtime/sdk/io-manager.js";
import { createLog, type Log } from "../../runtime/sdk/log.js";
import { buildInputContext, buildOutputContext } from "../../runtime/testing/index.js";

export interface ContextOptions {
  /** The asset's own metadata. */
  readonly metadata?: Readonly<Record<string, unknown>>;
  /** The metadata of the consumer's `ins` entry. */
  readonly insMetadata?: Readonly<Record<string, unknown>>;
  readonly partitions?: readonly [spec: PartitionsSpec, keys: readonly string[]];
  readonly declared?: DeclaredType;
  readonly columns?: readonly string[];
  readonly signal?: AbortSignal;
  readonly log?: Log;
  readonly projectDir?: string;
}

const MOMENT = momentOf(Date.UTC(2026, 10, 1));

function common(key: string, options: ContextOptions) {
  return {
    assetKey: AssetKey.from(key),
    projectDir: options.projectDir ?? "/nowhere",
    declared: options.declared ?? ({ form: "value" } as const),
    log: options.log ?? createLog(() => undefined),
    resources: {},
    signal: options.signal ?? new AbortController().signal,
  };
}

function saidOf(key: string, { partitions }: ContextOptions) {
  if (partitions === undefined) return NOT_PARTITIONED;
  const space = keySpace(partitions[0], MOMENT);
  return partitioned(space, keysAmong(space, partitions[1]).keys, MOMENT, key);
}

export function outputContext(key: string, options: ContextOptions = {}): OutputContext {
  const { context } = buildOutputContext({ assetKey: key, runId: "run", metadata: options.metadata ?? {} });
  return withPartitions({ ...context, ...common(key, options) }, saidOf(key, options));
}

/** `stored` is the result of `handleOutput`. Null for an external asset. */
export function inputContext(key: string, stored: StoredAs | null, options: ContextOptions = {}): InputContext {
  const record = { assetKey: key, runId: "run", timestamp: "", durationMs: 0, ioManagerKey: null, manager: null, metadata: {} };
  const context = buildInputContext({
    assetKey: key,
    parameter: "input",
    metadata: options.insMetadata ?? {},
    ...(options.columns === undefined ? {} : { columns: options.columns }),
    upstreamMetadata: options.metadata ?? {},
    materialization: stored === null ? null : { ...record, stored },
    external: stored === null,
  });
  return withPartitions({ ...context, ...common(key, options) }, saidOf(key, options));
}

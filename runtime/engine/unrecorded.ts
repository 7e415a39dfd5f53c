// Values without a record: in a fresh clone or a container, `.millrace` is missing, but stored values may exist.
import type { Materialization, StoredAs } from "../contract/run.js";
import { type InputContext, type InputManager, type IOManager, managerName } from "../sdk/io-manager.js";

/** A substitute for a missing record. It is not written to a file. */
export function standInRecord(context: InputContext, manager: InputManager, stored: StoredAs, runId = ""): Materialization {
  return {
    assetKey: context.assetKey.toString(),
    ...(context.hasPartitions && context.partitionKeys.length === 1 ? { partitionKey: context.partitionKey } : {}),
    runId,
    timestamp: new Date().toISOString(),
    durationMs: 0,
    ioManagerKey: null,
    manager: managerName(manager),
    stored,
    metadata: {},
  };
}

/**
 * How a value without a record is stored, as far as its manager can find out; null when no value is stored. Throws when several values are
 * possible.
 */
export async function lyingThere(manager: InputManager, context: InputContext): Promise<StoredAs | null> {
  return (await (manager as IOManager).adopt?.(context)) ?? null;
}

export function unrecordedWarning(assetKey: string, storedAt: string, partitions: readonly string[]): string {
  const which =
    partitions.length === 0
      ? assetKey
      : partitions.length === 1
        ? `${assetKey} (${partitions[0]})`
        : `${partitions.length} partitions of ${assetKey}`;
  const verb = partitions.length > 1 ? "have" : "has";
  return `${which} ${verb} no record: the value at ${storedAt} was loaded. If this value is right, write a record for it: millrace adopt ${assetKey}`;
}

// Records in memory, for runs in tests.
import { recordFolder } from "../contract/address.js";
import type { Materialization } from "../contract/run.js";
import type { RecordsOfRuns } from "../contract/state.js";

export function memoryRecords(): RecordsOfRuns {
  const records = new Map<string, Materialization>();
  const latest = (assetKey: string, partition?: readonly string[]) => records.get(recordFolder(assetKey, partition)) ?? null;
  return {
    latest: async (assetKey, partition) => latest(assetKey, partition),
    // The process keeps one copy of what it stores in memory.
    history: async (assetKey, partition) => [latest(assetKey, partition)].filter((record) => record !== null),
    async partitions(assetKey) {
      const start = `${recordFolder(assetKey)}/`;
      return new Set([...records.keys()].filter((path) => path.startsWith(start)).map((path) => path.slice(start.length)));
    },
    add: async (record, partition) => {
      records.set(recordFolder(record.assetKey, partition), record);
    },
  };
}

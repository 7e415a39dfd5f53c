// Mappings of many partitions, and of cron expressions whose ticks need a search, take linear time.
import { describe, expect, it } from "vitest";
import type { PartitionMappingSpec, PartitionsSpec } from "../../../runtime/contract/partitions.js";
import { isMistake, keySpace, mappingBetween, momentOf, staticSpec, timeWindowSpec } from "../../../runtime/partitions/index.js";
import { DynamicPartitionsDefinition } from "../../../runtime/sdk/index.js";
import { dynamicKeysNow } from "../../../runtime/state/index.js";
import { soon } from "../../support/soon.js";
import { temporaryFolder } from "../../support/temporary-folder.js";

const MOMENT = momentOf(Date.parse("2026-03-01T00:00:00Z"));
const EARLIER: PartitionMappingSpec = { kind: "time-window", startOffset: -1, endOffset: -1, allowNonexistent: false };

function mapAll(spec: PartitionsSpec, given: PartitionMappingSpec | null, moment = MOMENT): (string | undefined)[] {
  const mapping = mappingBetween(given, spec, spec);
  if (mapping === null || isMistake(mapping)) throw new Error("no mapping");
  return Array.from(keySpace(spec, moment), (key) => {
    const { keys, nonexistent } = mapping.upstreamKeys(key, moment);
    return keys.at(0) ?? `no ${nonexistent[0]}`;
  });
}

describe("what is asked for every partition", () => {
  it("of 20,000 given keys takes a moment", () => {
    const keys = Array.from({ length: 20_000 }, (_, at) => `customer ${at}`);
    expect(mapAll(staticSpec(keys), null)).toEqual(keys);
  });

  it("of 20,000 dynamic keys takes a moment", async () => {
    const projectDir = await temporaryFolder();
    const customers = new DynamicPartitionsDefinition({ name: "customers" });
    const keys = Array.from({ length: 20_000 }, (_, at) => `customer ${at}`);
    await customers.addPartitions(keys, { projectDir });
    expect(mapAll(customers.spec, null, { ...MOMENT, dynamicKeys: (name) => dynamicKeysNow(projectDir, name) })).toEqual(keys);
  });

  it("of a cron whose ticks are searched for takes no longer than the search", () => {
    const working = timeWindowSpec({ cronSchedule: "0 9-17 * * 1-5", startDate: "2026-01-01", endDate: "2026-01-10" });
    const keys = [...keySpace(working, MOMENT)];
    expect(keys).toHaveLength(62);
    expect(mapAll(working, EARLIER)).toEqual(["no 2025-12-31-17:00", ...keys.slice(0, -1)]);
  });

  it("of a cron that was searched before takes no time, though the definition was read anew", () => {
    const read = () =>
      keySpace(timeWindowSpec({ cronSchedule: "*/20 9-17 * * 1-5", startDate: "2024-01-01" }), momentOf(MOMENT.now)).length;
    const count = read();
    soon(() => {
      for (let times = 0; times < 50; times++) expect(read()).toBe(count);
    });
  });

  it("finds windows that are far away", () => {
    const leapDays = timeWindowSpec({ cronSchedule: "0 0 29 2 *", startDate: "2004-01-01", fmt: "yyyy" });
    expect(mapAll(leapDays, { ...EARLIER, startOffset: -2, endOffset: -2 })).toEqual(["no 1996", "no 2000", "2004", "2008", "2012"]);
  });
});

// What remains of an unsuccessful run, so that only that runs again.
import { expect, test } from "vitest";
import type { RunEvent } from "../../../runtime/contract/events.js";
import { planEntries } from "../../../runtime/contract/run-start.js";
import { foldRun } from "../../../runtime/contract/run-state.js";
import { unfinished } from "../../../runtime/planning/index.js";
import { momentIn } from "../../../server/analysis/index.js";
import { fixture } from "../../support/fixture.js";

const { project } = fixture(`
//- /src/assets.ts
import { asset, BackfillPolicy, DailyPartitionsDefinition } from "millrace";
const partitions = new DailyPartitionsDefinition({ startDate: "2026-01-01", endDate: "2026-01-06" });
export const days = asset({ partitions }, (context): string => context.partitionKey);
export const sums = asset({ partitions }, (days: string): number => days.length);
export const whole = asset({ partitions, backfillPolicy: BackfillPolicy.singleRun() }, (days: readonly string[]): number => days.length);
export const plain = asset((): number => 1);
`);

const day = (number: number) => `2026-01-0${number}`;

/** What remains of a run that had to materialize some days of `days`, `sums` and `whole`, and `plain`. */
function left(days: readonly { readonly start: string; readonly end: string }[], ...events: readonly Partial<RunEvent>[]) {
  const divided = ["days", "sums", "whole"].map((assetKey) => ({ assetKey, after: [], partitions: days }));
  const metadata = planEntries({ steps: [...divided, { assetKey: "plain", after: [] }] } as never);
  const all = [{ type: "RUN_START", metadata }, ...events].map((event) => ({ type: "LOG", runId: "r", timestamp: "", ...event }));
  return unfinished(project.model(), foldRun("r", all as RunEvent[]), momentIn(project.files, project.dir, Date.parse("2026-03-01")));
}
const success = (assetKey: string, partitionKey?: string) =>
  ({ type: "STEP_SUCCESS", assetKey, ...(partitionKey === undefined ? {} : { partitionKey }) }) as const;
const first5 = [{ start: day(1), end: day(5) }];

test("assets that succeeded are not made again, those that failed or were skipped are", () => {
  const failed = { type: "STEP_FAILURE", assetKey: "plain" } as const;
  const days = [1, 2, 3, 4, 5].flatMap((number) => [success("days", day(number)), success("sums", day(number))]);
  expect(left(first5, ...days, success("whole"), failed)).toEqual({ assets: ["plain"] });
  expect(left(first5, ...days, success("whole"), success("plain"))).toEqual({ assets: [] });
});

test("of an asset with partitions those are left that did not succeed, as few ranges", () => {
  const days = [1, 3, 5].map((number) => success("days", day(number)));
  expect(left(first5, ...days, success("sums", day(5)), success("plain"))).toEqual({
    assets: ["days", "sums", "whole"],
    partitions: { days: [day(2), day(4)], sums: [`${day(1)}...${day(4)}`], whole: [`${day(1)}...${day(5)}`] },
  });
});

test("a run that never began leaves everything; days that are no longer defined are named, for the plan to refuse", () => {
  expect(left([{ start: day(2), end: day(3) }]).partitions?.days).toEqual([`${day(2)}...${day(3)}`]);
  expect(left([{ start: "2025-12-31", end: day(3) }], success("days", day(3))).partitions?.days).toEqual([`2025-12-31...${day(3)}`]);
});

test("what is gone from the project is still named, for whoever asks to say so", () => {
  const start = { type: "RUN_START", metadata: planEntries({ steps: [{ assetKey: "gone", after: [] }] } as never) } as const;
  expect(
    unfinished(project.model(), foldRun("r", [{ runId: "r", timestamp: "", ...start }]), momentIn(project.files, project.dir, 0)),
  ).toEqual({ assets: ["gone"] });
});

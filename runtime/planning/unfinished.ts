// What a run left to materialize: assets that did not succeed, and for assets with partitions, the partitions that did not succeed.

import type { UnfinishedRun } from "../contract/run-record.js";
import { assetsListed, partitionsListed, rangeText } from "../contract/run-start.js";
import type { RunState, StepState } from "../contract/run-state.js";
import { exchangedIn, type KeySpace, keySpace, keysOfRanges, type Moment, rangesOf } from "../partitions/index.js";
import { specOf } from "./input-mapping.js";
import type { Selectable } from "./neighbours.js";
import { rangeOfText } from "./requested-partitions.js";

/** For a run that has ended. Assets that are not defined anymore are included; a repeated run reports them. */
export function unfinished({ byKey }: Pick<Selectable, "byKey">, { start, steps }: RunState, moment: Moment): UnfinishedRun {
  const listed = partitionsListed(start) ?? {};
  const assets: string[] = [];
  const partitions: Record<string, readonly string[]> = {};
  for (const key of assetsListed(start)) {
    const makes = madeOf(steps.get(key));
    if (makes === "all") continue;
    const asset = byKey.get(key);
    const spec = asset === undefined ? null : specOf(asset);
    const ranges = (Object.hasOwn(listed, key) ? listed[key] : undefined) ?? null;
    const left = ranges === null || spec === null ? ranges : without(keySpace(spec, moment), ranges, makes);
    if (left?.length === 0) continue;
    assets.push(key);
    if (left !== null) partitions[key] = left;
  }
  return { assets, ...(Object.keys(partitions).length === 0 ? {} : { partitions }) };
}

/** What succeeded of an asset: single partitions, or the whole asset. */
function madeOf(step: StepState | undefined): ReadonlySet<string> | "all" | undefined {
  if (step?.partitions !== undefined) return new Set(step.partitions.made);
  return step?.state === "success" && step.endedAt !== undefined ? "all" : undefined;
}

/**
 * The keys of the ranges that are not in `made`, as ranges. A range whose ends are not defined anymore stays as it is, and the plan refuses
 * it with a message that names it.
 */
function without(space: KeySpace, ranges: readonly string[], made: ReadonlySet<string> = new Set()): string[] {
  const left: string[] = [];
  const undefinedNow: string[] = [];
  for (const text of ranges) {
    const { start, end } = rangeOfText(text);
    const isDefined = space.indexOf(start) !== -1 && space.indexOf(end) !== -1 && exchangedIn(space, { start, end }) === null;
    if (!isDefined) undefinedNow.push(text);
    else for (const key of keysOfRanges(space, [{ start, end }])) left.push(key);
  }
  const ranged = rangesOf(
    space,
    left.filter((key) => !made.has(key)),
  );
  return [...ranged.map(rangeText), ...undefinedNow];
}

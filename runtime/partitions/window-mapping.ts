// Time windows mapped onto time windows: by overlap and offsets.
import * as l10n from "@vscode/l10n";
import type { PartitionMappingSpec, PartitionsSpec, TimeWindowPartitionsSpec } from "../contract/partitions.js";
import { type CronShape, cronShape } from "./cron-shape.js";
import { type KeySpace, keySpace, type Moment, momentOf, type TimeWindow } from "./key-space.js";
import { found, type MappedKeys, type Mapping, type MappingMistake, sorted } from "./mapped-keys.js";

type WindowMapping = Extract<PartitionMappingSpec, { kind: "time-window" }>;

/** Windows of one zone onto each other: those that overlap, or, of one cron, shifted by offsets. */
export function ofWindows(spec: WindowMapping, upstream: PartitionsSpec, downstream: PartitionsSpec): Mapping | MappingMistake {
  if (upstream.kind !== "time-window" || downstream.kind !== "time-window")
    return { mistake: l10n.t("a TimeWindowPartitionMapping needs time windows on both sides. Use another mapping.") };
  if (upstream.timezone !== downstream.timezone)
    return { mistake: l10n.t`its windows are in ${upstream.timezone}, the consumer's in ${downstream.timezone}. Use one time zone.` };
  const { startOffset, endOffset } = spec;
  const isSameCron = upstream.cron === downstream.cron;
  if (!isSameCron && (startOffset !== 0 || endOffset !== 0))
    return { mistake: l10n.t("offsets need windows of the same cron on both sides. Take the offsets away, or use the same definition.") };
  if (endOffset < startOffset)
    return { mistake: l10n.t`startOffset ${startOffset} is after endOffset ${endOffset}, so no window is left. Exchange them.` };
  const isOne = isSameCron ? startOffset === endOffset : isWithin(cronShape(downstream.cron), cronShape(upstream.cron));
  return {
    spec,
    shape: isOne ? "one" : "many",
    leavesOut: spec.allowNonexistent,
    text: isSameCron
      ? startOffset === 0 && endOffset === 0
        ? l10n.t("the same window")
        : l10n.t`the windows from ${signed(startOffset)} to ${signed(endOffset)}`
      : isOne
        ? l10n.t("the window it lies in")
        : l10n.t("the windows it overlaps"),
    upstreamKeys: (key, moment) => overlapping(key, upstream, downstream, spec, moment),
  };
}

/** Windows are found beyond the definition's ends too, so that those that are not there can be named. */
function overlapping(
  key: string | null,
  upstream: TimeWindowPartitionsSpec,
  downstream: TimeWindowPartitionsSpec,
  { startOffset, endOffset, allowNonexistent }: WindowMapping,
  moment: Moment,
): MappedKeys {
  const window = key === null ? null : keySpace(downstream, moment).windowOf(key);
  if (window === null) return found([]);
  const mapped = sorted(windowsAround(upstream, window, startOffset, endOffset), keySpace(upstream, moment));
  return allowNonexistent ? found(mapped.keys) : mapped;
}

const DAY = 86_400_000;
const FARTHEST = 200 * 366 * DAY;

/** Nobody knows how long the windows of a cron are, so they are looked for near the window first, then ever farther from it. */
function windowsAround(upstream: TimeWindowPartitionsSpec, window: TimeWindow, startOffset: number, endOffset: number): string[] {
  const shift = Math.max(Math.abs(startOffset), Math.abs(endOffset)) + 2;
  for (let reach = shift * (window.end - window.start) + 4 * DAY; ; reach *= 4) {
    const endless = { ...upstream, start: new Date(window.start - reach).toISOString(), end: null, endOffset: 0 };
    const all = keySpace(endless, momentOf(window.end + reach));
    const startOf = (at: number) => all.windowOf(all.at(at) ?? "")?.start ?? Number.POSITIVE_INFINITY;
    const first = firstOverlapping(all, window.start);
    let last = first;
    while (startOf(last + 1) < window.end) last++;
    const isReached = startOf(first) <= window.start && first + startOffset >= 0 && last + endOffset < all.length - 1;
    if (!isReached && reach < FARTHEST) continue;
    return Array.from({ length: last + endOffset - (first + startOffset) + 1 }, (_, at) => all.at(first + startOffset + at)).filter(
      (key) => key !== undefined,
    );
  }
}

function firstOverlapping(space: KeySpace, start: number): number {
  let low = 0;
  let high = space.length - 1;
  while (low < high) {
    const middle = (low + high) >> 1;
    if ((space.windowOf(space.at(middle) as string)?.end ?? 0) > start) high = middle;
    else low = middle + 1;
  }
  return low;
}

/** Whether each window of the finer shape lies in one of the coarser. */
function isWithin(finer: CronShape, coarser: CronShape): boolean {
  if (finer.unit === "irregular" || coarser.unit === "irregular") return false;
  if (finer.unit === "minutes") {
    if (coarser.unit === "minutes") return coarser.minutes % finer.minutes === 0 && (coarser.minute - finer.minute) % finer.minutes === 0;
    return (coarser.minute - finer.minute) % finer.minutes === 0;
  }
  const isCoarser = finer.unit === "day" && (coarser.unit === "week" || coarser.unit === "month");
  return isCoarser && finer.hour === coarser.hour && finer.minute === coarser.minute;
}

function signed(offset: number): string {
  return offset === 0 ? l10n.t("its own") : offset > 0 ? l10n.t`${offset} later` : l10n.t`${-offset} earlier`;
}

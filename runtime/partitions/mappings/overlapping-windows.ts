// Maps time windows to time windows: by overlap and offsets.
import * as l10n from "@vscode/l10n";
import type { PartitionsSpec, TimeWindowPartitionsSpec } from "../../contract/partitions.js";
import { cronFields } from "../cron-fields.js";
import { type CronShape, cronMeaning } from "../cron-shape.js";
import { keySpace, type Moment } from "../key-space.js";
import { found, type MappedKeys, type Mapping, type MappingMistake } from "../mapped-keys.js";

export type WindowMapping = {
  readonly kind: "time-window";
  readonly startOffset: number;
  readonly endOffset: number;
  readonly allowNonexistent: boolean;
};

/** Maps windows of one time zone: those that overlap, shifted by offsets. */
export function ofWindows(spec: WindowMapping, upstream: PartitionsSpec, downstream: PartitionsSpec): Mapping | MappingMistake {
  if (upstream.kind !== "time-window" || downstream.kind !== "time-window")
    return { mistake: l10n.t("a TimeWindowPartitionMapping needs time windows on both sides. Use another mapping.") };
  if (upstream.timezone !== downstream.timezone)
    return { mistake: l10n.t`its windows are in ${upstream.timezone}, the consumer's in ${downstream.timezone}. Use one time zone.` };
  const { startOffset, endOffset } = spec;
  const isSameCron = cronFields(upstream.cron).id === cronFields(downstream.cron).id;
  if (endOffset < startOffset)
    return { mistake: l10n.t`startOffset ${startOffset} is after endOffset ${endOffset}, so the mapping is empty. Exchange them.` };
  const isWithinOne = isSameCron || isWithin(cronMeaning(downstream.cron), cronMeaning(upstream.cron));
  const around = isSameCron
    ? l10n.t("the same window")
    : isWithinOne
      ? l10n.t("the window that contains it")
      : l10n.t("the windows it overlaps");
  const shifted = l10n.t`the windows from ${signed(startOffset)} to ${signed(endOffset)}`;
  const shape = isWithinOne && startOffset === endOffset ? "one" : "many";
  return {
    spec,
    shape,
    leavesOut: spec.allowNonexistent,
    text: startOffset === 0 && endOffset === 0 ? around : isSameCron ? shifted : l10n.t`${around}, shifted: ${shifted}`,
    upstreamKeys: (key, moment) => overlapping({ key, upstream, downstream, spec, shape, moment }),
  };
}

/**
 * Offsets shift the consumer's window by windows of its own definition. Windows beyond the definition's ends have numbers too, so that an
 * error can name missing ones. A window that the upstream definition leaves out is an error only if it is the only one that is loaded.
 */
function overlapping({ key, upstream, downstream, spec, shape, moment }: Asked): MappedKeys {
  const { startOffset, endOffset, allowNonexistent } = spec;
  const { windows: consumer, windowOf } = keySpace(downstream, moment);
  const { windows } = keySpace(upstream, moment);
  const window = key === null ? null : windowOf(key);
  if (window === null || windows === undefined || consumer === undefined) return found([]);
  const own = consumer.numberAt(window.start);
  const first = windows.numberAt(consumer.startOf(consumer.shifted(own, startOffset)));
  const last = windows.numberAt(consumer.startOf(consumer.shifted(own, endOffset) + 1) - 1);
  const keys: string[] = [];
  const nonexistent: string[] = [];
  for (let number = first; number <= last; number++) {
    if (windows.isExcluded(number) && shape === "many") continue;
    (windows.isThere(number) ? keys : nonexistent).push(windows.keyOf(number));
  }
  return allowNonexistent ? found(keys) : { keys, nonexistent };
}

interface Asked {
  readonly key: string | null;
  readonly upstream: TimeWindowPartitionsSpec;
  readonly downstream: TimeWindowPartitionsSpec;
  readonly spec: WindowMapping;
  readonly shape: Mapping["shape"];
  readonly moment: Moment;
}

/** Whether each window of the finer shape is inside one window of the coarser shape. */
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

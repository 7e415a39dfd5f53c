// Maps time windows to time windows.

import { mappingKind, PartitionMapping } from "./mapping-kind.js";
import { ofWindows, type WindowMapping } from "./overlapping-windows.js";

export const timeWindow = mappingKind<WindowMapping>({
  kind: "time-window",
  className: "TimeWindowPartitionMapping",
  needsPartitions: "time window",
  specOf(options) {
    const given = (options ?? {}) as Readonly<Record<keyof TimeWindowMappingOptions, unknown>>;
    const { startOffset = 0, endOffset = 0, allowNonexistentUpstreamPartitions } = given;
    if (typeof startOffset !== "number" || typeof endOffset !== "number") return null;
    return { kind: "time-window", startOffset, endOffset, allowNonexistent: allowNonexistentUpstreamPartitions === true };
  },
  between: ofWindows,
  // Before the first window there are no windows, which is not an error.
  ontoItself: (spec) => ({ ...spec, allowNonexistent: spec.allowNonexistent || spec.endOffset < 0 }),
  loadsEarlier: ({ endOffset }) => endOffset < 0,
});

export interface TimeWindowMappingOptions {
  /** The offset of the first upstream window, in windows of the consumer; -1: one window earlier. */
  readonly startOffset?: number;
  /** The same for the last upstream window. */
  readonly endOffset?: number;
  /** Windows that the upstream asset does not have are left out. Without this option they are an error. */
  readonly allowNonexistentUpstreamPartitions?: boolean;
}

/** The windows that overlap, shifted by the offsets. The default where both sides are time windows. */
export class TimeWindowPartitionMapping extends PartitionMapping {
  static readonly kind = timeWindow;

  constructor(options: TimeWindowMappingOptions = {}) {
    super(timeWindow, options);
  }
}

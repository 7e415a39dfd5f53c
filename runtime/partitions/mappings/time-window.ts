// Time windows onto time windows.

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
  // Before the first window there are none, and that is no mistake.
  ontoItself: (spec) => ({ ...spec, allowNonexistent: spec.allowNonexistent || spec.endOffset < 0 }),
  loadsEarlier: ({ endOffset }) => endOffset < 0,
});

export interface TimeWindowMappingOptions {
  /** How many windows of the consumer later the first upstream window is; -1: one earlier. */
  readonly startOffset?: number;
  /** The same for the last upstream window. */
  readonly endOffset?: number;
  /** Windows the upstream asset does not have are left out; otherwise they are an error. */
  readonly allowNonexistentUpstreamPartitions?: boolean;
}

/** The windows that overlap, shifted by the offsets. The default where both sides are time windows. */
export class TimeWindowPartitionMapping extends PartitionMapping {
  static readonly kind = timeWindow;

  constructor(options: TimeWindowMappingOptions = {}) {
    super(timeWindow, options);
  }
}

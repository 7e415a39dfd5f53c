// The summary of a run: for lists, and for its final status.
import { outcomeOf } from "./events.js";
import type { RunSummary } from "./run-record.js";
import { assetsListed, jobListed, originListed, partitionsListed, selectionListed, tagsListed } from "./run-start.js";
import type { RunState } from "./run-state.js";
import type { Life } from "./state.js";

const ABANDONED = "the process that ran it ended before the run did";

/** `startedAt`: the time of its first event. */
export function summaryOf({ runId, start, ending }: RunState, startedAt: string | null, life: Life): RunSummary {
  const partitions = partitionsListed(start);
  const isAbandoned = life === "gone";
  return {
    runId,
    state: isAbandoned ? "failure" : ending === null ? "running" : outcomeOf(ending),
    startedAt,
    endedAt: ending?.timestamp ?? null,
    assets: assetsListed(start),
    message: ending?.message ?? (isAbandoned ? ABANDONED : null),
    origin: originListed(start),
    selection: selectionListed(start),
    jobName: jobListed(start),
    tags: tagsListed(start),
    ...(partitions === null ? {} : { partitions }),
  };
}

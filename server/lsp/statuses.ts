// The status of every asset of a project: from a run in progress, else from the last failure, else from the latest record.
import * as l10n from "@vscode/l10n";
import { outcomeOf, type RunEvent } from "../../runtime/contract/events.js";
import type { AssetStatus } from "../../runtime/contract/graph.js";
import type { RunError } from "../../runtime/contract/run.js";
import { assetsListed } from "../../runtime/contract/run-start.js";
import { errorOf, initialRun, nextRun, type PartitionsState, type RunState, type StepState } from "../../runtime/contract/run-state.js";
import { progressText } from "../../runtime/contract/run-steps.js";
import { sizeOf } from "../../runtime/contract/size-words.js";
import { stateWord } from "../../runtime/contract/state-words.js";
import { staleAssets, upstreamOf } from "../../runtime/planning/index.js";
import { type Project, recordedStatus } from "../analysis/index.js";

export interface Failure {
  readonly assetKey: string;
  readonly error: RunError;
}

export interface Statuses {
  /** The status of each asset at this moment: which are stale is computed once, for all of them. */
  now(): (key: string) => AssetStatus;
  all(): Record<string, AssetStatus>;
  /** Whether a run in progress has assets to materialize. */
  isRunning(): boolean;
  /** The errors of the latest run of each asset that failed. */
  failures(): readonly Failure[];
  /** The status of the asset may have changed. Null means no asset. */
  touch(key: string | null): void;
  /** The statuses that changed since the last call. */
  news(): Record<string, AssetStatus>;
  /** Applies an event. Returns what it changed. */
  hear(event: RunEvent): { readonly statuses: boolean; readonly failures: boolean };
}

export interface ProjectStatuses {
  of(project: Project): Statuses;
  forget(project: Project): void;
}

export function createProjectStatuses(): ProjectStatuses {
  const known = new Map<string, Statuses>();
  return {
    of(project) {
      const statuses = known.get(project.dir) ?? createStatuses(project);
      known.set(project.dir, statuses);
      return statuses;
    },
    forget: (project) => known.delete(project.dir),
  };
}

/** The status of an asset from the latest run that this process knows of. */
interface Standing {
  readonly runId: string;
  /** Null if the run left it unchanged. */
  readonly status: AssetStatus | null;
}

export function createStatuses(project: Project): Statuses {
  const runs = new Map<string, RunState>();
  const standings = new Map<string, Standing>();
  const failures = new Map<string, RunError>();
  const changed = new Set<string>();
  /** The stale assets that `news` and `all` last reported. `readAsStale` has those that a caller of `now` has read since. */
  let staleBefore: ReadonlySet<string> = new Set();
  const readAsStale = new Set<string>();

  const alone = (key: string): AssetStatus => {
    const known = standings.get(key)?.status;
    const recorded = recordedStatus(project, key);
    if (!known) return recorded;
    // Another process may have materialized it since.
    return !goesOn(known) && recorded.since !== undefined && recorded.since > (known.since ?? "") ? recorded : known;
  };

  const stale = () => {
    const { byKey } = project.model();
    return staleAssets({ keys: byKey.keys(), upstreamOf: upstreamOf({ byKey }), statusOf: alone });
  };
  const marked = (key: string, isStale: boolean): AssetStatus => (isStale ? { ...alone(key), stale: true } : alone(key));

  /** The assets whose status an event may change. */
  function concerned(event: RunEvent, { runId, steps }: RunState): readonly string[] {
    if (outcomeOf(event) !== null) return [...steps.keys()].filter((key) => standings.get(key)?.runId === runId);
    if (event.assetKey !== undefined) return [event.assetKey];
    return assetsListed(event);
  }

  /** Returns true if the status of the asset changed. */
  function stand(key: string, run: RunState): boolean {
    const step = run.steps.get(key);
    const before = standings.get(key);
    const status = step === undefined ? null : statusOf(step);
    standings.set(key, { runId: run.runId, status });
    if (before !== undefined && before.runId === run.runId && JSON.stringify(before.status) === JSON.stringify(status)) return false;
    changed.add(key);
    return true;
  }

  /** Returns true if the errors of the latest runs changed. */
  function noteFailure({ type, assetKey }: RunEvent, run: RunState): boolean {
    if (assetKey === undefined) return false;
    if (type === "STEP_START") return failures.delete(assetKey);
    const step = run.steps.get(assetKey);
    const error = type === "STEP_FAILURE" && step !== undefined && step.state !== "canceled" ? errorOf(step) : undefined;
    if (error !== undefined) failures.set(assetKey, error);
    return error !== undefined;
  }

  return {
    now: () => {
      const set = stale();
      for (const key of set) readAsStale.add(key);
      return (key) => marked(key, set.has(key));
    },
    all: () => {
      const set = stale();
      staleBefore = set;
      readAsStale.clear();
      changed.clear();
      return Object.fromEntries([...project.model().byKey.keys()].map((key) => [key, marked(key, set.has(key))]));
    },
    isRunning: () => [...standings.values()].some(({ status }) => status !== null && goesOn(status)),
    touch: (key) => {
      if (key !== null) changed.add(key);
    },
    news: () => {
      const set = stale();
      for (const key of set) if (!staleBefore.has(key)) changed.add(key);
      for (const key of [...staleBefore, ...readAsStale]) if (!set.has(key)) changed.add(key);
      staleBefore = set;
      readAsStale.clear();
      const news = Object.fromEntries([...changed].map((key) => [key, marked(key, set.has(key))]));
      changed.clear();
      return news;
    },
    failures: () => [...failures].map(([assetKey, error]) => ({ assetKey, error })),
    hear(event) {
      const run = nextRun(runs.get(event.runId) ?? initialRun(event.runId), event);
      const hasEnded = run.ending !== null;
      if (hasEnded) runs.delete(event.runId);
      else runs.set(event.runId, run);
      const moved = concerned(event, run).filter((key) => stand(key, run));
      return { statuses: moved.length > 0 || hasEnded, failures: noteFailure(event, run) };
    },
  };
}

const goesOn = ({ state }: AssetStatus) => state === "queued" || state === "running";

/** Null if the run does not determine the status: it was interrupted, or the record says more. */
function statusOf(step: StepState): AssetStatus | null {
  const { state, since, trouble, isCutOff, materialization } = step;
  if (step.partitions !== undefined) return statusOfPartitions(step, step.partitions);
  switch (state) {
    case "queued":
    case "canceled":
      return { state, since };
    case "running":
      return materialization === undefined ? { state, since, ...progressOf(step) } : materialized(materialization.timestamp, step);
    case "success":
      // An asset that stores nothing has no materialization of its own, so the end of the step is used.
      return step.endedAt === undefined ? null : materialized(materialization?.timestamp ?? since, step);
    case "failure":
      return isCutOff ? null : { state: "failed", since, message: troubleText(trouble) ?? stateWord("failed") };
    case "skipped":
      return isCutOff ? null : { state, since, ...(trouble?.message === undefined ? {} : { message: trouble.message }) };
  }
}

function materialized(since: string, { materialization }: StepState): AssetStatus {
  const size = sizeOf(materialization?.stored);
  return {
    state: "materialized",
    since,
    ...(materialization ? { durationMs: materialization.durationMs } : {}),
    ...(size === undefined ? {} : { size }),
  };
}

function progressOf({ said }: StepState): Pick<AssetStatus, "progress"> {
  if (said?.type !== "PROGRESS") return {};
  return { progress: { ...said.progress, ...(said.message === undefined ? {} : { message: said.message }) } };
}

function troubleText(trouble: StepState["trouble"]): string | undefined {
  return trouble?.type === "STEP_FAILURE" ? trouble.error.message : trouble?.message;
}

/** While partitions are materialized, the asset is running. Their results are shown when the run ends. */
function statusOfPartitions({ state, since, said, trouble }: StepState, { made, failed }: PartitionsState): AssetStatus | null {
  const done = made.length + failed;
  switch (state) {
    case "queued":
    case "canceled":
      return { state, since };
    case "running": {
      const isOfPartition = said?.type === "PROGRESS" && said.partitionKey !== undefined;
      const told = isOfPartition ? l10n.t`partitions, ${said.partitionKey}: ${progressText(said)}` : null;
      return { state, since, ...(told !== null || done > 0 ? { progress: { done, message: told ?? l10n.t("partitions") } } : {}) };
    }
    case "failure":
      return { state: "failed", since, message: `${trouble?.partitionKey}: ${troubleText(trouble) ?? stateWord("failed")}` };
    default:
      return null;
  }
}

// How every asset of a project stands: what a live run is doing with it, else the last failure, else the latest record.
import * as l10n from "@vscode/l10n";
import type { AssetStatus } from "../../runtime/contract/graph.js";
import { assetsListed, outcomeOf, type RunError, type RunEvent } from "../../runtime/contract/run.js";
import { type Project, progressText, recordedStatus, sizeOf } from "../analysis/index.js";

export interface Failure {
  readonly assetKey: string;
  readonly error: RunError;
}

export interface Statuses {
  of(key: string): AssetStatus;
  all(): Record<string, AssetStatus>;
  /** A run that is known to go on has something to make. */
  isRunning(): boolean;
  /** The errors of the latest run of each asset that failed. */
  failures(): readonly Failure[];
  /** The asset may stand differently now; null is none. */
  touch(key: string | null): void;
  /** The statuses that changed since this was last asked. */
  news(): Record<string, AssetStatus>;
  /** Takes in an event and says what it changed. */
  hear(event: RunEvent): { readonly statuses: boolean; readonly failures: boolean };
}

export function createStatuses(project: Project): Statuses {
  const live = new Map<string, AssetStatus>();
  /** The run that an asset's live status is of: another process's may go on beside ours. */
  const runOf = new Map<string, string>();
  const failures = new Map<string, RunError>();
  const changed = new Set<string>();
  /** Runs that were asked to stop. */
  const canceling = new Set<string>();
  /** The last failure of each asset whose partitions a run is making. */
  const failedPartitions = new Map<string, string>();
  const set = (key: string, status: AssetStatus | null, runId: string): void => {
    changed.add(key);
    runOf.set(key, runId);
    if (status) live.set(key, status);
    else live.delete(key);
  };

  const of = (key: string): AssetStatus => {
    const known = live.get(key);
    const recorded = recordedStatus(project, key);
    if (!known) return recorded;
    const ended = known.state === "failed" || known.state === "skipped" || known.state === "canceled" || known.state === "materialized";
    // Another process may have materialized it since.
    return ended && recorded.since !== undefined && recorded.since > (known.since ?? "") ? recorded : known;
  };

  function hear(event: RunEvent): { statuses: boolean; failures: boolean } {
    const before = changed.size;
    const { runId } = event;
    for (const key of assetsListed(event)) set(key, { state: "queued", since: event.timestamp }, runId);
    if (outcomeOf(event) !== null) {
      const unfinished = [...live].filter(([key, { state }]) => runOf.get(key) === runId && (state === "queued" || state === "running"));
      for (const [key] of unfinished) {
        const failed = failedPartitions.get(`${runId} ${key}`);
        if (failed !== undefined) set(key, { state: "failed", since: event.timestamp, message: failed }, runId);
        else set(key, event.type === "RUN_CANCELED" ? { state: "canceled", since: event.timestamp } : null, runId);
      }
      canceling.delete(runId);
      for (const id of [...failedPartitions.keys()]) if (id.startsWith(`${runId} `)) failedPartitions.delete(id);
      return { statuses: true, failures: false };
    }
    if (event.type === "RUN_CANCELING") canceling.add(runId);
    const { assetKey } = event;
    // What fails after it was asked to stop was stopped.
    if (assetKey !== undefined && event.partitionKey === undefined && event.type === "STEP_FAILURE" && canceling.has(runId)) {
      set(assetKey, { state: "canceled", since: event.timestamp }, runId);
      return { statuses: true, failures: false };
    }
    const standing = assetKey === undefined ? undefined : live.get(assetKey);
    const next =
      assetKey === undefined ? null : event.partitionKey === undefined ? nextStatus(event, standing) : partitionStatus(event, standing);
    if (assetKey !== undefined && event.type === "STEP_FAILURE" && event.partitionKey !== undefined)
      failedPartitions.set(`${runId} ${assetKey}`, `${event.partitionKey}: ${event.error?.message ?? event.message ?? "failed"}`);
    if (assetKey === undefined || !next) return { statuses: changed.size > before, failures: false };
    set(assetKey, next, runId);
    const failed = event.type === "STEP_FAILURE" && event.error;
    if (failed) failures.set(assetKey, failed);
    const mended = event.type === "STEP_START" && failures.delete(assetKey);
    return { statuses: true, failures: mended || Boolean(failed) };
  }

  return {
    of,
    all: () => {
      const all: Record<string, AssetStatus> = Object.create(null);
      for (const key of project.model().byKey.keys()) all[key] = of(key);
      return { ...all };
    },
    isRunning: () => [...live.values()].some(({ state }) => state === "queued" || state === "running"),
    touch: (key) => {
      if (key !== null) changed.add(key);
    },
    news: () => {
      const news = Object.fromEntries([...changed].map((key) => [key, of(key)]));
      changed.clear();
      return news;
    },
    failures: () => [...failures].map(([assetKey, error]) => ({ assetKey, error })),
    hear,
  };
}

/** While partitions are made the asset is running; what came of them is told when the run ends. */
function partitionStatus(event: RunEvent, before: AssetStatus | undefined): AssetStatus | null {
  const running = { ...(before ?? { since: event.timestamp }), state: "running" } as const;
  const done = before?.progress?.done ?? 0;
  switch (event.type) {
    case "STEP_START":
      return before?.state === "running" ? null : { state: "running", since: event.timestamp };
    case "PROGRESS":
      return { ...running, progress: { done, message: l10n.t`partitions, ${event.partitionKey ?? ""}: ${progressText(event)}` } };
    case "STEP_SUCCESS":
    case "STEP_FAILURE":
      return { ...running, progress: { done: done + 1, message: l10n.t("partitions") } };
    default:
      return null;
  }
}

function nextStatus(event: RunEvent, before: AssetStatus | undefined): AssetStatus | null {
  const since = event.timestamp;
  switch (event.type) {
    case "STEP_START":
      return { state: "running", since };
    case "PROGRESS":
      return before?.state === "running" && event.progress
        ? { ...before, progress: { ...event.progress, ...(event.message === undefined ? {} : { message: event.message }) } }
        : null;
    case "ASSET_MATERIALIZATION": {
      const record = event.materialization;
      const size = sizeOf(record?.stored);
      return {
        state: "materialized",
        since,
        ...(record ? { durationMs: record.durationMs } : {}),
        ...(size === undefined ? {} : { size }),
      };
    }
    // An asset that stores nothing has no materialization event of its own to end on.
    case "STEP_SUCCESS":
      return before?.state === "materialized" ? null : { state: "materialized", since };
    case "STEP_FAILURE":
      return { state: "failed", since, message: event.error?.message ?? event.message ?? "failed" };
    case "STEP_SKIPPED":
      return { state: "skipped", since, ...(event.message === undefined ? {} : { message: event.message }) };
    default:
      return null;
  }
}

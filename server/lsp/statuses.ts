// How every asset of a project stands: what a live run is doing with it, else the last failure, else the latest record.
import type { AssetStatus } from "../../runtime/contract/editor.js";
import type { Metadata, RunError, RunEvent } from "../../runtime/contract/run.js";
import { type Project, sizeOf, statusOf } from "../analysis/index.js";

export interface Failure {
  readonly assetKey: string;
  readonly error: RunError;
}

export interface Statuses {
  of(key: string): AssetStatus;
  all(): Record<string, AssetStatus>;
  /** The errors of the latest run of each asset that failed. */
  failures(): readonly Failure[];
  /** Takes in an event; true when a status changed. */
  hear(event: RunEvent): boolean;
}

export function createStatuses(project: Project): Statuses {
  const live = new Map<string, AssetStatus>();
  const failures = new Map<string, RunError>();

  const of = (key: string): AssetStatus => {
    const known = live.get(key);
    const recorded = statusOf(project.records.latest(key));
    if (!known) return recorded;
    const ended = known.state === "failed" || known.state === "skipped" || known.state === "canceled" || known.state === "materialized";
    // Another process may have materialized it since.
    return ended && recorded.since !== undefined && recorded.since > (known.since ?? "") ? recorded : known;
  };

  function hear(event: RunEvent): boolean {
    if (event.type === "RUN_START") {
      for (const key of keysOf(event.metadata)) live.set(key, { state: "queued", since: event.timestamp });
      return true;
    }
    if (event.type === "RUN_SUCCESS" || event.type === "RUN_FAILURE" || event.type === "RUN_CANCELED") {
      for (const [key, status] of live) {
        if (status.state !== "queued" && status.state !== "running") continue;
        if (event.type === "RUN_CANCELED") live.set(key, { state: "canceled", since: event.timestamp });
        else live.delete(key);
      }
      return true;
    }
    const { assetKey } = event;
    if (assetKey === undefined) return false;
    const next = nextStatus(event, live.get(assetKey));
    if (!next) return false;
    live.set(assetKey, next);
    if (event.type === "STEP_START") failures.delete(assetKey);
    if (event.type === "STEP_FAILURE" && event.error) failures.set(assetKey, event.error);
    return true;
  }

  return {
    of,
    all: () => {
      const all: Record<string, AssetStatus> = Object.create(null);
      for (const key of project.model().byKey.keys()) all[key] = of(key);
      return { ...all };
    },
    failures: () => [...failures].map(([assetKey, error]) => ({ assetKey, error })),
    hear,
  };
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

function keysOf(metadata: Metadata | undefined): string[] {
  const entry = metadata?.["assets"];
  return entry?.type === "json" && Array.isArray(entry.value) ? entry.value.filter((key): key is string => typeof key === "string") : [];
}

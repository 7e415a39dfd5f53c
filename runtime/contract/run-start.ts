// The content of RUN_START: the assets and partitions of the run, and its origin.
import type { AssetKeyString } from "./asset.js";
import type { RunEvent } from "./events.js";
import type { PartitionRange, PartitionsByAsset } from "./partitions.js";
import { type Metadata, ORIGINS, type RunOrigin, type RunPlan } from "./run.js";

/** The assets that a RUN_START lists; empty for any other event. */
export function assetsListed(event: RunEvent | null | undefined): readonly AssetKeyString[] {
  const assets = event?.type === "RUN_START" ? event.metadata.assets : undefined;
  if (assets?.type !== "json" || !Array.isArray(assets.value)) return [];
  return assets.value.filter((key): key is string => typeof key === "string");
}

type PlanOfStart = Pick<RunPlan, "steps" | "selection" | "origin" | "jobName" | "tags">;

/** The entries of a plan's RUN_START. */
export function planEntries({ steps, selection, origin, jobName, tags = {} }: PlanOfStart): Metadata {
  const divided = steps.flatMap(({ assetKey, partitions }) => (partitions === undefined ? [] : [[assetKey, partitions.map(rangeText)]]));
  return {
    assets: { type: "json", value: steps.map(({ assetKey }) => assetKey) },
    ...(divided.length === 0 ? {} : { partitions: { type: "json", value: Object.fromEntries(divided) } }),
    selection: { type: "json", value: selection },
    origin: { type: "json", value: origin ?? { kind: "user" } },
    ...(jobName == null ? {} : { job: { type: "text", value: jobName } }),
    ...(Object.keys(tags).length === 0 ? {} : { tags: { type: "json", value: tags } }),
  };
}

/** What started the run; null when its RUN_START does not contain it, as in runs of earlier versions. */
export function originListed(event: RunEvent | null | undefined): RunOrigin | null {
  const origin = jsonOf(event, "origin");
  if (origin === null || !ORIGINS.some((kind) => kind === origin.kind)) return null;
  const isText = (name: string) => origin[name] === undefined || typeof origin[name] === "string";
  return isText("name") && isText("tick") && isText("of") ? (origin as unknown as RunOrigin) : null;
}

/** The tags that a RUN_START lists. */
export function tagsListed(event: RunEvent | null | undefined): Readonly<Record<string, string>> {
  const tags = jsonOf(event, "tags") ?? {};
  return Object.values(tags).every((value) => typeof value === "string") ? (tags as Record<string, string>) : {};
}

/** The selections that a RUN_START lists; null where it lists none, as in runs of earlier versions. */
export function selectionListed(event: RunEvent | null | undefined): readonly string[] | null {
  const entry = event?.type === "RUN_START" ? event.metadata.selection : undefined;
  const value: unknown = entry?.type === "json" ? entry.value : null;
  return Array.isArray(value) && value.every((text) => typeof text === "string") ? value : null;
}

/** The job that a RUN_START names; null without a job. */
export function jobListed(event: RunEvent | null | undefined): string | null {
  const job = event?.type === "RUN_START" ? event.metadata.job : undefined;
  return job?.type === "text" ? job.value : null;
}

function jsonOf(event: RunEvent | null | undefined, name: string): Readonly<Record<string, unknown>> | null {
  const entry = event?.type === "RUN_START" ? event.metadata[name] : undefined;
  const value: unknown = entry?.type === "json" ? entry.value : null;
  return typeof value === "object" && value !== null && !Array.isArray(value) ? (value as Readonly<Record<string, unknown>>) : null;
}

/** The partitions that a RUN_START lists; null without partitions. */
export function partitionsListed(event: RunEvent | null | undefined): PartitionsByAsset | null {
  const value = jsonOf(event, "partitions");
  if (value === null) return null;
  const isWords = (each: unknown) => Array.isArray(each) && each.every((word) => typeof word === "string");
  return Object.values(value).every(isWords) ? (value as PartitionsByAsset) : null;
}

/** A range as text: `first...last`, or the only key. */
export const rangeText = ({ start, end }: PartitionRange): string => (start === end ? start : `${start}...${end}`);

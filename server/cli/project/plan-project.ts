// Plans a run from what is on disk.
import type { ProjectManifest } from "../../../runtime/contract/manifest.js";
import {
  type AskedPartitions,
  chooseAssets,
  type Planned,
  type PlanRequest,
  type PlanSource,
  planRun,
} from "../../../runtime/planning/index.js";
import { valuesWithoutRecord } from "../../lsp/values-without-record.js";
import { printError } from "../output/print.js";
import { UsageError } from "../output/usage-error.js";
import { manifestIn } from "./kept-manifest.js";
import { manifestSource, type Wanted } from "./manifest-source.js";

export interface PlanQuestion {
  readonly runId: string;
  readonly selection: readonly string[];
  readonly jobName: string | null;
  readonly tags?: Readonly<Record<string, string>>;
  readonly partitions: AskedPartitions;
  /** Whether the addresses of values are needed. */
  readonly places: boolean;
}

export interface PlannedProject {
  readonly planned: Planned;
  readonly manifest: ProjectManifest;
}

/** The run executes the code anyway, so what reading leaves open is filled by executing it. */
export async function planProject(dir: string, question: PlanQuestion): Promise<PlannedProject> {
  const kept = await manifestIn(dir, concernedBy(question));
  const manifest = isAsked(kept, question) ? await describeForPlan(dir, question) : kept;
  const source = manifestSource(manifest);
  const request = { ...question, selection: selectionOf(question, manifest) };
  const unrecorded = question.partitions === "missing" ? await withoutRecord(source, request, manifest) : new Map();
  return { planned: planRun(source, { ...request, unrecorded }, Date.now()), manifest };
}

async function describeForPlan(dir: string, question: PlanQuestion): Promise<ProjectManifest> {
  const { describedManifest, withFailure } = await import("./read-manifest.js");
  const { manifest, failure } = await describedManifest(dir, concernedBy(question));
  if (failure === null || !manifest.isOpen) return manifest;
  // If only assets that were read are named, no others can be meant. Otherwise the selection may mean assets that are known only when the
  // code is executed.
  const isNamed = question.selection.length > 0 && question.selection.every((text) => manifest.assets.some(({ key }) => key === text));
  if (!isNamed) return withFailure(manifest, failure);
  printError(`${failure.message.replace(/\.?$/, ".")} The assets named are run as they were read.`);
  return manifest;
}

/** A plan does not need addresses, so an address that only the manager knows is not a reason to execute code. */
function isAsked({ isOpen, steps }: ProjectManifest, { places }: PlanQuestion): boolean {
  return isOpen || (places && Object.values(steps).some(({ storedAt }) => storedAt === undefined));
}

/** The assets whose types a plan needs. None if the selection is invalid. */
function concernedBy(question: PlanQuestion): Wanted {
  return (wiring, jobs) => {
    const selection = selectionIn(question, jobs);
    const chosen = selection === null ? null : chooseAssets(wiring, selection);
    return chosen?.kind === "chosen" ? chosen.concerned : new Set();
  };
}

/** The selection. Null if no job with this name is known. */
function selectionIn({ jobName, selection }: PlanQuestion, jobs: ProjectManifest["jobs"]): readonly string[] | null {
  if (jobName === null) return selection;
  const found = jobs.find(({ name }) => name === jobName)?.selection ?? null;
  return found === null ? null : [found];
}

function selectionOf(question: PlanQuestion, { jobs }: ProjectManifest): readonly string[] {
  const { jobName, selection } = question;
  if (jobName !== null && selection.length > 0)
    throw new UsageError("A job brings its own selection: give --job, or a selection, not both.");
  const found = selectionIn(question, jobs);
  if (found !== null) return found;
  if (jobs.some(({ name }) => name === jobName))
    throw new UsageError(
      `What the job "${jobName}" selects is known only when the code is executed. Write its selection with AssetSelection, or as text.`,
    );
  const known = jobs.map(({ name }) => `"${name}"`).join(", ") || "none";
  throw new UsageError(`No job is named "${jobName}". Known: ${known}.`);
}

/** Prints to standard error which values have no record. They are left unchanged. */
async function withoutRecord(source: PlanSource, request: PlanRequest, { modules }: ProjectManifest) {
  const unrecorded = await valuesWithoutRecord(source, request, { modules });
  for (const [key, partitions] of unrecorded) {
    const some = partitions.size === 1 ? "1 partition" : `${partitions.size} partitions`;
    printError(`${some} of ${key} lie there without a record and are left as they are. Write the records: millrace adopt ${key}`);
  }
  return unrecorded;
}

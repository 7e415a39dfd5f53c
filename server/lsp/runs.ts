// The runs of the server: at most one at a time for each project, started from a plan of what is on disk, with their events.
import * as l10n from "@vscode/l10n";
import type { MaterializeAnswer, MaterializeRequest } from "../../runtime/contract/editor.js";
import { outcomeOf, type RunEvent } from "../../runtime/contract/events.js";
import type { DescribedProject, MovedValues } from "../../runtime/contract/worker.js";
import { describeProject, moveValues, newRunId, openViewer, type Viewer } from "../../runtime/host/index.js";
import { type LiveRun, submit } from "../../runtime/orchestration/index.js";
import { overlapsIn, type Planned } from "../../runtime/planning/index.js";
import { type Project, planIn, planSource, relativeTo, UnreadKeys } from "../analysis/index.js";
import type { Nodes } from "./nodes.js";
import type { Trust } from "./trust.js";
import { valuesWithoutRecord } from "./values-without-record.js";

export interface Runs {
  start(project: Project, wanted: WantedRun): Promise<MaterializeAnswer>;
  cancel(runId: string): void;
  /** Whether this server started the run. */
  isOurs(runId: string): boolean;
  /** The run in progress in a project, if any. */
  running(project: Project): string | null;
  /** Resolves when this server has no run in progress in the project. */
  idle(project: Project): Promise<void>;
  /** A process that reads stored values. The caller must close it. Rejects if nothing may run. */
  viewer(project: Project): Promise<Viewer>;
  /** Moves the stored values of an asset to its new key. */
  move(project: Project, keys: { readonly from: string; readonly to: string }): Promise<MovedValues>;
  describe(project: Project, signal: AbortSignal): Promise<DescribedProject>;
  /** Returns true if the permission to run, or the configured Node.js, changed. */
  configure(settings: RunSettings): boolean;
  /** Which Node.js runs the code. */
  readonly nodes: Nodes;
  /** Why nothing in a project can run. Null if it can, or if the user has not been asked yet. */
  cannotRun(project: Project): string | null;
  /** The same with a short label. */
  refusal(project: Project): Refusal | null;
  close(): void;
}

export interface Refusal {
  readonly kind: "restricted" | "without-node";
  readonly label: string;
  readonly reason: string;
}

export type WantedRun = Required<Omit<MaterializeRequest, "project">>;

export interface RunSettings {
  /** Null if the client does not say. */
  readonly trusted: boolean | null;
  readonly nodePath?: string | undefined;
}

const beingMoved = () => l10n.t("The stored values of a renamed asset are being moved. Try again when that is done.");

export interface RunsOptions {
  /** Receives every event. */
  readonly hear: (project: Project, event: RunEvent) => void;
  /** The child process of a run has ended. */
  readonly ended: (project: Project) => void;
  readonly nodes: Nodes;
  readonly trust: Trust;
}

export function createRuns({ hear, ended, nodes, trust }: RunsOptions): Runs {
  const live = new Map<string, { readonly project: Project; readonly run: LiveRun }>();
  /** Runs that have ended while their process is still closing. */
  const closing = new Set<string>();
  const ours = new Set<string>();
  const moving = new Set<string>();

  const running = (project: Project) => [...live].find(([, each]) => each.project.dir === project.dir)?.[0] ?? null;
  const cannotRun = (project: Project) => trust.refusal(project)?.reason ?? null;
  /** Rejects with a message if the project's code may not run. Asks the user if that is not decided yet. */
  const checkAllowed = async (project: Project) => {
    if (!(await trust.allows(project))) throw new Error(cannotRun(project) ?? "");
  };

  function refusedNow(project: Project): string | null {
    const before = running(project);
    if (before !== null) return l10n.t`Run ${before} is still in progress. Wait for it, or cancel it.`;
    return moving.has(project.dir) ? beingMoved() : cannotRun(project);
  }

  async function start(project: Project, { selection, partitions, debug, origin }: WantedRun): Promise<MaterializeAnswer> {
    const before = running(project);
    if (before !== null && closing.has(before)) await live.get(before)?.run.done;
    const atOnce = refusedNow(project);
    if (atOnce !== null) return { kind: "refused", message: atOnce };
    if (!(await trust.allows(project))) return { kind: "refused", message: cannotRun(project) ?? "" };
    const node = await nodes.choose(project.dir);
    if (node.kind === "refused") return node;
    const request = { runId: newRunId(), selection, jobName: null, partitions, origin };
    const unrecorded =
      partitions === "missing"
        ? await valuesWithoutRecord(planSource(project), request, { ...node.options, modules: project.modules() })
        : new Map();
    // Checked again after the wait, in which another request may have started a run.
    const refused = refusedNow(project);
    if (refused !== null) return { kind: "refused", message: refused };
    const { runId } = request;
    ours.add(runId);
    const planned = planIn(project, { ...request, unrecorded });
    if (planned.kind !== "plan") return { kind: "refused", message: refusal(project, planned) };
    // A process that a debugger holds does not react to a request to end.
    const debugged = debug ? { debug, killAfterMs: 0 } : {};
    const assets = planned.plan.steps.map((step) => step.assetKey);
    const sink = (event: RunEvent) => {
      if (outcomeOf(event) !== null) closing.add(runId);
      hear(project, event);
    };
    try {
      const overlaps = overlapsIn(planSource(project), Date.now());
      const submitted = await submit(planned.plan, { ...node.options, ...debugged, sink, modules: project.modules(), overlaps });
      if (submitted.kind !== "started") return { kind: "refused", message: submitted.kind === "refused" ? submitted.message : "" };
      const { run } = submitted;
      live.set(runId, { project, run });
      void run.done.then(() => {
        live.delete(runId);
        closing.delete(runId);
        ended(project);
      });
      const inspector = await run.inspector;
      return { kind: "started", runId, assets, parts: planned.parts, ...(inspector === null ? {} : { inspector }) };
    } catch (error) {
      return { kind: "refused", message: error instanceof Error ? error.message : String(error) };
    }
  }

  const optionsOf = async (project: Project) => ({ ...(await nodes.options(project.dir)), modules: project.modules() });

  return {
    start: (project, wanted) =>
      start(project, wanted).catch((error: unknown) => {
        if (error instanceof UnreadKeys) return { kind: "refused", message: error.message };
        throw error;
      }),
    nodes,
    isOurs: (runId) => ours.has(runId),
    running,
    cannotRun,
    refusal: (project) => {
      const refused = trust.refusal(project);
      return refused === null ? null : { kind: "restricted", ...refused };
    },
    cancel: (runId) => live.get(runId)?.run.cancel(),
    async viewer(project) {
      await checkAllowed(project);
      return openViewer(project.dir, relativeTo(project.dir, project.configFile), await optionsOf(project));
    },
    async idle(project) {
      for (let runId = running(project); runId !== null; runId = running(project)) await live.get(runId)?.run.done;
    },
    async move(project, keys) {
      await checkAllowed(project);
      moving.add(project.dir);
      try {
        return await moveValues(project.dir, relativeTo(project.dir, project.configFile), keys, await optionsOf(project));
      } finally {
        moving.delete(project.dir);
      }
    },
    describe: async (project, signal) => {
      await checkAllowed(project);
      const { dir, configFile } = project;
      return describeProject(dir, relativeTo(dir, configFile), project.sites(), { ...(await optionsOf(project)), signal });
    },
    configure: (next) => {
      const isOther = trust.configure(next.trusted);
      return nodes.configure(next.nodePath) || isOther;
    },
    close: () => {
      for (const { run } of live.values()) run.cancel();
    },
  };
}

function refusal(project: Project, planned: Exclude<Planned, { kind: "plan" }>): string {
  if (planned.kind === "bad-selection") return planned.message;
  const [first] = planned.problems;
  if (!first) return l10n.t("The project has errors.");
  const problem = `${relativeTo(project.dir, first.place.file)}: ${first.message.split("\n")[0]}`;
  const more = planned.problems.length - 1;
  return more === 0 ? l10n.t`Nothing was run: ${problem}` : l10n.t`Nothing was run: ${problem} (and ${more} more)`;
}

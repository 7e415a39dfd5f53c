// Creates the plan of a run: the selected assets in order, their partitions, and the problems that prevent the run.
import * as l10n from "@vscode/l10n";
import type { AssetSpec, StepSpec } from "../contract/manifest.js";
import type { Problem } from "../contract/problem.js";
import type { RunOrigin, RunPlan } from "../contract/run.js";
import type { Moment } from "../partitions/index.js";
import { type AskedPartitions, choosePartitions, type MadePartitions } from "./choose-partitions.js";
import { reach, topological } from "./graph-walk.js";
import { type Selectable, upstreamOf } from "./neighbours.js";
import { select, selectedThemselves } from "./selection.js";

/** The source of a plan: an open project in an editor, or a manifest. */
export interface PlanSource extends Selectable {
  /** Absolute. */
  readonly projectDir: string;
  /** Relative to the project, `/`-separated. */
  readonly configFile: string;
  /** Problems that prevent files from loading. The files are loaded together, so one problem prevents all. */
  loading(): readonly Problem[];
  /** Problems of names and wiring. */
  readonly wiring: readonly Problem[];
  /** Problems of the types of these assets, and of other assets in the same files. */
  typing(keys: ReadonlySet<string>): readonly Problem[];
  /** Called only for assets that will run. */
  step(key: string): StepSpec;
  readonly records: MadePartitions;
  readonly dynamicKeys: Moment["dynamicKeys"];
}

export type Planned =
  | {
      readonly kind: "plan";
      readonly plan: RunPlan;
      /** The number of reported parts: one for an asset, or one for each of its partitions. */
      readonly parts: number;
      readonly warnings: readonly Problem[];
    }
  | BadSelection
  /** Errors among the selected assets and their upstream assets. They prevent the run. */
  | { readonly kind: "problems"; readonly problems: readonly Problem[] };

/** The selection itself is invalid, which is an error in the request. */
export interface BadSelection {
  readonly kind: "bad-selection";
  readonly message: string;
}

export interface PlanRequest {
  readonly runId: string;
  /** Selections; the run contains their union. Without selections it contains all assets. */
  readonly selection: readonly string[];
  readonly jobName: string | null;
  /** Absent when a user starts the run. */
  readonly origin?: RunOrigin;
  readonly tags?: Readonly<Record<string, string>>;
  readonly partitions?: AskedPartitions;
  /** Partitions that have a value but no record, by asset. They do not count as missing. */
  readonly unrecorded?: ReadonlyMap<string, ReadonlySet<string>>;
}

/** A plan, or the reason why there is none. `now`, in ms since 1970, determines which time windows exist. */
export function planRun(source: PlanSource, request: PlanRequest, now: number): Planned {
  const ofConfig = source.wiring.filter(
    ({ code, place }) => code === "invalid-config" && place.file === `${source.projectDir}/${source.configFile}`,
  );
  const fatal = [...source.loading(), ...ofConfig].filter(isError);
  if (fatal.length > 0) return { kind: "problems", problems: fatal };
  const chosen = chooseAssets(source, request.selection);
  if (chosen.kind === "bad-selection") return chosen;
  const { keys, themselves, concerned } = chosen;
  const before = upstreamOf(source);
  const { mine, others } = problemsOf(source, concerned, request.selection.length === 0);
  if (mine.length > 0) return { kind: "problems", problems: mine };

  const runnable = topological([...keys].sort(), before).flatMap((key) => {
    const asset = source.byKey.get(key);
    return asset && !asset.external ? [asset] : [];
  });
  if (runnable.length === 0) return nothingToRun(keys);
  const { partitions: asked = [], unrecorded = new Map() } = request;
  const moment = { now, dynamicKeys: source.dynamicKeys };
  const parts = choosePartitions(source, runnable, { asked, themselves, unrecorded, moment });
  if (parts.kind === "bad-selection") return parts;
  const all = asked === "all" ? { all: true as const } : {};
  const inRun = new Set(runnable.map((asset) => asset.key));
  const plan: RunPlan = {
    version: 1,
    runId: request.runId,
    projectDir: source.projectDir,
    configFile: source.configFile,
    selection: request.selection,
    jobName: request.jobName,
    ...(request.origin === undefined ? {} : { origin: request.origin }),
    ...(request.tags === undefined ? {} : { tags: request.tags }),
    now,
    steps: runnable.map(({ key }) => {
      const { storedAt, ...step } = source.step(key);
      const after = before(key).filter((each) => inRun.has(each) && each !== key);
      const partitions = parts.ranges.get(key);
      return { assetKey: key, ...step, after, ...(partitions === undefined ? {} : { partitions, ...all }) };
    }),
  };
  const calls = runnable.reduce((sum, { key }) => sum + (parts.calls.get(key) ?? 1), 0);
  return { kind: "plan", plan, parts: calls, warnings: others };
}

export interface ChosenAssets {
  readonly kind: "chosen";
  readonly keys: ReadonlySet<string>;
  /** Assets that are selected themselves, not only because another selected asset is upstream or downstream of them. */
  readonly themselves: ReadonlySet<string>;
  /** The selected assets and all assets upstream of them. */
  readonly concerned: ReadonlySet<string>;
}

/** The union of the assets that the selections mean; without selections, all assets. */
export function chooseAssets(source: Selectable, selection: readonly string[]): ChosenAssets | BadSelection {
  if (selection.length === 0) {
    const all = new Set(source.byKey.keys());
    return { kind: "chosen", keys: all, themselves: all, concerned: reach(all, upstreamOf(source)) };
  }
  const keys = new Set<string>();
  const themselves = new Set<string>();
  for (const text of selection) {
    const selected = select(source, text);
    if (selected.error !== null) return { kind: "bad-selection", message: selected.error };
    for (const key of selected.keys) keys.add(key);
    for (const key of selectedThemselves(source, text)) themselves.add(key);
  }
  return { kind: "chosen", keys, themselves, concerned: reach(keys, upstreamOf(source)) };
}

function nothingToRun(keys: ReadonlySet<string>): BadSelection {
  const only = [...keys].map((key) => `"${key}"`).join(", ");
  const message =
    only === ""
      ? l10n.t("There is no asset to materialize.")
      : l10n.t`${only} is external: it is produced outside this project. Select an asset of this project.`;
  return { kind: "bad-selection", message };
}

/** Errors of the assets in a run, and errors that belong to no asset. A run of all assets also includes errors of assets without a key. */
function problemsOf(source: PlanSource, concerned: ReadonlySet<string>, isEverything: boolean): { mine: Problem[]; others: Problem[] } {
  const all = [...source.wiring, ...source.typing(concerned)].filter(isError);
  const places = source.assets.filter(({ key }) => concerned.has(key)).flatMap((asset: AssetSpec) => asset.places);
  const isMine = ({ code, place, data }: Problem) =>
    (isEverything && code === "invalid-asset-name") ||
    (data?.assetKey !== undefined && concerned.has(data.assetKey)) ||
    places.some(({ file, start, end }) => file === place.file && start <= place.start && place.end <= end);
  return { mine: all.filter(isMine), others: all.filter((problem) => !isMine(problem)) };
}

const isError = ({ severity }: Problem): boolean => severity === "error";

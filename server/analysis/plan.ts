// Makes the plan of a run: the selected assets in order, each argument bound by position, the forms their types declare.
import * as l10n from "@vscode/l10n";
import type { DeclaredType } from "../../runtime/contract/asset.js";
import type { Problem } from "../../runtime/contract/problem.js";
import type { Binding, PlanStep, RunPlan } from "../../runtime/contract/run.js";
import { relativeTo } from "./file-access.js";
import { reach, topological } from "./graph-walk.js";
import { type ResolvedAsset, type ResolvedInput, upstreamOf } from "./model.js";
import { givenBy } from "./partition-wiring.js";
import { type AskedPartitions, choosePartitions } from "./plan-partitions.js";
import { loadProblems } from "./problems/load-problems.js";
import { managerThatLoads, typeProblems } from "./problems/type-problems.js";
import type { Project } from "./project.js";
import type { InputType } from "./reader/types.js";
import { select, selectedThemselves } from "./selection.js";

export type Planned =
  | {
      readonly kind: "plan";
      readonly plan: RunPlan;
      /** How many calls of functions it makes: one for an asset, or one for each of its partitions. */
      readonly parts: number;
      readonly warnings: readonly Problem[];
    }
  /** The selection itself is wrong: bad usage. */
  | { readonly kind: "bad-selection"; readonly message: string }
  /** Errors among the selected assets and their upstream: nothing may run. */
  | { readonly kind: "problems"; readonly problems: readonly Problem[] };

export interface PlanRequest {
  readonly runId: string;
  /** Selections, their union is run; none is everything. */
  readonly selection: readonly string[];
  readonly jobName: string | null;
  readonly partitions?: AskedPartitions;
  /** Partitions that have a value and no record, by asset: they are not missing. */
  readonly unrecorded?: ReadonlyMap<string, ReadonlySet<string>>;
}

/** A plan from the project's present revision, or why there can be none. */
export function planRun(project: Project, request: PlanRequest): Planned {
  const model = project.model();
  // Files load together: one that cannot be read stops them all.
  const ofConfig = model.problems.filter(({ code, place }) => code === "invalid-config" && place.file === project.configFile);
  const fatal = [...loadProblems(project, project.loadedFiles()), ...ofConfig].filter(({ severity }) => severity === "error");
  if (fatal.length > 0) return { kind: "problems", problems: fatal };

  const keys = new Set<string>();
  const themselves = new Set<string>();
  for (const text of request.selection.length === 0 ? ["*"] : request.selection) {
    const selected = select(model, text);
    if (selected.error !== null) return { kind: "bad-selection", message: selected.error };
    for (const key of selected.keys) keys.add(key);
    for (const key of selectedThemselves(model, text)) themselves.add(key);
  }
  const before = upstreamOf(model);
  const concerned = reach(keys, before);
  const { mine, others } = problemsOf(project, concerned);
  if (mine.length > 0) return { kind: "problems", problems: mine };

  const runnable = topological([...keys].sort(), before).flatMap((key) => {
    const asset = model.byKey.get(key);
    return asset && !asset.external ? [asset] : [];
  });
  if (runnable.length === 0) {
    const only = [...keys].map((key) => `"${key}"`).join(", ");
    return {
      kind: "bad-selection",
      message:
        only === ""
          ? l10n.t("There is no asset to materialize.")
          : l10n.t`${only} is external: others produce it. Select an asset of this project.`,
    };
  }
  const now = Date.now();
  const chosen = choosePartitions(project, runnable, request.partitions ?? [], themselves, now, request.unrecorded);
  if (chosen.kind === "bad-selection") return chosen;
  const all = request.partitions === "all" ? { all: true as const } : {};
  const inRun = new Set(runnable.map((asset) => asset.key));
  const plan: RunPlan = {
    version: 1,
    runId: request.runId,
    projectDir: project.dir,
    configFile: relativeTo(project.dir, project.configFile),
    selection: request.selection,
    jobName: request.jobName,
    now,
    steps: runnable.map((asset) => {
      const after = before(asset.key).filter((key) => inRun.has(key) && key !== asset.key);
      const partitions = chosen.ranges.get(asset.key);
      return { ...stepOf(project, asset, after), ...(partitions === undefined ? {} : { partitions, ...all }) };
    }),
  };
  const parts = runnable.reduce((sum, { key }) => sum + (chosen.calls.get(key) ?? 1), 0);
  return { kind: "plan", plan, parts, warnings: others };
}

/** Errors of the assets a run concerns, and all other errors. Syntax errors count where such an asset is declared. */
function problemsOf(project: Project, concerned: ReadonlySet<string>): { mine: Problem[]; others: Problem[] } {
  const model = project.model();
  const declared = model.assets.filter((asset) => concerned.has(asset.key));
  const spans = declared.map((asset) => asset.declaration?.place).filter((place) => place !== undefined);
  const files = new Set(spans.map((place) => place.file));
  const all = [...model.problems, ...[...files].flatMap((file) => typeProblems(project, file))].filter(
    ({ severity }) => severity === "error",
  );
  const isMine = ({ place }: Problem) =>
    declared.some((asset) => asset.place.file === place.file && asset.place.start === place.start) ||
    spans.some((span) => span.file === place.file && span.start <= place.start && place.end <= span.end);
  return { mine: all.filter(isMine), others: all.filter((problem) => !isMine(problem)) };
}

function stepOf(project: Project, asset: ResolvedAsset, after: readonly string[]): PlanStep {
  const output = project.types().output(asset);
  const resources = [...new Set(asset.declaration?.fn?.fact.resources.map(({ name }) => name))];
  return {
    assetKey: asset.key,
    bindings: bindingsOf(project, asset),
    after,
    output: declaredAs(output),
    stores: !(asset.returnsNothing || output?.nothing === true),
    ...(resources.length > 0 ? { resources } : {}),
  };
}

/** The context and the inputs, by position: all there is, where nothing is wrong with the parameters. */
function bindingsOf(project: Project, asset: ResolvedAsset): Binding[] {
  const context: Binding[] = asset.takesContext ? [{ kind: "context" }] : [];
  return [...context, ...asset.inputs.map((input) => bindingOf(project, asset, input))];
}

function bindingOf(project: Project, asset: ResolvedAsset, input: ResolvedInput): Binding {
  const upstream = input.upstream === null ? undefined : project.model().byKey.get(input.upstream);
  const gives = upstream === undefined ? "value" : givenBy(asset, input, upstream, managerThatLoads(project, input, upstream));
  // Of a manager nobody knows, a parameter that is a map says that it wants one.
  const type = project.types().input(asset, input, gives === "map" || gives === "unknown");
  return { kind: "input", parameter: input.parameter, assetKey: input.upstream ?? input.parameter, declared: declaredAs(type) };
}

/** The type as the managers are told of it. */
function declaredAs(type: InputType | null): DeclaredType {
  const columns = type?.columns;
  return { form: type?.form ?? "value", ...(columns ? { columns } : {}) };
}

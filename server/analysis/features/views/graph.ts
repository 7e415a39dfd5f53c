// The graph as plain data, for the terminal's JSON and for the page that draws it.

import type { AssetGraph, GraphAsset } from "../../../../runtime/contract/asset.js";
import type { AssetStatus, GraphEdge, GraphNode, GraphView } from "../../../../runtime/contract/graph.js";
import type { Problem } from "../../../../runtime/contract/problem.js";
import { specOf } from "../../../../runtime/planning/index.js";
import { groupName, type ResolvedAsset, type ResolvedInput } from "../../model.js";
import type { Project } from "../../project.js";

/** The project's graph without positions. Two graphs are equal if the wiring is unchanged. */
export function assetGraph(project: Project): AssetGraph {
  const { assets, jobs, schedules } = project.model();
  return { assets: assets.map((asset) => graphAsset(project, asset)), jobs, schedules };
}

function graphAsset(project: Project, asset: ResolvedAsset): GraphAsset {
  const inputs = asset.inputs.map((input) => ({
    parameter: input.parameter,
    asset: input.upstream,
    ioManagerKey: loadsWith(project, input),
  }));
  return {
    key: asset.key,
    group: asset.group,
    description: asset.description,
    ioManagerKey: asset.returnsNothing ? null : asset.storage.key,
    inputs,
    deps: [...new Set(asset.deps.map((dep) => dep.key))].filter((key) => !inputs.some((input) => input.asset === key)),
    partitions: specOf(asset),
    kinds: asset.kinds,
    tags: asset.tags,
    owners: asset.owners,
    ...(asset.external ? { external: true as const } : {}),
    ...(asset.isOnlyDescribed ? { described: true as const } : {}),
    ...(asset.open.length > 0 ? { open: asset.open } : {}),
  };
}

function loadsWith(project: Project, input: ResolvedInput): string | null {
  if (input.loader !== undefined) return input.inputManagerKey;
  return input.upstream === null ? null : (project.model().byKey.get(input.upstream)?.storage.key ?? null);
}

export interface ViewOptions {
  readonly project: string;
  readonly name: string;
  readonly statusOf: (key: string) => AssetStatus;
  readonly problems: readonly Problem[];
  readonly runId: string | null;
  readonly cannotRun: string | null;
}

/** Everything that the page draws. */
export function graphView(project: Project, options: ViewOptions): GraphView {
  const { project: uri, name, runId, cannotRun } = options;
  const assets = [...project.model().byKey.values()];
  const nodes = assets.map((asset) => node(project, asset, options));
  const edges = assets.flatMap((asset) => edgesInto(project, asset));
  return { project: uri, name, nodes, edges, runId, cannotRun };
}

function node(project: Project, asset: ResolvedAsset, { statusOf, problems }: ViewOptions): GraphNode {
  const own = problems.filter(({ place }) => concerns(asset, place));
  return {
    key: asset.key,
    group: groupName(asset),
    description: asset.description,
    kinds: asset.kinds,
    ioManagerKey: asset.returnsNothing ? null : asset.storage.key,
    manager: asset.returnsNothing ? null : (asset.storage.manager?.className ?? null),
    storedAt: asset.returnsNothing ? null : project.storedAt(asset),
    external: asset.external,
    errors: own.filter(({ severity }) => severity === "error").length,
    warnings: own.filter(({ severity }) => severity === "warning").length,
    status: statusOf(asset.key),
  };
}

function concerns(asset: ResolvedAsset, place: Problem["place"]): boolean {
  const whole = asset.declaration?.place;
  const named = asset.place.file === place.file && asset.place.start === place.start;
  return named || (whole !== undefined && whole.file === place.file && whole.start <= place.start && place.end <= whole.end);
}

function edgesInto(project: Project, asset: ResolvedAsset): GraphEdge[] {
  const known = project.model().byKey;
  const inputs = asset.inputs.flatMap((input): GraphEdge[] =>
    input.upstream === null
      ? []
      : [{ from: input.upstream, to: asset.key, kind: "input", parameter: input.parameter, type: input.fact.typeText }],
  );
  const deps = asset.deps.flatMap((dep): GraphEdge[] =>
    known.has(dep.key) && !inputs.some((edge) => edge.from === dep.key)
      ? [{ from: dep.key, to: asset.key, kind: "dep", parameter: null }]
      : [],
  );
  return [...inputs, ...deps];
}

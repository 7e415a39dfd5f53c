// The graph as plain data: for the terminal's JSON, and for the page that draws it.
import type { AssetGraph, GraphAsset } from "../../../runtime/contract/asset.js";
import type { AssetStatus, GraphEdge, GraphNode, GraphView } from "../../../runtime/contract/graph.js";
import type { Problem } from "../../../runtime/contract/problem.js";
import type { ResolvedAsset, ResolvedInput } from "../model.js";
import { specOf } from "../partition-wiring.js";
import type { Project } from "../project.js";

/** The project's graph without positions: equal graphs mean that nothing was rewired. */
export function assetGraph(project: Project): AssetGraph {
  const model = project.model();
  const assets = [...model.assets.map((asset) => graphAsset(project, asset)), ...onlyDescribed(project)];
  return { assets: assets.sort((a, b) => (a.key < b.key ? -1 : a.key > b.key ? 1 : 0)), jobs: model.jobs, schedules: model.schedules };
}

/** Assets that only running knows: made in a loop, or by a helper. */
export function onlyDescribed(project: Project): GraphAsset[] {
  const { byKey } = project.model();
  return (project.described()?.graph.assets ?? [])
    .filter(({ key }) => !byKey.has(key))
    .map((asset) => ({ ...asset, described: true as const }));
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
  };
}

function loadsWith(project: Project, input: ResolvedInput): string | null {
  if (input.inputManagerKey !== null) return input.inputManagerKey;
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

/** Everything the page draws. */
export function graphView(project: Project, options: ViewOptions): GraphView {
  const { project: uri, name, runId, cannotRun } = options;
  const assets = [...project.model().byKey.values()];
  const described = onlyDescribed(project);
  const nodes = [
    ...assets.map((asset) => node(project, asset, options)),
    ...described.map((asset) => describedNode(project, asset, options)),
  ];
  const edges = [...assets.flatMap((asset) => edgesInto(project, asset)), ...described.flatMap(describedEdges)];
  return { project: uri, name, nodes, edges, runId, cannotRun };
}

function node(project: Project, asset: ResolvedAsset, { statusOf, problems }: ViewOptions): GraphNode {
  const own = problems.filter(({ place }) => concerns(asset, place));
  return {
    key: asset.key,
    group: asset.group,
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

function describedNode(project: Project, asset: GraphAsset, { statusOf }: ViewOptions): GraphNode {
  const { key, group, description, kinds, ioManagerKey } = asset;
  const storedAt = project.described()?.storedAt[key] ?? null;
  const external = asset.external === true;
  return { key, group, description, kinds, ioManagerKey, manager: null, storedAt, external, errors: 0, warnings: 0, status: statusOf(key) };
}

function describedEdges(asset: GraphAsset): GraphEdge[] {
  const inputs = asset.inputs.flatMap(({ asset: from, parameter }): GraphEdge[] =>
    from === null ? [] : [{ from, to: asset.key, kind: "input", parameter }],
  );
  return [...inputs, ...asset.deps.map((from): GraphEdge => ({ from, to: asset.key, kind: "dep", parameter: null }))];
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

// Finds every problem that names and wiring show, for the whole project at once.
import type { Problem } from "../../../../runtime/contract/problem.js";
import type { ResolvedAsset } from "../../model.js";
import { askAll } from "./ask.js";
import { leadOf } from "./lead.js";
import type { Wired } from "./problem.js";
import { resourceUses } from "./resource-uses.js";

const ofDefinitions = askAll("definitions");
const ofNamed = askAll("named");
const ofParameter = askAll("parameter");
const ofInput = askAll("input");
const ofIns = askAll("ins");
const ofDep = askAll("dep");
const ofOptions = askAll("options");
const ofResource = askAll("resource");
const ofPartitions = askAll("partitions");
const ofBody = askAll("body");
const ofGraph = askAll("graph");
const ofJob = askAll("job");
const ofSchedule = askAll("schedule");
const ofUnreached = askAll("unreached");

/** The problems of names, keys, managers, parameters and order. One mistake gives one problem. */
export function graphProblems(wired: Wired): Problem[] {
  const { read, named, assets, unreached } = wired;
  return [
    ...ofDefinitions(wired),
    ...named.flatMap((asset) => ofNamed(asset)),
    ...assets.flatMap((asset) => assetProblems(asset, wired)),
    ...ofGraph(wired),
    ...read.jobs.flatMap((job) => ofJob(job, wired)),
    ...read.schedules.flatMap((schedule) => ofSchedule(schedule)),
    ...unreached.flatMap((asset) => ofUnreached(asset, wired)),
  ];
}

// For each asset without problems, the assets it loads. While these are the same, it has none.
const clean = new WeakMap<ResolvedAsset, readonly ResolvedAsset[]>();

function assetProblems(asset: ResolvedAsset, wired: Wired): Problem[] {
  const loaded = asset.inputs.flatMap(({ upstream }) => wired.byKey.get(upstream ?? "") ?? []);
  const before = clean.get(asset);
  if (before?.length === loaded.length && before.every((each, at) => each === loaded[at])) return [];
  const found = [
    ...parameterProblems(asset, wired),
    ...ofIns(asset, wired),
    ...asset.deps.flatMap((dep) => ofDep(dep, asset, wired)),
    ...ofOptions(asset, wired),
    ...resourceUses(asset, wired.read).flatMap((use) => ofResource(use, asset, wired)),
    ...ofPartitions(asset, wired),
    ...ofBody(asset, wired),
  ];
  // Which assets may exist besides, and which partitions exist by now, can change without an edit.
  const settled =
    loaded.length === asset.inputs.length &&
    asset.deps.every(({ known }) => known) &&
    [asset, ...loaded].every(({ partitions }) => partitions.kind === "none");
  if (settled && found.length === 0) clean.set(asset, loaded);
  return found;
}

/**
 * A parameter with an invalid shape gets only that problem. If the function was reported by executing the code, only its inputs are
 * known.
 */
function parameterProblems(asset: ResolvedAsset, wired: Wired): Problem[] {
  const fn = asset.declaration?.fn;
  const shapes = fn?.fact.parameters.flatMap((parameter, position) => ofParameter(parameter, position, fn.file)) ?? [];
  const misshapen = new Set(shapes.map(({ place }) => place.start));
  const inputs = asset.inputs.filter(({ fact }) => !misshapen.has(fact.span.start));
  return [...shapes, ...inputs.flatMap((input) => ofInput(leadOf(asset, input, wired), input, asset, wired))];
}

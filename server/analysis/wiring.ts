// Resolves a project: gives each asset its key and manager, binds each parameter to its upstream, and finds problems.

import type { DescribedAsset } from "../../runtime/contract/worker.js";
import { type ReadDefinitions, readDefinitions } from "./definitions.js";
import { describedInputs, withDescribed } from "./described-definitions.js";
import type { Evaluator } from "./evaluate.js";
import { type Joined, type JoinedAsset, join, notJoined } from "./join.js";
import { keptAssets } from "./kept-assets.js";
import { inputsOf } from "./loads.js";
import type { ProjectModel, ResolvedAsset, ResolvedInput } from "./model.js";
import { keyParts, nameAsset } from "./names.js";
import { openParts } from "./open-parts.js";
import { describedProblems } from "./problems/finding/described-problems.js";
import { graphProblems } from "./problems/finding/graph-problems.js";
import type { Wired } from "./problems/finding/problem.js";
import { openOf, resolveAsset, resolveDescribed, resolveExternal } from "./resolved-asset.js";
import { undeclaredExternals } from "./undeclared.js";
import { type AssetDeclaration, declarationId, property, type Value } from "./value.js";
import { filledOptions } from "./values/described.js";
import type { NamedAsset, WiringSource } from "./wiring-source.js";

/** The resolved project of one revision. `last` is the previous model: assets that an edit did not affect are taken from it. */
export function resolveProject(source: WiringSource, last: ProjectModel | null = null): ProjectModel {
  const { evaluator } = source;
  const keyOf = (value: Value) =>
    value.kind === "asset" ? nameAsset(value.declaration, source).key : (keyParts(value)?.join("/") ?? null);
  const asRead = readDefinitions(source.configFile, evaluator, source.modulesBelow, keyOf);
  const files = [...new Set([source.configFile, ...asRead.modules, ...asRead.declarations.map(({ file }) => file)])];
  const known = source.described(files);
  const read = known === null ? asRead : withDescribed(asRead, known.project, known.current);
  const { named, externals, withoutSite }: Joined =
    known === null ? notJoined(read, source) : join(read, known.project, known.current, source);
  let more: boolean | null = null;
  const mayHoldMore = (): boolean => {
    if (known?.current) return false;
    // All questions are asked, so that answers that are deferred are deferred together.
    more ??=
      read.open ||
      named.some(({ name }) => name.open) ||
      externals.some(({ key }) => key === null) ||
      read.maybeAssets.filter(({ file, exported }) => source.askTypes(file, { kind: "holds-assets", exported })).length > 0;
    return more;
  };
  const declared = new Set([
    ...named.flatMap(({ name }) => name.key ?? []),
    ...externals.flatMap(({ key }) => key ?? []),
    ...withoutSite.map(({ key }) => key),
  ]);
  const undeclared = undeclaredExternals(loadedByManagers(named, withoutSite, declared, read), declared, read, mayHoldMore, (key, place) =>
    resolveExternal(key, { key, options: null, place }, read),
  );
  const keys = new Set([...declared, ...undeclared.map(({ key }) => key)]);
  const kept = keptAssets(last, keys, read.resources);

  const assets = [
    ...named.flatMap((each) =>
      each.name.key === null ? [] : [kept.get(each.declaration) ?? resolveAsset(each.name.key, each, read, keys, keyOf, source)],
    ),
    ...externals.flatMap((external) => (external.key === null ? [] : [resolveExternal(external.key, external, read)])),
    ...withoutSite.map((asset) => resolveDescribed(asset, read, keyOf, keys)),
    ...undeclared,
  ].sort((a, b) => (a.key < b.key ? -1 : a.key > b.key ? 1 : 0));

  const byKey = new Map<string, ResolvedAsset>();
  for (const asset of assets) if (!byKey.has(asset.key)) byKey.set(asset.key, asset);
  const reached = [...read.declarations, ...named.map(({ declaration }) => declaration)];
  const unreached = unreachedAssets(source, evaluator, reached);
  const wired: Wired = { source, read, named, assets, byKey, unreached, keyOf, mayHoldMore, last };
  const problems = graphProblems(wired);
  return {
    dir: source.dir,
    configFile: source.configFile,
    assets,
    byKey,
    mayHoldMore,
    get open() {
      return known?.current ? [] : openParts(wired);
    },
    // A description of another state of the project does not count here.
    isOpen: () =>
      !known?.current &&
      (mayHoldMore() || asRead.resources.open || asRead.openJobs || asRead.declarations.some((each) => openOf(each, source).length > 0)),
    resources: read.resources,
    jobs: read.jobs.map(({ job }) => job),
    schedules: read.schedules.map(({ schedule }) => schedule),
    problems: known?.current ? [...problems, ...describedProblems(problems, known.project, wired)] : problems,
    definitions: read.places,
    files,
  };
}

/** The inputs of assets that name the resource that loads them, in their own options or for a parameter. */
function loadedByManagers(
  named: readonly JoinedAsset[],
  withoutSite: readonly DescribedAsset[],
  keys: ReadonlySet<string>,
  read: ReadDefinitions,
): ResolvedInput[] {
  const place = read.places?.assets?.place ?? read.place;
  return [
    ...named
      .filter(({ declaration: { options } }) => property(options, "inputManagerKey") ?? property(options, "ins"))
      .flatMap(({ declaration, described, name }) => inputsOf(declaration, described, name.prefix, keys)),
    ...withoutSite.flatMap((asset) => describedInputs(asset, filledOptions(null, asset, place), place)),
  ];
}

/** Exported assets of files tsconfig includes that the Definitions do not reach. */
function unreachedAssets(source: WiringSource, evaluator: Evaluator, reachedHow: readonly AssetDeclaration[]): NamedAsset[] {
  const reached = new Set(reachedHow.map(declarationId));
  // An asset that was reported by executing the code is found only by its call.
  const calls = new Set(reachedHow.map(({ site }) => `${site.file}:${site.start}`));
  const found = new Map<string, NamedAsset>();
  for (const file of source.includedFiles()) {
    for (const value of evaluator.exports(file).names.values()) {
      if (value.kind !== "asset" || value.declaration.file !== file) continue;
      const id = declarationId(value.declaration);
      const { site } = value.declaration;
      if (reached.has(id) || calls.has(`${site.file}:${site.start}`) || found.has(id)) continue;
      found.set(id, { declaration: value.declaration, name: nameAsset(value.declaration, source) });
    }
  }
  return [...found.values()];
}

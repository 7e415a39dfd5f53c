// Resolves a project: gives every asset its key and manager, binds every parameter to its upstream, and says what is wrong.

import type { OpenFact } from "../../runtime/contract/asset.js";
import type { Place } from "../../runtime/contract/problem.js";
import type { DescribedAsset } from "../../runtime/contract/worker.js";
import { type ExternalDeclaration, type ReadDefinitions, readDefinitions } from "./definitions.js";
import type { Evaluator } from "./evaluate.js";
import { type Joined, type JoinedAsset, join, notJoined } from "./join.js";
import { keptAssets } from "./kept-assets.js";
import { DEFAULT_STORAGE, type ManagerFacts, managerOf } from "./managers.js";
import type { ManagerChoice, ProjectModel, ResolvedAsset, ResolvedDep, ResolvedInput } from "./model.js";
import { isContext, keyParts, nameAsset } from "./names.js";
import { openParts } from "./open-parts.js";
import { backfillOf, readPartitions } from "./partitions.js";
import { graphProblems } from "./problems/graph-problems.js";
import type { Wired } from "./problems/problem.js";
import { toldProblems } from "./problems/told-problems.js";
import { loadingOf, toldInputs, withTold } from "./told.js";
import { undeclaredExternals } from "./undeclared.js";
import { type AssetDeclaration, answer, declarationId, isUndefined, possibilities, property, stringOf, type Value } from "./value.js";
import { filledOptions, openFacts } from "./values/described.js";
import { type NamedAsset, takesParameters, type WiringSource } from "./wiring-source.js";

/** The resolved project of one revision. `last` is the one before: what an edit did not touch is taken from it as it is. */
export function resolveProject(source: WiringSource, last: ProjectModel | null = null): ProjectModel {
  const { evaluator } = source;
  const keyOf = (value: Value) =>
    value.kind === "asset" ? nameAsset(value.declaration, source).key : (keyParts(value)?.join("/") ?? null);
  const asRead = readDefinitions(source.configFile, evaluator, source.modulesBelow, keyOf);
  const files = [...new Set([source.configFile, ...asRead.modules, ...asRead.declarations.map(({ file }) => file)])];
  const known = source.described(files);
  const read = known === null ? asRead : withTold(asRead, known.project, known.current);
  const { named, externals, withoutSite }: Joined =
    known === null ? notJoined(read, source) : join(read, known.project, known.current, source);
  let more: boolean | null = null;
  const mayHoldMore = (): boolean => {
    if (known?.current) return false;
    // All are asked about: where answers come later, they come at once.
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
    ...withoutSite.map((asset) => resolveTold(asset, read, keyOf, keys)),
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
    // Of what was told about another state of the project, nothing counts here.
    isOpen: () =>
      !known?.current &&
      (mayHoldMore() || asRead.resources.open || asRead.openJobs || asRead.declarations.some((each) => openOf(each, source).length > 0)),
    resources: read.resources,
    jobs: read.jobs.map(({ job }) => job),
    schedules: read.schedules.map(({ schedule }) => schedule),
    problems: known?.current ? [...problems, ...toldProblems(problems, known.project, wired)] : problems,
    definitions: read.places,
    files,
  };
}

function resolveAsset(
  key: string,
  { declaration, name, described, isOnlyTold }: JoinedAsset,
  read: ReadDefinitions,
  keys: ReadonlySet<string>,
  keyOf: (value: Value) => string | null,
  source: WiringSource,
): ResolvedAsset {
  const { options, fn } = declaration;
  const [first] = fn?.fact.parameters ?? [];
  return {
    key,
    prefix: name.prefix,
    description: textOption(options, "description", name.description) ?? "",
    declaration,
    described,
    isOnlyTold,
    external: false,
    exportedAs: name.exportedAs,
    place: name.place,
    places: placesOf(declaration, name.place),
    returnsNothing: fn === null ? described?.storesNothing === true : fn.fact.returnsNothing,
    inputs: inputsOf(declaration, described, name.prefix, keys),
    takesContext: fn === null ? described?.parameters[0]?.isContext === true : first !== undefined && isContext(first.name, 0),
    deps: resolveDeps(property(options, "deps"), described?.options.deps ?? [], keys, keyOf),
    ...common(options, read),
    open: described === null ? openOf(declaration, source) : openFacts(options),
  };
}

/** What the options leave open, and the parameters of a function that reading does not find, where its type says that it takes some. */
function openOf({ options, unread }: AssetDeclaration, source: WiringSource): OpenFact[] {
  const open = openFacts(options);
  const takesUnread = unread !== null && !open.includes("ins") && takesParameters(unread, source);
  return takesUnread ? [...open, "ins"] : open;
}

function resolveExternal(key: string, { options, place }: ExternalDeclaration, read: ReadDefinitions): ResolvedAsset {
  return {
    key,
    prefix: key.split("/").slice(0, -1),
    description: textOption(options, "description", "") ?? "",
    declaration: null,
    described: null,
    isOnlyTold: false,
    external: true,
    exportedAs: null,
    place,
    places: [place],
    returnsNothing: false,
    inputs: [],
    takesContext: false,
    deps: [],
    ...common(options, read),
  };
}

/** An asset that no call in the project's text makes. It stands where the Definitions hold it. */
function resolveTold(
  asset: DescribedAsset,
  read: ReadDefinitions,
  keyOf: (value: Value) => string | null,
  keys: ReadonlySet<string>,
): ResolvedAsset {
  const place = read.places?.assets?.place ?? read.place;
  const options = filledOptions(null, asset, place);
  return {
    key: asset.key,
    prefix: asset.key.split("/").slice(0, -1),
    description: asset.options.description ?? "",
    declaration: null,
    described: asset,
    isOnlyTold: true,
    external: false,
    exportedAs: null,
    place,
    places: [place],
    returnsNothing: asset.storesNothing,
    inputs: toldInputs(asset, options, place),
    takesContext: asset.parameters[0]?.isContext === true,
    deps: resolveDeps(property(options, "deps"), asset.options.deps ?? [], keys, keyOf),
    ...common(options, read),
  };
}

function placesOf({ place, fn, unread }: AssetDeclaration, name: Place): Place[] {
  const body = fn && { file: fn.file, start: fn.fact.parametersSpan.start, end: fn.fact.bodySpan.end };
  return [name, place, body, unread].filter((each) => each !== null);
}

/** What an asset and an external one have alike. */
function common(options: Value | null, read: ReadDefinitions) {
  return {
    group: textOption(options, "group", "default"),
    options,
    storage: chooseManager(options, read),
    open: openFacts(options),
    backfill: backfillOf(options),
    ...labels(options),
  };
}

/** A text, what counts where it is not given, or null where only running can tell. */
function textOption(options: Value | null, name: string, absent: string): string | null {
  const given = answer(options, name, stringOf);
  return given.kind === "known" ? given.value : given.kind === "absent" ? absent : null;
}

function labels(options: Value | null): Pick<ResolvedAsset, "kinds" | "owners" | "tags" | "schema" | "partitions"> {
  const tags: Record<string, string> = Object.create(null);
  const given = property(options, "tags");
  if (given?.kind === "object") {
    for (const [name, { value }] of given.properties) tags[name] = stringOf(value) ?? "";
  }
  return {
    kinds: strings(property(options, "kinds")),
    owners: strings(property(options, "owners")),
    tags,
    schema: stringOf(property(property(options, "metadata"), "schema")) ?? undefined,
    partitions: readPartitions(property(options, "partitions")),
  };
}

function strings(value: Value | undefined): string[] {
  return value?.kind === "array" ? value.elements.flatMap((element) => stringOf(element) ?? []) : [];
}

/** Storing: `ioManager`/`ioManagerKey` of the asset, else `io_manager` of the Definitions, else the default storage. */
function chooseManager(options: Value | null, read: ReadDefinitions): ManagerChoice {
  const instance = property(options, "ioManager");
  const given = answer(options, "ioManagerKey", stringOf);
  if (instance && instance.kind !== "unknown" && !mayBeAbsent(instance))
    return { why: "ioManager", key: null, manager: managerOf(instance) };
  if (instance || given.kind === "open") return { why: "unknown", key: null, manager: null };
  if (given.kind === "known") return { why: "ioManagerKey", key: given.value, manager: managerUnder(given.value, read) ?? null };
  const preset = managerUnder("io_manager", read);
  if (preset) return { why: "io_manager", key: "io_manager", manager: preset };
  return { why: "default", key: "io_manager", manager: read.resources.open ? null : DEFAULT_STORAGE };
}

function mayBeAbsent(value: Value): boolean {
  return value.kind === "choice" && possibilities(value).some((option) => isUndefined(option) || option.kind === "unknown");
}

function managerUnder(key: string, read: ReadDefinitions): ManagerFacts | undefined {
  return read.resources.byKey.get(key)?.manager;
}

function inputsOf(declaration: AssetDeclaration, described: DescribedAsset | null, prefix: readonly string[], keys: ReadonlySet<string>) {
  return declaration.fn === null && described !== null
    ? toldInputs(described, declaration.options, declaration.place)
    : resolveInputs(declaration, prefix, keys);
}

/** The inputs of assets that name what loads them, in their own options or for a parameter. */
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
    ...withoutSite.flatMap((asset) => toldInputs(asset, filledOptions(null, asset, place), place)),
  ];
}

function resolveInputs(declaration: AssetDeclaration, prefix: readonly string[], keys: ReadonlySet<string>): ResolvedInput[] {
  if (!declaration.fn) return [];
  const { fact, file } = declaration.fn;
  const ins = property(declaration.options, "ins");
  return fact.parameters.flatMap((parameter, position) => {
    const { name } = parameter;
    if (name === null || parameter.shape === "rest" || isContext(name, position)) return [];
    const entry = property(ins, name) ?? null;
    return {
      position,
      parameter: name,
      fact: parameter,
      place: { file, ...parameter.nameSpan },
      upstream: upstreamFor(name, entry, prefix, keys),
      ...loadingOf(entry, declaration.options),
    };
  });
}

/** `ins[name].key`, else the name under the consumer's own prefix, else the bare name. Never a guess beyond that. */
export function upstreamFor(name: string, ins: Value | null, prefix: readonly string[], keys: ReadonlySet<string>): string | null {
  const given = keyParts(property(ins, "key"))?.join("/");
  if (given !== undefined) return keys.has(given) ? given : null;
  // Only running can tell the key: of the entry, or because the entry itself cannot be read.
  if (property(ins, "key")) return null;
  const own = [...prefix, name].join("/");
  if (keys.has(own)) return own;
  return keys.has(name) ? name : null;
}

/** A dep that is an asset whose key only running can tell has the key that running told. */
function resolveDeps(
  value: Value | undefined,
  told: readonly string[],
  keys: ReadonlySet<string>,
  keyOf: (value: Value) => string | null,
): ResolvedDep[] {
  if (value?.kind !== "array") return [];
  const read = value.elements.map((element) => {
    const external = element.kind === "call" && element.callee === "externalAsset" ? property(element.args[0], "key") : undefined;
    return { key: keyOf(external ?? element), place: element.place };
  });
  const others = told.filter((key) => !read.some((dep) => dep.key === key));
  return read.flatMap((dep): ResolvedDep[] => {
    const key = dep.key ?? others.shift() ?? null;
    return key === null ? [] : [{ key, place: dep.place, known: keys.has(key) }];
  });
}

/** Exported assets of files tsconfig includes that the Definitions do not reach. */
function unreachedAssets(source: WiringSource, evaluator: Evaluator, reachedHow: readonly AssetDeclaration[]): NamedAsset[] {
  const reached = new Set(reachedHow.map(declarationId));
  // What running told is found by its call alone.
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

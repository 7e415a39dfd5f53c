// Resolves a project: gives every asset its key and manager, binds every parameter to its upstream, and says what is wrong.

import { type ExternalDeclaration, type ReadDefinitions, readDefinitions } from "./definitions.js";
import type { Evaluator } from "./evaluate.js";
import type { FileFacts } from "./facts.js";
import { keptAssets } from "./kept-assets.js";
import { DEFAULT_STORAGE, type ManagerFacts, managerOf } from "./managers.js";
import type { ManagerChoice, ProjectModel, ResolvedAsset, ResolvedDep, ResolvedInput } from "./model.js";
import { type AssetName, isContext, keyParts, nameAsset } from "./names.js";
import { readPartitions } from "./partitions.js";
import { graphProblems } from "./problems/graph-problems.js";
import { type AssetDeclaration, declarationId, property, stringOf, type Value } from "./value.js";
import type { NamedAsset, WiringSource } from "./wiring-source.js";

/** The resolved project of one revision. `last` is the one before: what an edit did not touch is taken from it as it is. */
export function resolveProject(source: WiringSource, last: ProjectModel | null = null): ProjectModel {
  const { evaluator } = source;
  const keyOf = (value: Value) =>
    value.kind === "asset" ? nameAsset(value.declaration, source.facts(value.declaration.file)).key : (keyParts(value)?.join("/") ?? null);
  const read = readDefinitions(source.configFile, evaluator, source.modulesBelow, keyOf);
  const named = read.declarations.map((declaration) => ({ declaration, name: nameAsset(declaration, source.facts(declaration.file)) }));
  const keys = new Set([...named.flatMap(({ name }) => name.key ?? []), ...read.externals.map(({ key }) => key)]);
  const kept = keptAssets(last, keys, read.resources);

  const assets = [
    ...named.flatMap(({ declaration, name }) =>
      name.key === null ? [] : [kept.get(declaration) ?? resolveAsset(name.key, declaration, name, read, keys, keyOf, source)],
    ),
    ...read.externals.map((external) => resolveExternal(external, read)),
  ].sort((a, b) => (a.key < b.key ? -1 : a.key > b.key ? 1 : 0));

  let more: boolean | null = null;
  const mayHoldMore = (): boolean => {
    // All are asked about: where answers come later, they come at once.
    more ??= read.open || read.maybeAssets.filter(({ file, exported }) => source.holdsAssets(file, exported)).length > 0;
    return more;
  };
  const byKey = new Map<string, ResolvedAsset>();
  for (const asset of assets) if (!byKey.has(asset.key)) byKey.set(asset.key, asset);
  const unreached = unreachedAssets(source, evaluator, new Set(read.declarations.map(declarationId)));
  return {
    dir: source.dir,
    configFile: source.configFile,
    assets,
    byKey,
    mayHoldMore,
    resources: read.resources,
    jobs: read.jobs.map(({ job }) => job),
    schedules: read.schedules.map(({ schedule }) => schedule),
    problems: graphProblems({ source, read, named, assets, byKey, unreached, keyOf, mayHoldMore, last }),
    definitions: read.places,
    files: [...new Set([source.configFile, ...read.declarations.map(({ file }) => file)])],
  };
}

function resolveAsset(
  key: string,
  declaration: AssetDeclaration,
  name: AssetName,
  read: ReadDefinitions,
  keys: ReadonlySet<string>,
  keyOf: (value: Value) => string | null,
  source: WiringSource,
): ResolvedAsset {
  const { options } = declaration;
  const facts: FileFacts | undefined = source.facts(declaration.file);
  return {
    key,
    prefix: name.prefix,
    group: stringOf(property(options, "group")) ?? "default",
    description: stringOf(property(options, "description")) ?? name.description,
    declaration,
    external: false,
    exportedAs: name.exportedAs,
    place: facts ? name.place : declaration.place,
    options,
    storage: chooseManager(options, read),
    returnsNothing: declaration.fn?.fact.returnsNothing ?? false,
    inputs: resolveInputs(declaration, name.prefix, keys),
    deps: resolveDeps(property(options, "deps"), keys, keyOf),
    ...labels(options),
  };
}

function resolveExternal({ key, options, place }: ExternalDeclaration, read: ReadDefinitions): ResolvedAsset {
  return {
    key,
    prefix: key.split("/").slice(0, -1),
    group: stringOf(property(options, "group")) ?? "default",
    description: stringOf(property(options, "description")) ?? "",
    declaration: null,
    external: true,
    exportedAs: null,
    place,
    options,
    storage: chooseManager(options, read),
    returnsNothing: false,
    inputs: [],
    deps: [],
    ...labels(options),
  };
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
    // A spread nobody can read may hold them.
    partitions:
      options?.kind === "object" && options.open && !options.properties.has("partitions")
        ? { kind: "unknown", place: options.place }
        : readPartitions(property(options, "partitions")),
  };
}

function strings(value: Value | undefined): string[] {
  return value?.kind === "array" ? value.elements.flatMap((element) => stringOf(element) ?? []) : [];
}

/** Storing: `ioManager`/`ioManagerKey` of the asset, else `io_manager` of the Definitions, else the default storage. */
function chooseManager(options: Value | null, read: ReadDefinitions): ManagerChoice {
  const instance = property(options, "ioManager");
  if (instance) return { why: "ioManager", key: null, manager: managerOf(instance) };
  const given = property(options, "ioManagerKey");
  if (given) {
    const key = stringOf(given);
    return { why: "ioManagerKey", key, manager: key === null ? null : (managerUnder(key, read) ?? null) };
  }
  if (options?.kind === "object" && options.open) return { why: "unknown", key: null, manager: null };
  const preset = managerUnder("io_manager", read);
  if (preset) return { why: "io_manager", key: "io_manager", manager: preset };
  return { why: "default", key: "io_manager", manager: read.resources.open ? null : DEFAULT_STORAGE };
}

function managerUnder(key: string, read: ReadDefinitions): ManagerFacts | undefined {
  return read.resources.byKey.get(key)?.manager;
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
      inputManagerKey: stringOf(property(entry, "inputManagerKey")),
      ins: entry,
    };
  });
}

/** `ins[name].key`, else the name under the consumer's own prefix, else the bare name. Never a guess beyond that. */
export function upstreamFor(name: string, ins: Value | null, prefix: readonly string[], keys: ReadonlySet<string>): string | null {
  const given = keyParts(property(ins, "key"))?.join("/");
  if (given !== undefined) return keys.has(given) ? given : null;
  if (property(ins, "key")) return null;
  const own = [...prefix, name].join("/");
  if (keys.has(own)) return own;
  return keys.has(name) ? name : null;
}

function resolveDeps(value: Value | undefined, keys: ReadonlySet<string>, keyOf: (value: Value) => string | null): ResolvedDep[] {
  if (value?.kind !== "array") return [];
  return value.elements.flatMap((element): ResolvedDep[] => {
    const external = element.kind === "call" && element.callee === "externalAsset" ? property(element.args[0], "key") : undefined;
    const key = keyOf(external ?? element);
    return key === null ? [] : [{ key, place: element.place, known: keys.has(key) }];
  });
}

/** Exported assets of files tsconfig includes that the Definitions do not reach. */
function unreachedAssets(source: WiringSource, evaluator: Evaluator, reached: ReadonlySet<string>): NamedAsset[] {
  const found = new Map<string, NamedAsset>();
  for (const file of source.includedFiles()) {
    for (const value of evaluator.exports(file).values()) {
      if (value.kind !== "asset" || value.declaration.file !== file) continue;
      const id = declarationId(value.declaration);
      if (reached.has(id) || found.has(id)) continue;
      found.set(id, { declaration: value.declaration, name: nameAsset(value.declaration, source.facts(file)) });
    }
  }
  return [...found.values()];
}

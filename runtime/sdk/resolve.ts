// Resolves the arguments of Definitions to named assets and validated resources.

import { isOwner } from "../contract/names.js";
import type { DescribedProblem } from "../contract/worker.js";
import { type AnyAsset, type AssetDefinition, definitionOf } from "./asset.js";
import { AssetFolder } from "./asset-folder.js";
import { AssetKey, prefixParts, reasonAgainstName } from "./asset-key.js";
import { isInputManager, isIOManager } from "./io-manager.js";
import type { AssetJob, ScheduleDefinition } from "./job.js";
import { resourcesNeededBy } from "./manager-factory.js";
import { moduleRegistry } from "./modules.js";
import { nearest } from "./nearest.js";
import { reasonAgainstRetry } from "./retry.js";

/**
 * Assets, records of assets, module namespaces, folders, and arrays of these. A record or module may also contain lists, records and
 * namespaces of assets; all other values in it are ignored.
 */
export type AssetsInput = AnyAsset | AssetFolder | object | readonly AssetsInput[];

export type GivenResources = Readonly<Record<string, unknown>>;

export interface DefinitionsOptions<Resources extends GivenResources = GivenResources> {
  /** Assets, modules that export assets (`import * as assets`), folders (`assetsFrom`), and lists or records of these. */
  readonly assets?: AssetsInput;
  /** I/O managers and other resources of functions, by key. */
  readonly resources?: Resources;
  /** Named selections, created by `defineAssetJob`. */
  readonly jobs?: readonly AssetJob[];
  /** Schedules. They are validated, but Millrace does not run them yet. */
  readonly schedules?: readonly ScheduleDefinition[];
}

export interface ResolvedAsset {
  readonly key: AssetKey;
  readonly asset: AnyAsset;
  readonly definition: AssetDefinition;
  readonly external: boolean;
}

/** One mistake in the Definitions. `assetKeys` lists the assets that it makes unusable; it may be empty. */
export interface DefinitionProblem extends DescribedProblem {
  readonly code: "duplicate-asset-key" | "invalid-asset-name" | "invalid-options" | "invalid-config";
}

/** A project with every asset named. */
export interface ResolvedProject {
  readonly assets: ReadonlyMap<string, ResolvedAsset>;
  readonly resources: ReadonlyMap<string, unknown>;
  readonly jobs: readonly AssetJob[];
  readonly schedules: readonly ScheduleDefinition[];
  readonly problems: readonly DefinitionProblem[];
  keyOf(asset: AnyAsset): string | undefined;
}

/** Names and checks assets. `checkManagers` false: manager keys do not need a resource (materializeToMemory adds its own). */
export function resolveProject(options: DefinitionsOptions, checkManagers = true): ResolvedProject {
  const problems: DefinitionProblem[] = [];
  const resources = new Map(Object.entries(options.resources ?? {}));
  const found = collect(options.assets ?? []);
  const assets = new Map<string, ResolvedAsset>();
  const keys = new Map<AnyAsset, string>();
  for (const [asset, names] of found) {
    const definition = definitionOf(asset) as AssetDefinition;
    try {
      const key = nameAsset(definition, names);
      const twin = assets.get(key.toString());
      if (twin !== undefined) {
        const message = duplicate(key, twin.definition, definition);
        problems.push({ message, assetKeys: [key.toString()], code: "duplicate-asset-key", site: definition.site });
      }
      assets.set(key.toString(), { key, asset, definition, external: definition.fn === null });
      keys.set(asset, key.toString());
    } catch (error) {
      problems.push({ message: (error as Error).message, assetKeys: [], code: "invalid-asset-name", site: definition.site });
    }
  }
  for (const resolved of assets.values()) {
    const { key, definition } = resolved;
    for (const message of mistakes(resolved, resources, checkManagers))
      problems.push({ message, assetKeys: [key.toString()], code: "invalid-options", site: definition.site });
  }
  problems.push(...namesTwice("job", options.jobs ?? []), ...namesTwice("schedule", options.schedules ?? []));
  return {
    assets: new Map([...assets].sort(([a], [b]) => (a < b ? -1 : 1))),
    resources,
    jobs: options.jobs ?? [],
    schedules: options.schedules ?? [],
    problems,
    keyOf: (asset) => keys.get(asset),
  };
}

/** Every asset, with the names of the properties that lead to it. */
function collect(input: AssetsInput): Map<AnyAsset, Set<string>> {
  const found = new Map<AnyAsset, Set<string>>();
  const inside = new Map<AnyAsset, Set<string>>();
  const add = (names: Map<AnyAsset, Set<string>>, asset: AnyAsset, name: string | null) => {
    const known = names.get(asset) ?? new Set<string>();
    if (name !== null && name !== "default") known.add(name);
    names.set(asset, known);
  };
  const visit = (thing: unknown): void => {
    if (definitionOf(thing) !== undefined) return add(found, thing as AnyAsset, null);
    if (thing instanceof AssetFolder) {
      for (const { namespace } of thing.modules()) visit(namespace);
      return;
    }
    if (Array.isArray(thing)) {
      for (const member of thing) visit(member);
      return;
    }
    if (typeof thing !== "object" || thing === null) return;
    for (const [name, value] of Object.entries(thing)) {
      if (definitionOf(value) !== undefined) add(found, value as AnyAsset, name);
      else for (const [inner, asset] of assetsWithin(value)) add(inside, asset, inner);
    }
  };
  visit(input);
  // Its name in a list or record of a module counts if the module does not export it.
  for (const [asset, names] of inside) if (!found.has(asset)) found.set(asset, names);
  return found;
}

/**
 * The assets of a list that contains only assets (as Dagster accepts it from a module), of a record or of a namespace, each with its name
 * there.
 */
function assetsWithin(value: unknown): [name: string | null, asset: AnyAsset][] {
  if (Array.isArray(value)) return value.every((each) => definitionOf(each) !== undefined) ? value.map((each) => [null, each]) : [];
  if (typeof value !== "object" || value === null) return [];
  const prototype: unknown = Object.getPrototypeOf(value);
  if (prototype !== Object.prototype && prototype !== null) return [];
  return Object.entries(Object.getOwnPropertyDescriptors(value)).flatMap(([name, property]) => {
    const held: unknown = heldIn(property);
    return definitionOf(held) === undefined ? [] : [[name, held as AnyAsset] as [string, AnyAsset]];
  });
}

/** A getter in user code is not called. The exports of a bundled module are getters that cannot be changed. */
function heldIn({ value, get, configurable }: PropertyDescriptor): unknown {
  if (get === undefined || configurable === true) return value;
  try {
    return get();
  } catch {
    return undefined;
  }
}

function nameAsset(definition: AssetDefinition, propertyNames: ReadonlySet<string>): AssetKey {
  if (definition.options.key !== undefined) return AssetKey.from(definition.options.key);
  const name = declaredName(definition, propertyNames);
  const reason = reasonAgainstName(name);
  if (reason !== null) throw new Error(reason);
  return new AssetKey([...prefixParts(definition.options.keyPrefix), name]);
}

/** The export name in the declaring module. When nothing is bundled, the name of the property, else the function's name. */
function declaredName(definition: AssetDefinition, propertyNames: ReadonlySet<string>): string {
  const exported = definition.declaredIn === null ? null : moduleRegistry()?.exports.get(definition.declaredIn);
  const names = exported == null ? [...propertyNames] : exportNames(exported, definition);
  const where = definition.declaredIn === null ? "an asset" : `an asset of ${definition.declaredIn}`;
  if (names.length > 1)
    throw new Error(
      `${where} is exported under ${names.length} names (${names.sort().join(", ")}), so its key is not clear. Export it once, or give it a key.`,
    );
  if (names[0] !== undefined) return names[0];
  if (exported == null && definition.fn !== null && definition.fn.name !== "") return definition.fn.name;
  const why =
    definition.declaredIn === null
      ? "it was passed without a name. Give it a key, or pass it as { name: asset }."
      : "its module does not export it. Export it as a const, or give it a key.";
  throw new Error(`${where} has no name: ${why}`);
}

function exportNames(namespace: object, definition: AssetDefinition): string[] {
  return Object.entries(namespace)
    .filter(([name, value]) => name !== "default" && definitionOf(value) === definition)
    .map(([name]) => name);
}

function duplicate(key: AssetKey, first: AssetDefinition, second: AssetDefinition): string {
  const places = [...new Set([first.declaredIn, second.declaredIn].filter((place) => place !== null))];
  return `two assets have the key ${key}${places.length > 0 ? ` (${places.join(" and ")})` : ""}. Rename one, or give it a key or a keyPrefix.`;
}

function* mistakes(resolved: ResolvedAsset, resources: ReadonlyMap<string, unknown>, checkManagers: boolean): Generator<string> {
  const { key, definition } = resolved;
  const { options } = definition;
  if (options.ioManager !== undefined && options.ioManagerKey !== undefined) yield `${key} has both ioManager and ioManagerKey. Keep one.`;
  for (const owner of options.owners ?? []) {
    if (!isOwner(owner)) yield `${key} has the owner "${owner}". Write an e-mail address or team:name.`;
  }
  const retry = options.retry === undefined ? null : reasonAgainstRetry(options.retry);
  if (retry !== null) yield `${key}: ${retry}`;
  for (const name of options.requiredResourceKeys ?? []) yield* resourceMistake(`${key}`, name, resources);
  if (!checkManagers) return;
  const storing = options.ioManager ?? resources.get(options.ioManagerKey ?? "io_manager");
  for (const name of resourcesNeededBy(storing)) yield* resourceMistake(`${key}: its I/O manager`, name, resources);
  if (options.ioManager !== undefined && !isIOManager(options.ioManager))
    yield `${key} has an ioManager without handleOutput and loadInput. Give an I/O manager.`;
  if (options.ioManagerKey !== undefined)
    yield* managerMistake(key, "ioManagerKey", options.ioManagerKey, resources, resolved.external ? isInputManager : isIOManager);
  if (options.inputManagerKey !== undefined)
    yield* managerMistake(key, "inputManagerKey", options.inputManagerKey, resources, isInputManager);
  for (const [parameter, entry] of Object.entries(options.ins ?? {})) {
    if (entry.inputManagerKey !== undefined)
      yield* managerMistake(key, `ins.${parameter}.inputManagerKey`, entry.inputManagerKey, resources, isInputManager);
  }
}

/** Yields nothing when the resource exists. */
export function* resourceMistake(who: string, name: string, resources: ReadonlyMap<string, unknown>): Generator<string> {
  if (resources.has(name)) return;
  const near = nearest(name, [...resources.keys()]);
  yield `${who} needs the resource "${name}", which does not exist. ${near === null ? "Add it to the resources of the Definitions." : `Did you mean "${near}"?`}`;
}

function* managerMistake(
  key: AssetKey,
  option: string,
  name: string,
  resources: ReadonlyMap<string, unknown>,
  fits: (thing: unknown) => boolean,
): Generator<string> {
  if (fits(resources.get(name)) || (name === "io_manager" && !resources.has(name))) return;
  const known = [...resources].filter(([, resource]) => fits(resource)).map(([known]) => known);
  const near = nearest(name, known);
  const what = resources.has(name) ? `the resource "${name}" is not an I/O manager that can do this` : `no resource is named "${name}"`;
  const remedy =
    near !== null
      ? `Did you mean "${near}"?`
      : known.length > 0
        ? `Known: ${known.join(", ")}.`
        : "Add it to the resources of the Definitions.";
  yield `${key}: ${option}: ${what}. ${remedy}`;
}

function namesTwice(kind: string, named: readonly { readonly name: string }[]): DefinitionProblem[] {
  const seen = new Set<string>();
  const twice = new Set<string>();
  for (const { name } of named) (seen.has(name) ? twice : seen).add(name);
  return [...twice].map((name) => ({
    message: `two ${kind}s have the name ${name}. Rename one.`,
    assetKeys: [],
    code: "invalid-config",
    site: null,
  }));
}

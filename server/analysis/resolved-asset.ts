// Resolves one asset of a project: its options as far as they are known, its manager, and what it loads.
import type { OpenFact } from "../../runtime/contract/asset.js";
import type { Place } from "../../runtime/contract/problem.js";
import type { DescribedAsset } from "../../runtime/contract/worker.js";
import { DEFAULT_STORAGE } from "../../runtime/io/static-facts.js";
import type { ExternalDeclaration, ReadDefinitions } from "./definitions.js";
import { describedInputs } from "./described-definitions.js";
import type { JoinedAsset } from "./join.js";
import { inputsOf, resolveDeps } from "./loads.js";
import { type ManagerFacts, managerOf } from "./managers.js";
import type { ManagerChoice, ResolvedAsset } from "./model.js";
import { isContext } from "./names.js";
import { backfillOf, readPartitions } from "./partitions.js";
import { type AssetDeclaration, answer, isUndefined, possibilities, property, stringOf, type Value } from "./value.js";
import { filledOptions, openFacts } from "./values/described.js";
import { takesParameters, type WiringSource } from "./wiring-source.js";

export function resolveAsset(
  key: string,
  { declaration, name, described, isOnlyDescribed }: JoinedAsset,
  read: ReadDefinitions,
  keys: ReadonlySet<string>,
  keyOf: (value: Value) => string | null,
  source: WiringSource,
): ResolvedAsset {
  const { options, fn } = declaration;
  const [first] = fn?.fact.parameters ?? [];
  const shared = common(options, read);
  return {
    key,
    prefix: name.prefix,
    description: textOption(options, "description", name.description) ?? "",
    declaration,
    described,
    isOnlyDescribed,
    external: false,
    exportedAs: name.exportedAs,
    place: name.place,
    places: placesOf(declaration, name.place),
    returnsNothing: fn === null ? described?.storesNothing === true : fn.fact.returnsNothing,
    inputs: inputsOf(declaration, described, name.prefix, keys),
    takesContext: fn === null ? described?.parameters[0]?.isContext === true : first !== undefined && isContext(first.name, 0),
    deps: resolveDeps(property(options, "deps"), described?.options.deps ?? [], keys, keyOf),
    ...shared,
    open: withManager(described === null ? openOf(declaration, source) : shared.open, shared.storage),
  };
}

/**
 * Marks the manager as open if the resource was found but only executing the code can show whether it is a manager. No plan depends on
 * it.
 */
function withManager(open: OpenFact[], { manager }: ManagerChoice): OpenFact[] {
  const isUnread = manager?.kind === "other" && manager.unread === true && !open.includes("ioManager");
  return isUnread ? [...open, "ioManager"] : open;
}

/** The open options, and the open parameters of a function that cannot be read but takes parameters by its type. */
export function openOf({ options, unread }: AssetDeclaration, source: WiringSource): OpenFact[] {
  const open = openFacts(options);
  const takesUnread = unread !== null && !open.includes("ins") && takesParameters(unread, source);
  return takesUnread ? [...open, "ins"] : open;
}

export function resolveExternal(key: string, { options, place }: ExternalDeclaration, read: ReadDefinitions): ResolvedAsset {
  return {
    key,
    prefix: key.split("/").slice(0, -1),
    description: textOption(options, "description", "") ?? "",
    declaration: null,
    described: null,
    isOnlyDescribed: false,
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

/** Resolves an asset that no call in the project's text creates. Its place is that of the Definitions. */
export function resolveDescribed(
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
    isOnlyDescribed: true,
    external: false,
    exportedAs: null,
    place,
    places: [place],
    returnsNothing: asset.storesNothing,
    inputs: describedInputs(asset, options, place),
    takesContext: asset.parameters[0]?.isContext === true,
    deps: resolveDeps(property(options, "deps"), asset.options.deps ?? [], keys, keyOf),
    ...common(options, read),
  };
}

function placesOf({ place, fn, unread }: AssetDeclaration, name: Place): Place[] {
  const body = fn && { file: fn.file, start: fn.fact.parametersSpan.start, end: fn.fact.bodySpan.end };
  return [name, place, body, unread].filter((each) => each !== null);
}

/** The facts that assets and external assets share. */
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

/** A text option: `absent` if it is not given, null if it is known only when the code is executed. */
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

/** The manager that stores: `ioManager` or `ioManagerKey` of the asset, else `io_manager` of the Definitions, else the default. */
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

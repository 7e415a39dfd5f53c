// The hover on an asset, a parameter or a key: what it is, where its value is stored, by which manager and why, and its status.

import * as l10n from "@vscode/l10n";
import type { Form } from "../../../../runtime/contract/asset.js";
import type { AssetStatus } from "../../../../runtime/contract/graph.js";
import { numeral } from "../../../../runtime/contract/language.js";
import type { PartitionsSpec } from "../../../../runtime/contract/partitions.js";
import type { Place } from "../../../../runtime/contract/problem.js";
import { statusText, statusWords } from "../../../../runtime/contract/status-words.js";
import { age, duration } from "../../../../runtime/contract/time-words.js";
import { describePartitions, dimensionsOf } from "../../../../runtime/partitions/index.js";
import { downstreamOf, inputMapping, keysOf, specOf, upstreamOf } from "../../../../runtime/planning/index.js";
import { refusedKeys } from "../../dynamic-keys.js";
import { managerThatLoads } from "../../manager-that-loads.js";
import type { ManagerFacts } from "../../managers.js";
import { groupName, type ManagerChoice, type ResolvedAsset, type ResolvedInput } from "../../model.js";
import { givenBy, momentIn } from "../../partition-wiring.js";
import type { Project } from "../../project.js";
import { thingAt } from "../navigation/at.js";

export interface Hover {
  readonly markdown: string;
  readonly place: Place;
}

/** How many neighbours are named, and how many characters of a type are shown. */
const [NAMED, TYPE_LENGTH] = [8, 240];

export interface HoverOptions {
  readonly statusOf: (key: string) => AssetStatus;
  readonly now: number;
  /** Creates a link that opens an asset's stored value in the client. Returns only the text if the client has none. */
  readonly storedLink: (key: string, text: string) => string;
}

export function hover(project: Project, file: string, offset: number, options: HoverOptions): Hover | null {
  const thing = thingAt(project, file, offset);
  if (!thing) return null;
  const { place } = thing;
  switch (thing.kind) {
    case "asset":
      return { place, markdown: aboutAsset(project, thing.asset, options).join("\n\n") };
    case "parameter":
      return { place, markdown: aboutParameter(project, thing.asset, thing.input, options).join("\n\n") };
    case "asset-key":
      return thing.target ? { place, markdown: aboutAsset(project, thing.target, options).join("\n\n") } : null;
    case "manager-key":
      return { place, markdown: aboutManagerKey(project, thing.key) };
  }
}

function aboutAsset(project: Project, asset: ResolvedAsset, options: HoverOptions): string[] {
  const output = asset.declaration ? project.types().output(asset) : null;
  const head = asset.external
    ? l10n.t`**${code(asset.key)}** · external asset in group ${code(groupName(asset))}`
    : l10n.t`**${code(asset.key)}** · asset in group ${code(groupName(asset))}`;
  const stores = !asset.returnsNothing && output?.nothing !== true;
  return [
    head,
    ...(asset.undeclared ? [l10n.t("It is not declared. Parameters name it, and their `inputManagerKey` says what loads it.")] : []),
    ...(asset.description === "" ? [] : [asset.description]),
    ...(output && stores ? [l10n.t`Produces ${code(cut(output.text))}`] : []),
    ...aboutPartitions(project, asset, options.now),
    ...(stores ? [aboutStorage(project, asset, options)] : [l10n.t("Stores nothing: it returns no value.")]),
    lastResult(project, asset, options),
    ...aboutNeighbours(project, asset),
  ];
}

function aboutParameter(project: Project, consumer: ResolvedAsset, input: ResolvedInput, options: HoverOptions): string[] {
  const upstream = input.upstream === null ? undefined : project.model().byKey.get(input.upstream);
  if (!upstream) return [l10n.t`**${code(input.parameter)}** names no asset.`];
  const manager = managerThatLoads(project, input, upstream);
  const type = project.types().input(consumer, input, givenBy(consumer, input, upstream, manager) === "map");
  const form = formWords(type?.form ?? "value");
  const by = manager?.className ? l10n.t`${form} by ${code(manager.className)}` : form;
  const how = input.inputManagerKey === null ? by : l10n.t`${by} (${code("inputManagerKey")} says ${code(input.inputManagerKey)})`;
  const loads = input.fact.typeText
    ? l10n.t`Loads the asset below as ${code(input.fact.typeText)}: ${how}.`
    : l10n.t`Loads the asset below: ${how}.`;
  return [loads, ...aboutMapping(project, consumer, input, upstream, options.now), ...aboutAsset(project, upstream, options)];
}

/** The mapping in words, with an example: what the latest partition of the consumer loads. */
function aboutMapping(project: Project, consumer: ResolvedAsset, input: ResolvedInput, upstream: ResolvedAsset, now: number): string[] {
  const found = inputMapping(consumer, input, upstream);
  if (found.kind === "none")
    return givenBy(consumer, input, upstream, managerThatLoads(project, input, upstream)) === "nullable"
      ? [l10n.t("It loads as null while it has no value, because allowMissing is set.")]
      : [];
  if (found.kind === "unknown") return [l10n.t("Which partitions it loads is known only when the code is executed.")];
  if (found.kind === "mistake") return [l10n.t`Its partitions do not fit: ${found.message}`];
  const gives = givenBy(consumer, input, upstream, managerThatLoads(project, input, upstream));
  const { text } = found.mapping;
  const which =
    gives === "map"
      ? l10n.t`${text}, as a ${code("ReadonlyMap")} by partition key`
      : gives === "maybe"
        ? l10n.t`${text}, or undefined where it is missing`
        : text;
  const moment = momentIn(project.files, project.dir, now);
  const own = keysOf(consumer, moment)?.at(-1) ?? null;
  if (own === null && specOf(consumer) !== null) return [l10n.t`Partitions: ${which}.`];
  const { keys } = found.mapping.upstreamKeys(own, moment);
  const [first, last] = [keys.at(0), keys.at(-1)];
  const sample =
    keys.length === 0 || first === undefined
      ? l10n.t("nothing")
      : keys.length === 1
        ? code(first)
        : `${code(first)} … ${code(last ?? "")} (${keys.length})`;
  return [l10n.t`Partitions: ${which}. ${own === null ? l10n.t("Now") : code(own)} ← ${sample}`];
}

function aboutPartitions(project: Project, asset: ResolvedAsset, now: number): string[] {
  const spec = specOf(asset);
  if (spec === null)
    return asset.partitions.kind === "none" ? [] : [l10n.t("Has partitions. Which ones is known only when the code is executed.")];
  const space = keysOf(asset, momentIn(project.files, project.dir, now));
  const [first, last] = [space?.at(0), space?.at(-1)];
  const keys =
    first === undefined || last === undefined ? l10n.t("none yet") : `${code(first)} … ${code(last)} (${numeral(space?.length ?? 0)})`;
  const told = [l10n.t`Partitions: ${describePartitions(spec)}: ${keys}`];
  return [...told, ...refusedKeysOf(project, spec)];
}

/** Why the keys of dynamic partitions cannot be read. Without this, it would look as if there were none. */
function refusedKeysOf(project: Project, spec: PartitionsSpec): string[] {
  return dimensionsOf(spec).flatMap(({ partitions }) => {
    const refusal = partitions.kind === "dynamic" ? refusedKeys(project.files, project.dir, partitions.name) : null;
    return refusal === null ? [] : [l10n.t`Its keys are not known: ${refusal}`];
  });
}

function formWords(form: Form): string {
  switch (form) {
    case "value":
      return l10n.t("the whole value");
    case "table":
      return l10n.t("an Arrow table");
    case "relation":
      return l10n.t("a lazy relation that stays in the database");
    case "batches":
      return l10n.t("row batches, one after another");
    default:
      return form satisfies never;
  }
}

function aboutStorage(project: Project, asset: ResolvedAsset, options: HoverOptions): string {
  const { resources } = project.model();
  const isKnown = (key: string) => resources.byKey.has(key) || resources.open;
  const stored = project.storedAt(asset);
  const link = stored === null ? l10n.t("a place that is known only when the code is executed") : options.storedLink(asset.key, stored);
  return `${l10n.t`Stored at ${link}`}  \n${l10n.t`by ${managerText(asset.storage, isKnown)}`}`;
}

/** The full address. A relative one is resolved against the project. */
export function whole(dir: string, storedAt: string): string {
  return storedAt.startsWith("/") || /^[A-Za-z][A-Za-z0-9+.-]*:/.test(storedAt) ? storedAt : `${dir}/${storedAt}`;
}

function managerText({ why, key, manager }: ManagerChoice, isKnown: (key: string) => boolean): string {
  if (why === "ioManagerKey" && key !== null && !isKnown(key)) return l10n.t`no I/O manager: no resource ${code(key)} is defined`;
  const name = manager?.className ? code(manager.className) : l10n.t("an I/O manager");
  switch (why) {
    case "ioManager":
      return l10n.t`${name}, the asset's own ${code("ioManager")}`;
    case "ioManagerKey":
      return l10n.t`${name}: ${code("ioManagerKey")} names the resource ${code(key ?? "?")}`;
    case "io_manager":
      return l10n.t`${name}: the resource ${code("io_manager")}, which stores every asset that names no other`;
    case "default":
      return l10n.t`${name}: the default, as no resource ${code("io_manager")} is defined`;
    case "unknown":
      return l10n.t("an I/O manager that is known only when the code is executed");
  }
}

function lastResult(project: Project, asset: ResolvedAsset, { statusOf, now }: HoverOptions): string {
  const record = project.records.latest(asset.key);
  const status = statusOf(asset.key);
  const lines: string[] = [];
  if (status.state !== "materialized" && status.state !== "never") lines.push(statusText(status, now));
  if (record) {
    const size = status.size ?? "";
    const when = `${record.timestamp.slice(0, 19).replace("T", " ")} UTC (${age(record.timestamp, now)})`;
    lines.push(`${l10n.t`Last materialized ${when} in ${duration(record.durationMs)}`} ${size}`.trimEnd());
  } else if (status.partitions) lines.push(l10n.t`Materialized: ${statusWords({ ...status, state: "materialized" }, now)}`);
  else if (!asset.external) lines.push(l10n.t("Never materialized."));
  return lines.join("  \n");
}

function aboutNeighbours(project: Project, asset: ResolvedAsset): string[] {
  const model = project.model();
  const list = (what: string, keys: readonly string[]) => (keys.length === 0 ? [] : [`${what}: ${some(keys)}`]);
  const lines = [...list(l10n.t("Upstream"), upstreamOf(model)(asset.key)), ...list(l10n.t("Downstream"), downstreamOf(model)(asset.key))];
  return lines.length === 0 ? [] : [lines.join("  \n")];
}

/** A hover stays short; the graph shows all. */
function some(keys: readonly string[]): string {
  const names = keys.slice(0, NAMED).map(code).join(", ");
  return keys.length > NAMED ? l10n.t`${names} and ${keys.length - NAMED} more` : names;
}

function aboutManagerKey(project: Project, key: string): string {
  const resource = project.model().resources.byKey.get(key);
  if (!resource) return l10n.t`**${code(key)}** is not a resource of the Definitions.`;
  const { manager } = resource;
  const users = project
    .model()
    .assets.filter((asset) => asset.storage.key === key)
    .map((asset) => code(asset.key));
  const what = manager.className ? code(manager.className) : l10n.t("an I/O manager");
  const where = placeOf(manager);
  const at = where === null ? what : l10n.t`${what} at ${`\`${whole(project.dir, where)}\``}`;
  return [`**${code(key)}** · ${at}`, ...(users.length === 0 ? [] : [l10n.t`Stores ${users.join(", ")}`])].join("\n\n");
}

function placeOf(manager: ManagerFacts): string | null {
  if (manager.kind === "filesystem") return manager.baseDir;
  if (manager.kind === "duckdb") return manager.database;
  return manager.kind === "files" ? manager.uri : null;
}

function cut(type: string): string {
  return type.length > TYPE_LENGTH ? `${type.slice(0, TYPE_LENGTH - 1)}…` : type;
}

function code(text: string): string {
  const ticks = text.includes("`") ? "``" : "`";
  return `${ticks}${text.replace(/\s*\n\s*/g, " ")}${ticks}`;
}

// Fills what reading leaves open in an asset with the values that executing the code reported.
import type { OpenFact } from "../../../runtime/contract/asset.js";
import type { Place } from "../../../runtime/contract/problem.js";
import type { DescribedAsset, DescribedInput, DescribedOptions } from "../../../runtime/contract/worker.js";
import { type Property, property, type Value } from "../value.js";
import { computed } from "./places.js";

/** The options of `asset()` that wiring, problems and the graph use, and the fact that is open if one cannot be read. */
const OPTIONS: Readonly<Record<string, OpenFact>> = {
  key: "key",
  keyPrefix: "key",
  group: "group",
  description: "description",
  ioManager: "ioManager",
  ioManagerKey: "ioManager",
  inputManagerKey: "ins",
  kinds: "kinds",
  owners: "owners",
  tags: "tags",
  metadata: "metadata",
  deps: "deps",
  ins: "ins",
  partitions: "partitions",
  backfillPolicy: "backfillPolicy",
};

/** The facts of an asset that reading leaves open. */
export function openFacts(options: Value | null): OpenFact[] {
  const open = Object.entries(OPTIONS).flatMap(([name, fact]) => {
    const given = property(options, name);
    return given === undefined || isKnown(given) ? [] : fact;
  });
  return [...new Set(open)];
}

/** Whether a value is completely known. An instance depends on what its class does. */
function isKnown(value: Value): boolean {
  switch (value.kind) {
    case "unknown":
    case "choice":
    case "method":
    case "global":
      return false;
    case "array":
      return !value.open && value.elements.every(isKnown);
    case "object":
      return !value.open && [...value.properties.values()].every((each) => isKnown(each.value));
    case "instance":
      return value.sdk === null || !/Partition/.test(value.sdk) || value.args.every(isKnown);
    case "call":
      return value.args.every(isKnown);
    default:
      return true;
  }
}

/** The options that were read, with reported values in place of everything that is open. */
export function filledOptions(options: Value | null, asset: DescribedAsset, place: Place): Value {
  const told = describedOptions(asset, place);
  const properties = new Map<string, Property>();
  for (const name of new Set([...Object.keys(OPTIONS), ...told.keys()])) {
    const read = property(options, name);
    const value = read !== undefined && isKnown(read) ? read : told.get(name);
    if (value === undefined) continue;
    const written = options?.kind === "object" ? options.properties.get(name)?.namePlace : undefined;
    properties.set(name, { value: value === read ? value : filled(read, value), namePlace: written ?? place });
  }
  return { kind: "object", properties, open: false, place: options?.place ?? place };
}

/** The parts of a record that were read are kept. */
function filled(read: Value | undefined, told: Value): Value {
  if (read?.kind !== "object" || told.kind !== "object") return told;
  const properties = new Map(told.properties);
  for (const [name, each] of read.properties) {
    const of = properties.get(name);
    if (of) properties.set(name, isKnown(each.value) ? each : { ...of, namePlace: each.namePlace, value: filled(each.value, of.value) });
  }
  return { ...told, properties, place: read.place };
}

function describedOptions({ key, options }: DescribedAsset, place: Place): Map<string, Value> {
  const { partitions, ioManager, ins, backfill, ...plain } = options;
  const told = new Map<string, Value>([["key", computed(key, place)]]);
  for (const [name, value] of Object.entries(plain as DescribedOptions)) told.set(name, plainValue(value, place));
  if (partitions) told.set("partitions", { kind: "partitions", spec: partitions, place });
  if (ioManager !== undefined) told.set("ioManager", { kind: "manager", told: ioManager, place });
  if (backfill) told.set("backfillPolicy", computed(backfill, place));
  if (ins)
    told.set(
      "ins",
      record(ins, (entry) => inputOf(entry, place), place),
    );
  return told;
}

function inputOf({ partitionMapping, ...plain }: DescribedInput, place: Place): Value {
  const entry = record(plain, (value) => plainValue(value, place), place);
  if (!partitionMapping || entry.kind !== "object") return entry;
  const mapping: Value = { kind: "mapping", spec: partitionMapping, place };
  return { ...entry, properties: new Map(entry.properties).set("partitionMapping", { value: mapping, namePlace: place }) };
}

function record<T>(entries: Readonly<Record<string, T>>, valueOfEntry: (entry: T) => Value, place: Place): Value {
  const properties = new Map(
    Object.entries(entries).map(([name, entry]) => [name, { value: valueOfEntry(entry), namePlace: place }] as const),
  );
  return { kind: "object", properties, open: false, place };
}

/** Plain data as a value. */
function plainValue(data: unknown, place: Place): Value {
  if (Array.isArray(data)) return { kind: "array", elements: data.map((each) => plainValue(each, place)), open: false, place };
  if (typeof data === "object" && data !== null) return record(data as Record<string, unknown>, (each) => plainValue(each, place), place);
  return computed(data as string | number | boolean | null | undefined, place);
}

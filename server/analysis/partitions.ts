// Reads an asset's partitions and the mappings of its parameters. Values that require executing code are unknown.

import * as l10n from "@vscode/l10n";
import type { BackfillMode, PartitionMappingSpec, PartitionsSpec } from "../../runtime/contract/partitions.js";
import type { Place } from "../../runtime/contract/problem.js";
import {
  type CalendarOptions,
  type CronWindowOptions,
  calendarSpec,
  dynamicSpec,
  mappingSpecOf,
  multiSpec,
  staticSpec,
  timeWindowSpec,
} from "../../runtime/partitions/index.js";
import { type InstanceValue, property, type Value } from "./value.js";

export type ReadPartitions =
  | { readonly kind: "none" }
  | { readonly kind: "known"; readonly spec: PartitionsSpec; readonly place: Place }
  /** Known only when the code is executed. */
  | { readonly kind: "unknown"; readonly place: Place }
  | { readonly kind: "wrong"; readonly message: string; readonly place: Place };

/** The `partitions` of an asset's options. */
export function readPartitions(value: Value | undefined): ReadPartitions {
  if (value === undefined || (value.kind === "literal" && value.value === undefined)) return { kind: "none" };
  const { place } = value;
  if (value.kind === "partitions") return { kind: "known", spec: value.spec, place };
  if (value.kind === "literal" || value.kind === "array" || value.kind === "function" || value.kind === "asset")
    return {
      kind: "wrong",
      place,
      message: l10n.t("`partitions` is not a partitions definition. Use a DailyPartitionsDefinition or another."),
    };
  const read = value.kind === "instance" ? readOnce(value) : null;
  return read === null ? { kind: "unknown", place } : { ...read, place };
}

type Read = { readonly kind: "known"; readonly spec: PartitionsSpec } | { readonly kind: "wrong"; readonly message: string } | null;

const readBefore = new WeakMap<object, Read>();
const alike = new Map<string, PartitionsSpec>();
const MOST = 1000;

/** A definition that many assets share is read once. Equal definitions become one object, so that caches by object identity work. */
function readOnce(value: InstanceValue): Read {
  const known = readBefore.get(value.args);
  if (known !== undefined) return known;
  const read = readInstance(value);
  readBefore.set(value.args, read);
  return read;
}

function readInstance(value: InstanceValue): Read {
  try {
    const spec = specOf(value);
    if (spec === null) return null;
    const id = JSON.stringify(spec);
    if (alike.size >= MOST) alike.clear();
    const same = alike.get(id) ?? spec;
    alike.set(id, same);
    return { kind: "known", spec: same };
  } catch (error) {
    return { kind: "wrong", message: capitalised((error as Error).message) };
  }
}

/** Null if it is known only when the code is executed. Throws the errors of the definition's constructor. */
function specOf(value: Value): PartitionsSpec | null {
  if (value.kind !== "instance" || value.sdk === null) return null;
  const [first] = value.args;
  if (value.sdk === "MultiPartitionsDefinition") {
    if (first?.kind !== "object" || first.open) return null;
    const dimensions: Record<string, PartitionsSpec> = {};
    for (const [name, { value: inner }] of first.properties) {
      const spec = specOf(inner);
      if (spec === null) return null;
      dimensions[name] = spec;
    }
    return multiSpec(dimensions);
  }
  const options = first === undefined ? undefined : plainOf(first);
  if (options === UNKNOWN) return null;
  switch (value.sdk) {
    case "StaticPartitionsDefinition":
      return staticSpec(options as readonly string[]);
    case "DynamicPartitionsDefinition":
      return dynamicSpec((options as { name: string } | undefined)?.name as string);
    case "TimeWindowPartitionsDefinition":
      return timeWindowSpec((options ?? {}) as CronWindowOptions);
    case "HourlyPartitionsDefinition":
      return calendarSpec("hourly", (options ?? {}) as CalendarOptions);
    case "DailyPartitionsDefinition":
      return calendarSpec("daily", (options ?? {}) as CalendarOptions);
    case "WeeklyPartitionsDefinition":
      return calendarSpec("weekly", (options ?? {}) as CalendarOptions);
    case "MonthlyPartitionsDefinition":
      return calendarSpec("monthly", (options ?? {}) as CalendarOptions);
    default:
      return null;
  }
}

/** The mapping of an `ins` entry: null if it has none, `"unknown"` if it is known only when the code is executed. */
export function readMapping(entry: Value | null): PartitionMappingSpec | "unknown" | null {
  const value = property(entry, "partitionMapping");
  return value === undefined || (value.kind === "literal" && value.value === undefined) ? null : mappingOf(value);
}

function mappingOf(value: Value): PartitionMappingSpec | "unknown" {
  if (value.kind === "mapping") return value.spec;
  if (value.kind !== "instance" || value.sdk === null) return "unknown";
  const [first] = value.args;
  const option = first === undefined ? undefined : plainOf(first, mappingIn);
  return option === UNKNOWN ? "unknown" : (mappingSpecOf(value.sdk, option) ?? "unknown");
}

/** A mapping inside another one, in the form of its instance. */
function mappingIn(value: Value): unknown {
  const spec = mappingOf(value);
  return spec === "unknown" ? UNKNOWN : { spec };
}

/** `ins[p].allowMissing`. Null if it is known only when the code is executed. */
export function allowsMissing(entry: Value | null): boolean | null {
  const allow = property(entry, "allowMissing");
  if (allow === undefined) return false;
  return allow.kind === "literal" ? allow.value === true : null;
}

/** How many partitions of the asset one call materializes. Null if it is known only when the code is executed. */
export function backfillOf(options: Value | null): BackfillMode | null {
  const policy = property(options, "backfillPolicy");
  if (policy === undefined) return "each";
  // Executing the code reports the mode itself.
  if (policy.kind === "literal") return policy.value === "once" || policy.value === "some" ? policy.value : "each";
  if (policy.kind !== "call") return null;
  if (policy.callee === "BackfillPolicy.singleRun") return "once";
  if (policy.callee !== "BackfillPolicy.multiRun") return null;
  const [most] = policy.args;
  if (most === undefined) return "each";
  if (most.kind !== "literal") return null;
  if (most.value === undefined || most.value === 1) return "each";
  // An invalid number of partitions is reported as a problem elsewhere.
  return Number.isInteger(most.value) && (most.value as number) > 1 ? "some" : null;
}

export const UNKNOWN = Symbol("only running can tell");

/** Converts a value of literals, closed objects and closed arrays to JavaScript. `other` converts anything else. */
export function plainOf(value: Value, other: (value: Value) => unknown = () => UNKNOWN): unknown {
  if (value.kind === "literal") return value.value;
  if (value.kind === "array") {
    const elements = value.elements.map((each) => plainOf(each, other));
    return value.open || elements.includes(UNKNOWN) ? UNKNOWN : elements;
  }
  if (value.kind !== "object") return other(value);
  if (value.open) return UNKNOWN;
  const entries = [...value.properties].map(([name, each]) => [name, plainOf(each.value, other)] as const);
  return entries.some(([, each]) => each === UNKNOWN) ? UNKNOWN : Object.fromEntries(entries);
}

function capitalised(text: string): string {
  return text.slice(0, 1).toUpperCase() + text.slice(1);
}

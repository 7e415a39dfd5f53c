// Validates records and run events that are read from disk. Code that shows them does not validate them again.

import type { RunEvent } from "./events.js";
import type { LogLevel, Materialization, RunEventType } from "./run.js";

/** The maximum nesting depth of data such as metadata. It is far below the depth at which recursive code overflows the stack. */
export const MOST_DEEP = 500;
/** Levels of a record or event around the data that a user nests. */
const AROUND = 20;

/** The record in a text; null for an invalid record, which may be truncated, edited by hand or malicious. */
export function believedRecord(text: string): Materialization | null {
  const value = parsed(text);
  return value !== undefined && faultOfRecord(value) === null ? withSlashes(value as Materialization) : null;
}

/** Absolute paths of Windows have `/` in records. Versions up to 0.3 wrote backslashes, and addresses are compared as text. */
function withSlashes(record: Materialization): Materialization {
  const { stored } = record;
  if (stored == null || !WINDOWS.test(stored.storedAt)) return record;
  const { storedAt, details } = stored;
  const database = details?.database;
  const isPath = typeof database === "string" && WINDOWS.test(database);
  return {
    ...record,
    stored: {
      ...stored,
      storedAt: storedAt.replaceAll("\\", "/"),
      ...(isPath ? { details: { ...details, database: database.replaceAll("\\", "/") } } : {}),
    },
  };
}

const WINDOWS = /^(?:[A-Za-z]:\\|\\\\)/;

/** The event in a line of a run's file; null for an invalid event. */
export function believedEvent(line: string): RunEvent | null {
  const value = parsed(line);
  return value !== undefined && faultOfEvent(value) === null ? (value as RunEvent) : null;
}

/** The event that the first line of a run's file announces; null when it announces no event. */
export function believedAnnouncement(line: string): RunEvent | null {
  const value = parsed(line);
  const event = isObject(value) ? value.announced : undefined;
  return event !== undefined && faultOfEvent(event) === null ? (event as RunEvent) : null;
}

/** The first invalid field of a record, with what would be valid; null for a valid record. */
export function faultOfRecord(value: unknown): string | null {
  return isObject(value) ? faultIn(value, RECORD) : "it is not an object";
}

/** The first invalid field of an event, with what would be valid; null for a valid event. */
export function faultOfEvent(value: unknown): string | null {
  if (!isObject(value)) return "it is not an object";
  const rules = typeof value.type === "string" && Object.hasOwn(EVENTS, value.type) ? EVENTS[value.type as RunEventType] : undefined;
  return rules === undefined ? "type is none that there is" : faultIn(value, { ...ANY_EVENT, ...rules });
}

/** Undefined for invalid JSON, and for data that is nested too deep. Keys that set an object's prototype are left out. */
function parsed(text: string): unknown {
  try {
    const value: unknown = JSON.parse(text);
    return tidied(value, MOST_DEEP + AROUND) ? value : undefined;
  } catch {
    return undefined;
  }
}

/** Whether data is nested deeper than a record allows. */
export function isTooDeep(value: unknown): boolean {
  return !tidied(value, MOST_DEEP);
}

/** Iterates level by level, because recursion would overflow the stack. Returns false for data that is nested too deep. */
function tidied(value: unknown, most: number): boolean {
  let level = [value].filter(isNested);
  for (let depth = 0; level.length > 0; depth++) {
    if (depth > most) return false;
    const next: object[] = [];
    for (const each of level) {
      if (Object.hasOwn(each, "__proto__")) Reflect.deleteProperty(each, "__proto__");
      for (const inner of Object.values(each)) if (isNested(inner)) next.push(inner);
    }
    level = next;
  }
  return true;
}

type Fields = Readonly<Record<string, unknown>>;
/** Says why a value is invalid, in words that follow its name; null for a valid value. */
type Rule = (value: unknown) => string | null;
type Rules = Readonly<Record<string, Rule>>;

/** Unknown fields are kept: a newer version of Millrace may have written them. */
function faultIn(fields: Fields, rules: Rules): string | null {
  for (const [name, rule] of Object.entries(rules)) {
    const fault = rule(Object.hasOwn(fields, name) ? fields[name] : undefined);
    if (fault !== null) return `${name} ${fault}`;
  }
  return null;
}

const is =
  (test: (value: unknown) => boolean, what: string): Rule =>
  (value) =>
    test(value) ? null : `is ${what}`;
const optional =
  (rule: Rule): Rule =>
  (value) =>
    value === undefined ? null : rule(value);
const nullable =
  (rule: Rule): Rule =>
  (value) =>
    value === null ? null : rule(value);
const object =
  (rules: Rules): Rule =>
  (value) =>
    isObject(value) ? faultIn(value, rules) : "is not an object";
const listOf =
  (rule: Rule): Rule =>
  (value) =>
    Array.isArray(value) ? firstFault(value, rule) : "is not a list";
const recordOf =
  (rule: Rule): Rule =>
  (value) =>
    isObject(value) ? firstFault(Object.values(value), rule) : "is not an object";

function firstFault(values: readonly unknown[], rule: Rule): string | null {
  for (const value of values) {
    const fault = rule(value);
    if (fault !== null) return `contains an invalid value (${fault})`;
  }
  return null;
}

const text = is((value) => typeof value === "string", "not text");
const flag = is((value) => typeof value === "boolean", "neither true nor false");
const anything: Rule = () => null;
const count = is((value) => Number.isSafeInteger(value) && (value as number) >= 0, "not a count");
/** Times span a thousand years at most. */
const milliseconds = is(
  (value) => Number.isFinite(value) && (value as number) >= 0 && (value as number) < 3.2e13,
  "not a time in milliseconds",
);
const number = is((value) => Number.isFinite(value), "not a number");
/** JSON writes null for NaN and infinite numbers. */
const lossyNumber = nullable(number);

/** `toISOString` writes years before 0 and after 9999 with a sign. */
const ISO = /^(?:\d{4}|[+-]\d{6})-\d\d-\d\dT\d\d:\d\d(?::\d\d(?:\.\d+)?)?(?:Z|[+-]\d\d:\d\d)$/;
const timestamp = is((value) => typeof value === "string" && ISO.test(value) && !Number.isNaN(Date.parse(value)), "not a time in ISO 8601");

const column = object({ name: text, type: text });
const VALUES: Readonly<Record<string, Rule>> = {
  text,
  url: text,
  path: text,
  md: text,
  timestamp,
  int: lossyNumber,
  float: lossyNumber,
  bool: flag,
  json: anything,
  asset: text,
  table: object({ columns: listOf(text), records: listOf(listOf(anything)) }),
  table_schema: object({ columns: listOf(column) }),
  null: is((value) => value === null, "not null"),
};

const entry: Rule = (value) => {
  if (!isObject(value)) return "is not an object";
  const rule = typeof value.type === "string" && Object.hasOwn(VALUES, value.type) ? VALUES[value.type] : undefined;
  return rule === undefined ? "has an unknown metadata type" : faultIn(value, { value: rule });
};
const metadata = recordOf(entry);

const together = optional(object({ partitions: count, rows: count }));
const stored = object({
  storedAt: text,
  format: text,
  rows: optional(count),
  bytes: optional(count),
  together,
  details: optional(object({})),
});

const RECORD: Rules = {
  assetKey: text,
  partitionKey: optional(text),
  runId: text,
  timestamp,
  durationMs: milliseconds,
  ioManagerKey: nullable(text),
  manager: nullable(text),
  stored: nullable(stored),
  metadata,
  codeVersion: optional(text),
  dataVersion: optional(text),
  without: optional(recordOf(listOf(text))),
};

const ordinal = is((value) => Number.isSafeInteger(value) && (value as number) > 0, "not a whole number from 1");
/** Nested at most as deep as other data. */
const error: Rule = (value) =>
  object({
    name: text,
    message: text,
    stack: optional(text),
    place: optional(object({ file: text, line: ordinal, column: ordinal })),
    cause: optional(error),
    errors: optional(listOf(error)),
  })(value);

const LEVELS: Readonly<Record<LogLevel, true>> = { debug: true, info: true, warning: true, error: true };
const level = is((value) => typeof value === "string" && Object.hasOwn(LEVELS, value), "none that there is");
const absent = is((value) => value === undefined, "that of a step");

const ANY_EVENT: Rules = { runId: text, timestamp, message: optional(text) };
const OF_RUN: Rules = { assetKey: absent, stepKey: absent, partitionKey: absent };
const OF_STEP: Rules = { assetKey: text, stepKey: text, partitionKey: optional(text) };

/** The additional fields of each type of event. */
const EVENTS: Readonly<Record<RunEventType, Rules>> = {
  RUN_START: { ...OF_RUN, metadata },
  RUN_SUCCESS: OF_RUN,
  RUN_FAILURE: { ...OF_RUN, error: optional(error) },
  RUN_CANCELING: OF_RUN,
  RUN_CANCELED: OF_RUN,
  ENGINE_EVENT: OF_RUN,
  STEP_START: OF_STEP,
  LOADED_INPUT: { ...OF_STEP, metadata: optional(metadata) },
  STEP_OUTPUT: OF_STEP,
  HANDLED_OUTPUT: OF_STEP,
  ASSET_MATERIALIZATION: { ...OF_STEP, metadata, materialization: object(RECORD) },
  STEP_SUCCESS: OF_STEP,
  STEP_FAILURE: { ...OF_STEP, error, metadata: optional(metadata) },
  STEP_SKIPPED: OF_STEP,
  STEP_UP_FOR_RETRY: { ...OF_STEP, error },
  PROGRESS: { ...OF_STEP, progress: object({ done: number, total: optional(number) }) },
  LOG: { assetKey: optional(text), stepKey: optional(text), partitionKey: optional(text), message: text, level },
};

function isObject(value: unknown): value is Fields {
  return typeof value === "object" && value !== null && !Array.isArray(value);
}

function isNested(value: unknown): value is object {
  return typeof value === "object" && value !== null;
}

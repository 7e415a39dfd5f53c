// The door of the page that shows a value: what it sends is looked at here, word by word, before anything acts on it.
import type { RowFilter, RowSort, RowTest, ValuePart } from "../../runtime/contract/value.js";
import { type FromValuePage, MOST_COPIED, type ShownAsset } from "../../runtime/contract/value-page.js";

/** Keys, run ids, columns, and what a filter says. */
const LONGEST = 10_000;
/** Of a list of filters, of sorts, of steps into a value. */
const MOST = 1_000;
const TESTS: ReadonlySet<string> = new Set<RowTest>([
  ...(["contains", "lacks", "equals", "differs", "less", "atMost", "greater", "atLeast", "isNull", "isNotNull"] as const),
]);

/** The intent a message states; undefined when it is none of the few the page may have. */
export function readFromValuePage(message: unknown): FromValuePage | undefined {
  if (!isRecord(message)) return undefined;
  const { kind } = message;
  switch (kind) {
    case "ready":
    case "openFile":
    case "openAsset":
    case "showGraph":
    case "materialize":
      return { kind };
    case "look": {
      const [part, runId] = [partOf(message.part), textOf(message.runId)];
      if (part === undefined || !isCount(message.id)) return undefined;
      return { kind, id: message.id, part, ...(runId === undefined ? {} : { runId }) };
    }
    case "partition": {
      const partitionKey = textOf(message.partitionKey);
      return partitionKey === undefined ? undefined : { kind, partitionKey };
    }
    case "compare": {
      const runId = textOf(message.runId);
      return runId === undefined ? undefined : { kind, runId };
    }
    case "copy": {
      const text = textOf(message.text, MOST_COPIED);
      return text === undefined ? undefined : { kind, text };
    }
    default:
      return undefined;
  }
}

/** What a page of an earlier session showed. */
export function readShownAsset(state: unknown): ShownAsset | undefined {
  if (!isRecord(state)) return undefined;
  const [project, key, partitionKey] = [textOf(state.project), textOf(state.key), textOf(state.partitionKey)];
  if (project === undefined || key === undefined) return undefined;
  return { project, key, ...(partitionKey === undefined ? {} : { partitionKey }) };
}

function partOf(part: unknown): ValuePart | undefined {
  if (!isRecord(part)) return undefined;
  const { kind, offset, limit, length } = part;
  if (kind === "facts") return { kind };
  if (!isCount(offset)) return undefined;
  if (kind === "bytes") return isCount(length) ? { kind, offset, length } : undefined;
  if (!isCount(limit)) return undefined;
  if (kind === "entries") {
    const path = listOf(part.path, (step) => (isCount(step) ? step : undefined));
    return path === undefined ? undefined : { kind, path, offset, limit };
  }
  if (kind !== "rows") return undefined;
  const [sort, filters] = [listOf(part.sort, sortOf), listOf(part.filters, filterOf)];
  if (sort === undefined || filters === undefined) return undefined;
  return { kind, offset, limit, sort, filters, counted: part.counted === true };
}

function sortOf(sort: unknown): RowSort | undefined {
  const column = isRecord(sort) ? nameOf(sort.column) : undefined;
  return column === undefined || !isRecord(sort) ? undefined : { column, descending: sort.descending === true };
}

function filterOf(filter: unknown): RowFilter | undefined {
  if (!isRecord(filter)) return undefined;
  const { test, value } = filter;
  const column = nameOf(filter.column);
  if (column === undefined || typeof test !== "string" || !TESTS.has(test)) return undefined;
  return typeof value === "string" && value.length <= LONGEST ? { column, test: test as RowTest, value } : undefined;
}

/** All of a list, or nothing. */
function listOf<T>(list: unknown, read: (item: unknown) => T | undefined): T[] | undefined {
  if (!Array.isArray(list) || list.length > MOST) return undefined;
  const items = list.map(read).filter((item) => item !== undefined);
  return items.length === list.length ? items : undefined;
}

function isCount(value: unknown): value is number {
  return typeof value === "number" && Number.isSafeInteger(value) && value >= 0;
}

/** A column may have no name. */
function nameOf(value: unknown): string | undefined {
  return typeof value === "string" && value.length <= LONGEST ? value : undefined;
}

function textOf(value: unknown, most = LONGEST): string | undefined {
  return typeof value === "string" && value !== "" && value.length <= most ? value : undefined;
}

function isRecord(value: unknown): value is Readonly<Record<string, unknown>> {
  return typeof value === "object" && value !== null;
}

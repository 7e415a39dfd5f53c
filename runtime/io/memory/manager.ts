// Stores values in memory, for tests. Loading returns a copy, as from a disk.
import type { StoredAs } from "../../contract/run.js";
import {
  type DescribeContext,
  type Described,
  type InputContext,
  type IOManager,
  MissingValueError,
  type OutputContext,
  type Preview,
} from "../../sdk/io-manager.js";
import { isTable, Relation } from "../../sdk/relation.js";
import { rowsOfTable } from "../arrow/rows.js";
import { isRows } from "../values/cells.js";
import { nounOf } from "../values/json-safe.js";
import { decodeStructured, encodeStructured } from "../values/structured-clone.js";

/** Values by asset key and partition, as long as the instance exists. Values that cannot be copied exactly are stored without a copy. */
export class InMemoryIOManager implements IOManager {
  readonly supportedForms = ["value", "table", "relation", "batches"] as const;
  readonly #values = new Map<string, unknown>();
  /** The queries whose rows are stored, for consumers that load a relation. */
  readonly #relations = new Map<string, Relation>();

  async handleOutput(context: OutputContext, value: unknown): Promise<StoredAs> {
    const place = placeOf(context);
    this.#relations.delete(place);
    if (value instanceof Relation) this.#relations.set(place, await withEngine(value));
    this.#values.set(place, await kept(value));
    return { storedAt: `memory:${place}`, format: "memory" };
  }

  async loadInput(context: InputContext): Promise<unknown> {
    const place = placeOf(context);
    if (!this.#values.has(place)) {
      const partition = context.hasPartitions ? context.partitionKey : undefined;
      throw new MissingValueError(context.assetKey, "this process's memory", context.upstreamOutput.external, partition);
    }
    const { form } = context.declared;
    const value = this.#values.get(place);
    if (form === "relation") return this.#relations.get(place) ?? relationOf(value, context);
    if (form === "table" && !isTable(value)) return (await relationOf(value, context)).toTable();
    if (form === "batches" && Array.isArray(value)) return oneBatch(value);
    return copy(value);
  }

  async preview(context: InputContext, rows: number): Promise<Preview> {
    const value = await this.loadInput(context);
    if (isRows(value)) return { kind: "rows", rows: value.slice(0, rows) };
    return { kind: "value", value };
  }

  describe(context: DescribeContext): Described {
    return { storedAt: `memory:${placeOf(context)}` };
  }

  async exists(context: InputContext): Promise<boolean> {
    return this.#values.has(placeOf(context));
  }

  async remove(context: InputContext): Promise<void> {
    this.#values.delete(placeOf(context));
    this.#relations.delete(placeOf(context));
  }
}

function placeOf({ assetKey, partitions }: Pick<DescribeContext, "assetKey" | "partitions">): string {
  const key = partitions?.keys.at(0);
  return partitions == null || key === undefined ? assetKey.toString() : [assetKey, ...partitions.pathOf(key)].join("/");
}

/** Batches as their rows, a query as its result, other values as a copy. */
async function kept(value: unknown): Promise<unknown> {
  if (value instanceof Relation) return rowsOf(value);
  return isAsyncIterable(value) ? collect(value) : copy(value);
}

/** Runs a query; in DuckDB if no manager created it. */
export async function rowsOf(relation: Relation): Promise<Record<string, unknown>[]> {
  return (await withEngine(relation)).toRows();
}

/** DuckDB runs the query if no manager created it. */
async function withEngine(relation: Relation): Promise<Relation> {
  if (relation.engine !== null) return relation;
  const { duckdbEngine } = await import("../duckdb/engine.js");
  return Relation.query(relation.strings ?? [], relation.values, duckdbEngine);
}

/** Rows as a relation: a copy of them, as if they were read from a database. */
async function relationOf(value: unknown, { assetKey, declared }: InputContext): Promise<Relation> {
  const names = isTable(value) ? value.schema.fields.map(({ name }) => name) : [];
  const rows = isTable(value) ? rowsOfTable(value, names) : copy(value);
  if (!isRows(rows)) {
    const what = Array.isArray(rows) ? "an array with values that are not objects" : nounOf(rows);
    throw new TypeError(
      `${assetKey} is ${what}, and ${declared.form === "table" ? "an Arrow table" : "a relation"} needs an array of objects as rows. Load it as a plain value, or return rows.`,
    );
  }
  const { duckdbEngine } = await import("../duckdb/engine.js");
  return Relation.rows(rows, duckdbEngine);
}

/** A copy, if an exact one is possible. */
function copy(value: unknown): unknown {
  if (typeof value !== "object" || value === null || isTable(value)) return value;
  try {
    return decodeStructured(encodeStructured(value));
  } catch {
    return value;
  }
}

async function collect(batches: AsyncIterable<unknown>): Promise<unknown[]> {
  const rows: unknown[] = [];
  for await (const batch of batches) for (const row of Array.isArray(batch) ? batch : [batch]) rows.push(row);
  return rows;
}

async function* oneBatch(rows: unknown[]): AsyncGenerator<unknown[]> {
  yield copy(rows) as unknown[];
}

function isAsyncIterable(value: unknown): value is AsyncIterable<unknown> {
  return typeof value === "object" && value !== null && Symbol.asyncIterator in value;
}

// A child process that reads stored values: it loads the project once and then answers one question after the other.
import type { RunError } from "../../contract/run.js";
import { type LookAnswer, type LookQuestion, MOST_BYTES, type ValueFacts, type ValueShape } from "../../contract/value.js";
import type { Ask, WorkerRequest } from "../../contract/worker.js";
import { MissingValueError } from "../../sdk/io-manager.js";
import { jsonRow } from "../json-cell.js";
import { loadProject } from "../load.js";
import type { Report } from "../report.js";
import { type Located, listPartitions, locate, type OpenStorage, openStorage } from "../stored-values.js";
import { entriesAt } from "./entries.js";
import { type MemoryRows, memoryRows } from "./memory-rows.js";
import { bytesOf, shapeOf } from "./shape.js";
import { textOf } from "./text.js";

/** The maximum number of records before the newest one. */
const EARLIER = 20;
/** The maximum number of records in a list of partitions. */
const PARTITIONS = 1_000;

export interface Look {
  hear(ask: Ask): void;
  /** Resolves when no question is open and the project's resources are closed. */
  end(): Promise<void>;
}

export function look(request: Extract<WorkerRequest, { kind: "look" }>, report: Report): Look {
  const { projectDir, configFile } = request;
  const opened = loadProject(projectDir, configFile, report).then((project) => openStorage(project, projectDir));
  opened.catch(() => undefined);
  const held = new HeldValue();
  const failed = (id: number, error: RunError) => report.send({ kind: "unanswered", id, error });
  let last: Promise<unknown> = opened;
  const act = async ({ id, question }: Ask) => {
    try {
      report.send({ kind: "looked", id, answer: await answer(await opened, projectDir, question, held) });
    } catch (error) {
      failed(id, report.errorOf(error, projectDir));
    }
  };
  return {
    hear(ask) {
      last = last.then(
        () => act(ask),
        () => act(ask),
      );
    },
    async end() {
      await last.catch(() => undefined);
      await opened.then(
        (storage) => storage.close(),
        () => undefined,
      );
    },
  };
}

/** The last read value, as long as its record is the newest. */
class HeldValue {
  #id = "";
  #value: unknown;
  #rows: MemoryRows | null = null;

  async of({ materialization, ...located }: Located, id: string): Promise<{ value: unknown; rows: MemoryRows | null }> {
    const known = JSON.stringify([id, materialization?.runId, materialization?.timestamp]);
    // External assets have no record, so a new value would not be noticed.
    if (this.#id !== known || materialization === null) {
      this.#id = "";
      [this.#value, this.#rows] = [undefined, null];
      this.#value = await located.manager.loadInput(await located.context(materialization ?? undefined));
      this.#rows = memoryRows(this.#value);
      this.#id = known;
    }
    return { value: this.#value, rows: this.#rows };
  }
}

async function answer(storage: OpenStorage, projectDir: string, question: LookQuestion, held: HeldValue): Promise<LookAnswer> {
  const { assetKey, partitionKey, runId, part } = question;
  const newest = await locate(storage, projectDir, question);
  const located = runId === undefined ? newest : await asOf(newest, runId);
  const id = JSON.stringify([assetKey, partitionKey]);
  if (part.kind === "facts") return { kind: "facts", facts: await factsOf(located, newest, () => held.of(located, id)) };
  if (part.kind === "rows") {
    const page = (await pageOf(located, part)) ?? (await held.of(located, id)).rows?.page(part);
    if (page === undefined) throw new Error(`${assetKey} does not contain rows anymore. Show the value again.`);
    return { kind: "rows", page: { ...page, rows: page.rows.map((row) => jsonRow(row)) } };
  }
  if (part.kind === "text") return { kind: "text", ...(await textOf(located, () => held.of(located, id))) };
  const { value } = await held.of(located, id);
  if (part.kind === "entries") return { kind: "entries", entries: entriesAt(value, part.path, part.offset, part.limit) };
  const bytes = bytesOf(value) ?? new Uint8Array();
  const wanted = bytes.subarray(part.offset, part.offset + Math.min(part.length, MOST_BYTES));
  return { kind: "bytes", data: Buffer.from(wanted).toString("base64") };
}

type Rows = Extract<LookQuestion["part"], { kind: "rows" }>;

/** Null when the manager does not support pages of this value. */
async function pageOf({ manager, context, materialization }: Located, question: Omit<Rows, "kind">) {
  return (await manager.page?.(await context(materialization ?? undefined), question)) ?? null;
}

async function factsOf(
  located: Located,
  newest: Located,
  load: () => Promise<{ value: unknown; rows: MemoryRows | null }>,
): Promise<ValueFacts> {
  const { upstream, storedAt, ioManagerKey, materialization, load: request, listed } = located;
  const key = upstream.key.toString();
  const stored = materialization === null || materialization.stored !== null;
  const base = { key, storedAt: stored ? storedAt : null, ioManagerKey: stored ? ioManagerKey : null, materialization };
  if (listed !== null)
    return {
      ...base,
      earlier: [],
      shape: { kind: "partitions", partitions: await listPartitions(key, listed, request, PARTITIONS) },
    };
  const earlier = await earlierThan(located, newest);
  if (!stored) return { ...base, earlier, shape: { kind: "nothing", reason: `${key} does not store a value: its function returns void.` } };
  return { ...base, earlier, shape: await shapeOrReason(located, load) };
}

async function shapeOrReason(located: Located, load: () => Promise<{ value: unknown; rows: MemoryRows | null }>): Promise<ValueShape> {
  try {
    const page = await pageOf(located, { offset: 0, limit: 0, sort: [], filters: [], counted: true });
    if (page !== null) return { kind: "rows", columns: page.columns, total: page.total ?? 0, pagedBy: "storage" };
    const { value, rows } = await load();
    return shapeOf(value, rows);
  } catch (error) {
    if (error instanceof MissingValueError) return { kind: "nothing", reason: error.message };
    throw error;
  }
}

/** The earlier records, each with whether its value is still stored: it exists, and no newer value is at its address. */
async function earlierThan(located: Located, newest: Located): Promise<ValueFacts["earlier"]> {
  const { upstream, materialization, load, manager, segments } = located;
  if (upstream.external || materialization === null) return [];
  const all = await load.records.history(upstream.key.toString(), segments, EARLIER);
  const at = all.findIndex(({ runId }) => runId === materialization.runId);
  const taken = new Set([newest.materialization?.stored?.storedAt]);
  return Promise.all(
    all.slice(at + 1).map(async (record) => {
      const address = record.stored?.storedAt;
      const isFree = address !== undefined && !taken.has(address);
      taken.add(address);
      const kept = isFree && (await Promise.resolve(manager.exists?.(await located.context(record))).catch(() => false)) === true;
      return { materialization: record, kept };
    }),
  );
}

/** The value as an older run stored it. */
async function asOf(located: Located, runId: string): Promise<Located> {
  const { upstream, load, segments } = located;
  const records = await load.records.history(upstream.key.toString(), segments, EARLIER + 1);
  const record = records.find((each) => each.runId === runId);
  if (record === undefined) throw new Error(`there is no record that run ${runId} stored ${upstream.key}.`);
  return { ...located, materialization: record, storedAt: record.stored?.storedAt ?? null };
}

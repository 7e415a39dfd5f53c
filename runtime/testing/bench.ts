// A temporary project folder in which one I/O manager stores and loads as in runs.
import { mkdtemp, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import type { DeclaredType } from "../contract/asset.js";
import type { RunEvent } from "../contract/events.js";
import type { Materialization, PlanStep } from "../contract/run.js";
import { newRunId } from "../contract/run-id.js";
import type { RecordsOfRuns } from "../contract/state.js";
import { execute } from "../engine/execute.js";
import { keySpace, momentOf, partitionSegments, rangesOf } from "../partitions/index.js";
import { type AnyAsset, type AssetIn, type AssetOptions, asset, externalAsset } from "../sdk/asset.js";
import type { InputContext, IOManager } from "../sdk/io-manager.js";
import type { PartitionsDefinition } from "../sdk/partitions.js";
import { resolveProject } from "../sdk/resolve.js";
import { fileRecords, openState } from "../state/index.js";
import { buildInputContext } from "./contexts.js";

export interface StoreOptions {
  readonly metadata?: NonNullable<AssetOptions["metadata"]>;
  readonly tags?: Readonly<Record<string, string>>;
  readonly group?: string;
  readonly partitions?: PartitionsDefinition;
  /** The partitions to materialize; the value may be a function of the key. */
  readonly keys?: readonly string[];
}

export interface LoadOptions extends StoreOptions {
  readonly columns?: readonly string[];
  readonly external?: boolean;
  /** The partitions of the consumer; default: no partitions. */
  readonly consumer?: { readonly partitions: PartitionsDefinition; readonly key: string };
  readonly partitionMapping?: AssetIn["partitionMapping"];
  readonly allowMissing?: boolean;
  readonly inMetadata?: Readonly<Record<string, unknown>>;
}

export class ManagerBench {
  readonly projectDir: string;
  readonly manager: IOManager;
  readonly records: RecordsOfRuns;

  constructor(projectDir: string, manager: IOManager) {
    this.projectDir = projectDir;
    this.manager = manager;
    // The records of this bench, wherever the state of projects is stored.
    this.records = fileRecords(projectDir, join(projectDir, ".millrace", "records"));
  }

  /** A bench in a new temporary folder. */
  static async open(make: (projectDir: string) => IOManager | Promise<IOManager>): Promise<ManagerBench> {
    const projectDir = await mkdtemp(join(tmpdir(), "millrace-bench-"));
    return new ManagerBench(projectDir, await make(projectDir));
  }

  /** Closes the manager and removes the folder. */
  async close(): Promise<void> {
    await this.manager.close?.();
    await rm(this.projectDir, { recursive: true, force: true });
  }

  /** Stores a value as the asset `key` and returns the record (for several partitions, the last one). Throws the error of the store. */
  async store(key: string, value: unknown, output: DeclaredType = { form: "value" }, options: StoreOptions = {}): Promise<Materialization> {
    const { keys = [], partitions, ...rest } = options;
    const made = asset({ key, ioManager: this.manager, ...rest, ...(partitions === undefined ? {} : { partitions }) }, (context) =>
      typeof value === "function" && partitions !== undefined ? value(context.partitionKey) : value,
    );
    const ranges = partitions === undefined ? {} : { partitions: rangesOf(keySpace(partitions.spec, momentOf(Date.now())), keys) };
    const events = await this.#run(
      [made],
      [{ assetKey: key, bindings: [{ kind: "context" }], after: [], output, stores: true, ...ranges }],
    );
    return events.flatMap((event) => (event.type === "ASSET_MATERIALIZATION" ? [event.materialization] : [])).at(-1) as Materialization;
  }

  /** Loads the stored value of `key` in the declared form; batches are collected into one array of rows. */
  async load(key: string, declared: DeclaredType = { form: "value" }, options: LoadOptions = {}): Promise<unknown> {
    const { columns, external, consumer, keys: _keys, partitionMapping, allowMissing, inMetadata, ...rest } = options;
    const upstream =
      external === true
        ? externalAsset({ key, ioManager: this.manager, ...rest })
        : asset({ key, ioManager: this.manager, ...rest }, () => undefined);
    let loaded: unknown;
    const input: AssetIn = {
      ...(columns === undefined ? {} : { columns }),
      ...(partitionMapping === undefined ? {} : { partitionMapping }),
      ...(allowMissing === undefined ? {} : { allowMissing }),
      ...(inMetadata === undefined ? {} : { metadata: inMetadata }),
    };
    const reader = asset(
      { key: "consumer_of_it", ins: { input }, ...(consumer === undefined ? {} : { partitions: consumer.partitions }) },
      async (value: unknown) => {
        loaded = declared.form === "batches" ? await collect(value as AsyncIterable<unknown[]>) : value;
      },
    );
    const step: PlanStep = {
      assetKey: "consumer_of_it",
      bindings: [{ kind: "input", parameter: "input", assetKey: key, declared }],
      after: [],
      output: { form: "value" },
      stores: false,
      ...(consumer === undefined ? {} : { partitions: [{ start: consumer.key, end: consumer.key }] }),
    };
    await this.#run([upstream, reader], [step]);
    return loaded;
  }

  /** Removes all records, as in a fresh clone; stored values stay. */
  async forgetRecords(): Promise<void> {
    await rm(join(this.projectDir, ".millrace", "records"), { recursive: true, force: true });
  }

  async roundTrip(value: unknown, declared?: DeclaredType): Promise<unknown> {
    await this.store("thing", value, declared);
    return this.load("thing", declared);
  }

  /** The context with which the manager loads `key` (or a partition of it) outside a run. */
  async context(key: string, options: LoadOptions & { readonly partitionKey?: string } = {}): Promise<InputContext> {
    const { partitions, partitionKey, metadata = {} } = options;
    const segments = partitions === undefined || partitionKey === undefined ? undefined : partitionSegments(partitions.spec, partitionKey);
    return buildInputContext({
      assetKey: key,
      projectDir: this.projectDir,
      upstreamMetadata: metadata,
      materialization: await this.records.latest(key, segments),
      ...(partitions === undefined || partitionKey === undefined ? {} : { partitions, partitionKeys: [partitionKey] }),
    });
  }

  async #run(assets: AnyAsset[], steps: PlanStep[]): Promise<RunEvent[]> {
    const events: RunEvent[] = [];
    const project = resolveProject({ assets });
    if (project.problems.length > 0) throw new Error(project.problems.map((problem) => problem.message).join("\n"));
    const { projectDir, records, manager } = this;
    const plan = { version: 1, runId: newRunId(), projectDir, configFile: "", selection: [], jobName: null, steps } as const;
    // A run closes its managers, but the bench's manager stays open.
    const defaultManager: IOManager = manager;
    const outcome = await execute({
      plan,
      project,
      records,
      keys: openState(projectDir).keys,
      defaultManager,
      emit: (event) => events.push(event),
    });
    for (const error of outcome.errors.values()) throw error;
    return events;
  }
}

async function collect(batches: AsyncIterable<unknown[]>): Promise<unknown[]> {
  const all: unknown[] = [];
  for await (const batch of batches) all.push(...batch);
  return all;
}

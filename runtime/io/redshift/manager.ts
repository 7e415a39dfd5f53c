// Tables in Amazon Redshift: rows are written as Parquet files to S3, and loaded by COPY in one transaction.
import type { DeclaredColumn, Form } from "../../contract/asset.js";
import type { StoredAs } from "../../contract/run.js";
import type { RowPage, RowQuestion } from "../../contract/value.js";
import { type EnvVar, readSetting } from "../../sdk/env-var.js";
import type { DescribeContext, Described, InputContext, IOManager, OutputContext, Preview, Verified } from "../../sdk/io-manager.js";
import { type ObjectStoreOptions, openObjectStore } from "../object-store/open-store.js";
import { declaredForArrow, tableOf } from "../postgres/arrow.js";
import { checkName, kindsOf } from "../postgres/column-types.js";
import type { ConnectionSetting } from "../postgres/connection-setting.js";
import { explainError } from "../postgres/explain-error.js";
import { persistently } from "../postgres/persistently.js";
import { addressOfTable, missingTable, type Place, type Placing, placeOf, placeOfStored } from "../postgres/place.js";
import type { ServerColumns } from "../postgres/schema-plan.js";
import {
  adoptTable,
  conditionToLoad,
  conditionToStore,
  describeTable,
  notThere,
  storedIn,
  unlessMissing,
} from "../postgres/server-table.js";
import { boundValues } from "../postgres/store.js";
import { verifiedCount } from "../postgres/verified-count.js";
import type { SchemaPolicy } from "../tables/schema-policy.js";
import { redshiftDialect as dialect } from "./dialect.js";
import { readTable, resultColumns, type TableRead } from "./load.js";
import { pageOf } from "./page.js";
import { openRedshift } from "./session.js";
import type { RedshiftSession } from "./session-types.js";
import { openStage, removeLeftovers, type StagedFiles } from "./stage-files.js";
import { stageValue } from "./stage-value.js";
import { named, statements } from "./statements.js";
import { existingColumns, type RedshiftTarget, takeOver, withoutPlaceholder } from "./store.js";
import { unloadTable } from "./unload.js";

export interface RedshiftIOManagerOptions {
  /** `postgresql://user:password@host:5439/database`, `envVar(…)` that holds one, or the parts. */
  readonly connection: ConnectionSetting;
  /** The location of files for COPY: `s3://bucket/prefix`, in the cluster's region. They are removed after loading, and after a failure. */
  readonly staging: string;
  /** The role with which the cluster reads the staging bucket: its ARN, or `"default"`. */
  readonly iamRole: string | EnvVar;
  /** How this process connects to the staging bucket. Default: AWS's own credential chain. */
  readonly store?: ObjectStoreOptions;
  /** Default: the asset's `metadata.schema`, else the last part of its key's prefix, else `public`. */
  readonly schema?: string;
  /** What happens when a value's columns differ from the table's. Default `"error"`. */
  readonly schemaPolicy?: SchemaPolicy;
  /** The size of a staged file. Default: 100 MB. */
  readonly fileBytes?: number;
  /** Loads whole tables by UNLOAD to files in `staging` instead of through a cursor, which is faster for large ones. Default: false. */
  readonly unload?: boolean;
  /** Opens a connection without `pg`, for a proxy or a test. */
  readonly connect?: (signal: AbortSignal) => Promise<RedshiftSession>;
}

/**
 * Stores rows, Arrow tables and batches as `<schema>.<table>`, replacing the content (or the stored partitions). Whole numbers become
 * BIGINT, other numbers DOUBLE PRECISION, text VARCHAR(65535); Date becomes TIMESTAMPTZ, bigint BIGINT or DECIMAL(38,0), bytes VARBYTE,
 * arrays and objects SUPER. A missing key and `undefined` become null. The order of rows is not guaranteed.
 */
export class RedshiftIOManager implements IOManager {
  readonly supportedForms: readonly Form[] = ["value", "table", "batches"];
  readonly partitionsTogether = true;
  readonly #options: RedshiftIOManagerOptions;

  constructor(options: RedshiftIOManagerOptions) {
    for (const name of ["connection", "staging", "iamRole"] as const)
      if (options?.[name] === undefined)
        throw new TypeError(
          `RedshiftIOManager needs ${name}. Write new RedshiftIOManager({ connection: envVar("REDSHIFT_URL"), staging: "s3://bucket/staging", iamRole: "default" }).`,
        );
    if (!options.staging.startsWith("s3://"))
      throw new TypeError(`RedshiftIOManager: staging is ${options.staging}, and Redshift reads only from S3. Give s3://bucket/prefix.`);
    this.#options = options;
  }

  async handleOutput(context: OutputContext, value: unknown): Promise<StoredAs> {
    const place = placeOf(context, this.#placing());
    checkName(place.schema, "the schema", dialect);
    checkName(place.table, "the table", dialect);
    const assetKey = context.assetKey.toString();
    const slice = conditionToStore(context, placeholder);
    const { staging, store: storeOptions, iamRole, fileBytes = 100_000_000, schemaPolicy = "error" } = this.#options;
    const target: RedshiftTarget = { ...place, policy: schemaPolicy, assetKey, slice, iamRole: readSetting(iamRole) };
    const store = await openObjectStore(staging, storeOptions, context.projectDir);
    const stage = openStage({ store, assetKey, fileBytes, signal: context.signal });
    try {
      await removeLeftovers(store, assetKey);
      const columns = await stageValue(stage, value, context.declared.columns ?? [], assetKey);
      const files = await stage.end();
      await persistently(
        () =>
          this.#session(context, `store ${place.schema}.${place.table}`, (session) => takeOver(session, target, files, kindsOf(columns))),
        context,
      );
      return { ...storedIn(place), rows: sum(files) };
    } finally {
      await stage.remove().catch((error: Error) => context.log.warning(`${error.message} Staged files stay; the next store removes them.`));
      await store.close();
    }
  }

  async loadInput(context: InputContext): Promise<unknown> {
    if (context.declared.form === "batches") return this.#batches(context);
    const inTable = context.declared.form === "table";
    return this.#reading(context, async (session, read) => {
      const columns = resultColumns(read.columns);
      const rows: Record<string, unknown>[] = [];
      const declared = inTable ? declaredForArrow(columns) : (context.declared.columns ?? []);
      for await (const batch of this.#batchesOf(session, read, context, declared)) for (const row of batch) rows.push(row);
      return inTable ? tableOf(columns, rows) : rows;
    });
  }

  async preview(context: InputContext, rows: number): Promise<Preview> {
    return this.#reading(context, async (session, read) => {
      const first: Record<string, unknown>[] = [];
      const limited = { ...read, limit: Math.max(0, Math.floor(rows)) };
      for await (const batch of readTable(session, limited, context.declared.columns ?? [])) first.push(...batch);
      return { kind: "rows", rows: first };
    });
  }

  async page(context: InputContext, question: RowQuestion): Promise<RowPage> {
    return this.#reading(context, (session, read) => pageOf(session, read, question, context.declared.columns));
  }

  describe(context: DescribeContext): Described {
    return describeTable(context, this.#placing());
  }

  exists(context: InputContext): Promise<boolean> {
    return unlessMissing(
      () =>
        this.#reading(context, async (session, { table, slice }) => {
          // A table without rows is a value; partitions without rows are missing.
          return slice === null || (await session.query(statements.any(table, slice.text), boundValues(slice))).rows.length > 0;
        }),
      () => false,
    );
  }

  /** Counts the rows. The count of a whole table must equal the stored count. */
  async verify(context: InputContext): Promise<Verified> {
    const stored = context.upstreamOutput.materialization?.stored;
    return unlessMissing(
      () =>
        this.#reading(context, async (session, { table, slice }) => {
          const counted = await session.query(statements.count(table, slice?.text ?? null), slice === null ? [] : boundValues(slice));
          return verifiedCount(Number(counted.rows[0]?.[0]), stored?.rows, "presence");
        }),
      notThere,
    );
  }

  adopt(context: InputContext): Promise<StoredAs | null> {
    return adoptTable(context, this.#placing(), (external) => this.exists(external));
  }

  /** Drops the table. For an asset with partitions, it deletes the rows of the given partitions. */
  async remove(context: InputContext): Promise<void> {
    const { schema, table } = placeOfStored(context, this.#placing());
    const slice = conditionToLoad(context, placeholder);
    await this.#session(context, `remove ${schema}.${table}`, async (session) => {
      if (slice === null) await session.query(statements.dropTable(named(schema, table)));
      else if ((await existingColumns(session, schema, table)) !== null)
        await session.query(statements.delete(named(schema, table), slice.text), boundValues(slice));
    });
  }

  /** A copy through this process could change types, and a table keeps its distribution and sort keys only when it is renamed. */
  async copy(from: InputContext, to: DescribeContext): Promise<StoredAs> {
    const [old, place] = [placeOfStored(from, this.#placing()), placeOf(to, this.#placing())];
    throw new Error(
      `[redshift] ${addressOfTable(old)} is not copied to ${place.schema}.${place.table}. Materialize ${to.assetKey}, then drop the old table.`,
    );
  }

  /** The connection is closed when the loop that reads ends. */
  async *#batches(context: InputContext): AsyncGenerator<Record<string, unknown>[]> {
    const place = placeOfStored(context, this.#placing());
    const session = await this.#connect(context);
    try {
      yield* this.#batchesOf(session, await readOf(session, context, place), context, context.declared.columns ?? []);
    } catch (error) {
      context.signal.throwIfAborted();
      throw explainError(error, "redshift", `load ${addressOfTable(place)}`);
    } finally {
      await session.close();
    }
  }

  async *#batchesOf(
    session: RedshiftSession,
    read: TableRead,
    context: InputContext,
    declared: readonly DeclaredColumn[],
  ): AsyncGenerator<Record<string, unknown>[]> {
    const { unload = false, staging, store: storeOptions, iamRole } = this.#options;
    if (!unload || read.slice !== null) return yield* readTable(session, read, declared);
    const store = await openObjectStore(staging, storeOptions, context.projectDir);
    const { signal } = context;
    try {
      yield* unloadTable(session, read, declared, { store, iamRole: readSetting(iamRole), assetKey: context.assetKey.toString(), signal });
    } finally {
      await store.close();
    }
  }

  #reading<T>(context: InputContext, work: (session: RedshiftSession, read: TableRead) => Promise<T>): Promise<T> {
    const place = placeOfStored(context, this.#placing());
    return this.#session(context, `load ${addressOfTable(place)}`, async (session) => work(session, await readOf(session, context, place)));
  }

  async #session<T>(context: Surroundings, what: string, work: (session: RedshiftSession) => Promise<T>): Promise<T> {
    const session = await this.#connect(context);
    try {
      return await work(session);
    } catch (error) {
      context.signal.throwIfAborted();
      throw explainError(error, "redshift", what);
    } finally {
      await session.close();
    }
  }

  #connect({ signal, log }: Surroundings): Promise<RedshiftSession> {
    const { connect, connection } = this.#options;
    return connect?.(signal) ?? openRedshift(connection, signal, (message) => log.warning(message));
  }

  #placing(): Placing {
    const { connection, schema } = this.#options;
    return { server: "redshift", connection, schema };
  }
}

type Surroundings = Pick<InputContext, "log" | "signal">;

async function readOf(session: RedshiftSession, context: InputContext, place: Place): Promise<TableRead> {
  const found = await existingColumns(session, place.schema, place.table);
  if (found === null) throw missingTable(context, place);
  const columns = chosen(withoutPlaceholder(found), context, place);
  return { table: named(place.schema, place.table), columns, slice: conditionToLoad(context, placeholder), limit: null };
}

function chosen(found: ServerColumns, { columns }: InputContext, place: Place): ServerColumns {
  if (columns === undefined) return found;
  const missing = columns.filter((name) => !found.has(name));
  if (missing.length === 0)
    return new Map([...found].filter(([name]) => columns.includes(name)).sort(([a], [b]) => columns.indexOf(a) - columns.indexOf(b)));
  throw new Error(
    `[redshift] ${place.schema}.${place.table} has no column ${missing.join(", ")}. It has: ${[...found.keys()].join(", ")}. Correct the columns.`,
  );
}

function placeholder(position: number, kind: "text" | "timestamp"): string {
  return kind === "timestamp" ? `CAST($${position} AS TIMESTAMPTZ)` : `$${position}`;
}

function sum(files: readonly StagedFiles[]): number {
  return files.reduce((rows, file) => rows + file.rows, 0);
}

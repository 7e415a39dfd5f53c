// Tables in a PostgreSQL server: rows, Arrow tables and batches, each stored in one transaction through COPY.
import type { Form } from "../../contract/asset.js";
import type { StoredAs } from "../../contract/run.js";
import type { RowPage, RowQuestion } from "../../contract/value.js";
import type { DescribeContext, Described, InputContext, IOManager, OutputContext, Preview, Verified } from "../../sdk/io-manager.js";
import { isTable } from "../../sdk/relation.js";
import type { PartitionCondition } from "../tables/partition-sql.js";
import { quoted } from "../tables/quoted.js";
import { type Columns, checkRows, type Row, typesOfRows } from "../tables/rows.js";
import type { SchemaPolicy } from "../tables/schema-policy.js";
import { declaredForArrow, rowsAndColumns, tableOf } from "./arrow.js";
import { checkName, postgresDialect, qualified } from "./column-types.js";
import { EXACT_SESSION, openSession, type Session, type SessionOptions, withSession } from "./connection.js";
import type { ConnectionSetting } from "./connection-setting.js";
import { explainError } from "./explain-error.js";
import { columnsOf, type LoadedRow, type Query, readQuery, selectOf } from "./load.js";
import { pageOf } from "./page.js";
import { persistently } from "./persistently.js";
import { addressOfTable, missingTable, type Place, type Placing, POSITION, placeOf, placeOfStored } from "./place.js";
import { adoptTable, conditionToLoad, conditionToStore, describeTable, notThere, storedIn, unlessMissing } from "./server-table.js";
import { boundValues, storeBatches, storeRows, type Target } from "./store.js";
import { existingColumns, hasPositions } from "./table-columns.js";
import { inTransaction } from "./transaction.js";
import { verifiedCount } from "./verified-count.js";

export interface PostgresIOManagerOptions {
  /** `postgresql://user:password@host:port/database`, `envVar(…)` that holds one, or the parts. */
  readonly connection: ConnectionSetting;
  /** Default: the asset's `metadata.schema`, else the last part of its key's prefix, else `public`. */
  readonly schema?: string;
  /** What happens when a value's columns differ from the table's. Default `"error"`. */
  readonly schemaPolicy?: SchemaPolicy;
}

/**
 * Stores rows (an array of objects), Arrow tables and batches as `<schema>.<table>`, replacing the content (or the stored partitions) in
 * one transaction: readers see either the old rows or the new ones. Whole numbers become BIGINT, other numbers DOUBLE PRECISION; Date
 * becomes TIMESTAMPTZ, bigint BIGINT or NUMERIC, bytes BYTEA, arrays and objects JSONB. A missing key and `undefined` become null. A
 * server's table has no order: rows usually come back in the stored order, but this is not guaranteed.
 */
export class PostgresIOManager implements IOManager {
  readonly supportedForms: readonly Form[] = ["value", "table", "batches"];
  readonly partitionsTogether = true;
  readonly #options: PostgresIOManagerOptions;

  constructor(options: PostgresIOManagerOptions) {
    if (options?.connection === undefined)
      throw new TypeError('PostgresIOManager needs a connection. Write new PostgresIOManager({ connection: envVar("DATABASE_URL") }).');
    this.#options = options;
  }

  async handleOutput(context: OutputContext, value: unknown): Promise<StoredAs> {
    const place = placeOf(context, this.#placing());
    checkName(place.schema, "the schema", postgresDialect);
    checkName(place.table, "the table", postgresDialect);
    const target: Target = {
      schema: place.schema,
      table: place.table,
      policy: this.#options.schemaPolicy ?? "error",
      declared: context.declared.columns ?? [],
      assetKey: context.assetKey.toString(),
      slice: conditionToStore(context, placeholder),
      warn: (message) => context.log.warning(message),
    };
    const rows = await this.#storing(context, value, target);
    return { ...storedIn(place), rows };
  }

  async loadInput(context: InputContext): Promise<unknown> {
    const place = placeOfStored(context, this.#placing());
    if (context.declared.form === "batches") return this.#batches(context, place);
    return this.#reading(context, place, async (session, query) => {
      const columns = context.declared.form === "table" ? await columnsOf(session, query) : null;
      const declared = columns === null ? (context.declared.columns ?? []) : declaredForArrow(columns);
      const rows: LoadedRow[] = [];
      for await (const batch of readQuery(session, query, declared)) for (const row of batch) rows.push(row);
      return columns === null ? rows : tableOf(columns, rows);
    });
  }

  async preview(context: InputContext, rows: number): Promise<Preview> {
    const place = placeOfStored(context, this.#placing());
    return this.#reading(context, place, async (session, { text, values }) => {
      const first: LoadedRow[] = [];
      const limited = { text: `${text} limit ${Math.max(0, Math.floor(rows))}`, values };
      for await (const batch of readQuery(session, limited, context.declared.columns ?? [], true)) first.push(...batch);
      return { kind: "rows", rows: first };
    });
  }

  async page(context: InputContext, question: RowQuestion): Promise<RowPage> {
    const place = placeOfStored(context, this.#placing());
    return this.#reading(context, place, async (session, query) => {
      const positioned = (await hasPositions(session.client, place.schema, place.table))
        ? queryOf(context, place, await sliceThere(session, context, place), true)
        : null;
      return pageOf(session, query, question, context.declared.columns, positioned);
    });
  }

  describe(context: DescribeContext): Described {
    return describeTable(context, this.#placing());
  }

  exists(context: InputContext): Promise<boolean> {
    return unlessMissing(
      () =>
        this.#reading(context, placeOfStored(context, this.#placing()), async ({ client }, { text, values }) => {
          // A table without rows is a value; partitions without rows are missing.
          return context.partitions === null || (await client.query(`${text} limit 1`, [...values])).rowCount !== 0;
        }),
      () => false,
    );
  }

  /** Reads every value and counts the rows. The count of a whole table must equal the stored count. */
  async verify(context: InputContext): Promise<Verified> {
    const stored = context.upstreamOutput.materialization?.stored;
    return unlessMissing(
      () =>
        this.#reading(context, placeOfStored(context, this.#placing()), async ({ client }, { text, values }) => {
          const counted = await client.query(`select count(millrace_verify::text) as n from (${text}) as millrace_verify`, [...values]);
          return verifiedCount(Number((counted.rows[0] as { n: string }).n), stored?.rows, "reading");
        }),
      notThere,
    );
  }

  adopt(context: InputContext): Promise<StoredAs | null> {
    return adoptTable(context, this.#placing(), (external) => this.exists(external));
  }

  /** Drops the table. For an asset with partitions, it deletes the rows of the given partitions. */
  async remove(context: InputContext): Promise<void> {
    const place = placeOfStored(context, this.#placing());
    const name = qualified(place.schema, place.table);
    await this.#session(context, `remove ${addressOfTable(place)}`, async ({ client }) => {
      const slice = conditionToLoad(context, placeholder);
      if (slice === null) await client.query(`drop table if exists ${name}`);
      else if (((await existingColumns(client, place.schema, place.table))?.size ?? 0) > 0)
        await client.query(`delete from ${name} where ${slice.text}`, boundValues(slice));
    });
  }

  /** The table with its types, defaults and constraints, copied in one transaction. */
  async copy(from: InputContext, to: DescribeContext): Promise<StoredAs> {
    const old = placeOfStored(from, this.#placing());
    const place = placeOf(to, this.#placing());
    const stored = from.upstreamOutput.materialization?.stored;
    const [source, target] = [qualified(old.schema, old.table), qualified(place.schema, place.table)];
    if (source !== target)
      await this.#reading(from, old, (session) =>
        inTransaction(session, async () => {
          await session.client.query(`create schema if not exists ${quoted(place.schema)}`);
          await session.client.query(`drop table if exists ${target}`);
          await session.client.query(`create table ${target} (like ${source} including all)`);
          await session.client.query(`insert into ${target} select * from ${source}`);
        }),
      );
    const { storedAt, format, details } = storedIn(place);
    return { format, ...stored, storedAt, details: { ...stored?.details, ...details } };
  }

  /** Stores the value, and retries after the server was unreachable if the value can be read again. */
  #storing(context: OutputContext, value: unknown, target: Target): Promise<number> {
    const what = `store ${target.schema}.${target.table}`;
    if (isBatches(value)) {
      let begun = false;
      const batches = (async function* () {
        begun = true;
        yield* value;
      })();
      const attempt = () => this.#session(context, what, (session) => storeBatches(session, target, batches));
      return persistently(attempt, context, () => !begun);
    }
    const { rows, columns } = isTable(value) ? rowsAndColumns(value, target.declared) : rowsOf(value, target);
    const attempt = () => this.#session(context, what, (session) => storeRows(session, target, rows, columns));
    return persistently(attempt, context);
  }

  /** Memory holds one batch. The connection is closed when the loop that reads ends. */
  async *#batches(context: InputContext, place: Place): AsyncGenerator<LoadedRow[]> {
    const session = await openSession(this.#sessionOptions(context));
    try {
      const slice = await sliceThere(session, context, place);
      yield* readQuery(session, queryOf(context, place, slice), context.declared.columns ?? []);
    } catch (error) {
      context.signal.throwIfAborted();
      throw explainError(error, "postgres", `load ${addressOfTable(place)}`);
    } finally {
      await session.close();
    }
  }

  #reading<T>(context: InputContext, place: Place, work: (session: Session, query: Query) => Promise<T>): Promise<T> {
    return this.#session(context, `load ${addressOfTable(place)}`, async (session) => {
      return work(session, queryOf(context, place, await sliceThere(session, context, place)));
    });
  }

  #session<T>(context: Surroundings, what: string, work: (session: Session) => Promise<T>): Promise<T> {
    return withSession(this.#sessionOptions(context), (session) =>
      work(session).catch((error: unknown) => {
        throw explainError(error, "postgres", what);
      }),
    );
  }

  #sessionOptions({ log, signal }: Surroundings): SessionOptions {
    return { connection: this.#options.connection, label: "postgres", setup: SETUP, signal, note: (message) => log.warning(message) };
  }

  #placing(): Placing {
    const { connection, schema } = this.#options;
    return { server: "postgres", connection, schema };
  }
}

type Surroundings = Pick<InputContext, "log" | "signal">;

/**
 * A scan may begin in the middle of a large table when another scan is running. This turns that off, to return rows in the stored order.
 */
const SETUP = [...EXACT_SESSION, "set synchronize_seqscans = off"];

function placeholder(position: number, kind: "text" | "timestamp"): string {
  return kind === "timestamp" ? `$${position}::timestamptz` : `$${position}`;
}

/** `positioned`: includes the position of each row. */
function queryOf(context: InputContext, place: Place, slice: PartitionCondition | null, positioned = false): Query {
  const text = selectOf(
    qualified(place.schema, place.table),
    context.columns,
    positioned ? `, tableoid as ${POSITION[0]}, ctid as ${POSITION[1]}` : "",
  );
  return slice === null ? { text, values: [] } : { text: `${text} where ${slice.text}`, values: boundValues(slice) };
}

/** The partitions to read. A table without columns yet has no rows, and cannot be queried for partitions. */
async function sliceThere({ client }: Session, context: InputContext, place: Place): Promise<PartitionCondition | null> {
  const columns = await existingColumns(client, place.schema, place.table);
  if (columns === null) throw missingTable(context, place);
  return columns.size === 0 ? null : conditionToLoad(context, placeholder);
}

function rowsOf(value: unknown, { assetKey, declared }: Target): { rows: readonly Row[]; columns: Columns } {
  checkRows(value, assetKey, "postgres");
  return { rows: value, columns: typesOfRows(value, declared) };
}

function isBatches(value: unknown): value is AsyncIterable<unknown> {
  return typeof value === "object" && value !== null && Symbol.asyncIterator in value;
}

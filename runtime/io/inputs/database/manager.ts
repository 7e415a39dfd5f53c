// Loads from an external database: the result of a query, or a table, in PostgreSQL or DuckDB.
import type { Form } from "../../../contract/asset.js";
import type { RowPage, RowQuestion } from "../../../contract/value.js";
import { onDisk } from "../../../disk/state-folder.js";
import { type EnvVar, readSetting } from "../../../sdk/env-var.js";
import { type InputContext, type InputManager, MissingValueError, type Preview } from "../../../sdk/io-manager.js";
import { isError } from "../../../sdk/is-error.js";
import { tableOfResult } from "../../arrow/from-duckdb.js";
import { DatabaseMissingError, withDatabase } from "../../duckdb/database.js";
import { toDuckDB } from "../../duckdb/engine.js";
import { pageOf as pageInDuckDB } from "../../duckdb/page.js";
import { rowBatches } from "../../duckdb/read.js";
import { declaredForArrow, tableOf } from "../../postgres/arrow.js";
import { codeOf, EXACT_SESSION, type Session, withSession } from "../../postgres/connection.js";
import type { ConnectionSetting } from "../../postgres/connection-setting.js";
import { explainError } from "../../postgres/explain-error.js";
import { columnsOf, readQuery } from "../../postgres/load.js";
import { pageOf as pageInPostgres } from "../../postgres/page.js";
import { streamed } from "../../tables/streamed.js";
import { type InputQuery, type QuerySettings, queryOfInput } from "./query-of-input.js";

type Row = Record<string, unknown>;

interface CommonOptions {
  /** The query for inputs without their own query. Parameters are written `:name`. */
  readonly query?: string;
  /** Values of the query's parameters: text, numbers, booleans, dates, bytes, and arrays of these. */
  readonly parameters?: Readonly<Record<string, unknown>>;
  /** The schema of tables. Default: `metadata.schema`, else the last part of the key's prefix, else `public` (DuckDB: `main`). */
  readonly schema?: string;
}

/** Exactly one of `postgres` and `duckdb`. */
export type DatabaseInputManagerOptions = CommonOptions &
  (
    | { readonly postgres: ConnectionSetting; readonly duckdb?: never }
    /** The database's file, relative to the project. */
    | { readonly duckdb: string | EnvVar; readonly postgres?: never }
  );

/**
 * Loads the result of `metadata.query` of the `ins` entry (or of the asset, or of the manager's `query`); without a query, the asset's
 * table. Values are always bound: `metadata.parameters`, and for an asset with partitions `:partition_key`, `:partition_keys`,
 * `:window_start`, `:window_end`, `:partition_<dimension>`. A table with partitions is selected by the asset's `partitionExpr`.
 */
export class DatabaseInputManager implements InputManager {
  readonly supportedForms: readonly Form[] = ["value", "table", "batches"];
  readonly partitionsTogether = true;
  readonly #options: DatabaseInputManagerOptions;

  constructor(options: DatabaseInputManagerOptions) {
    if ((options?.postgres === undefined) === (options?.duckdb === undefined))
      throw new TypeError(
        'DatabaseInputManager needs one database. Write new DatabaseInputManager({ postgres: envVar("DATABASE_URL") }), or { duckdb: "data/a.duckdb" }.',
      );
    this.#options = options;
  }

  async loadInput(context: InputContext): Promise<unknown> {
    const query = this.#query(context);
    const { form } = context.declared;
    if (form === "batches") return streamed<Row[]>((take) => this.#read(context, query, take));
    if (form === "table") return this.#table(context, query);
    const rows: Row[] = [];
    await this.#read(context, query, async (batch) => {
      for (const row of batch) rows.push(row);
      return true;
    });
    return rows;
  }

  async preview(context: InputContext, rows: number): Promise<Preview> {
    const query = this.#query(context);
    const first: Row[] = [];
    const limited = { ...query, text: `select * from (${query.text}\n) as millrace_preview limit ${Math.max(0, Math.floor(rows))}` };
    await this.#read(context, limited, async (batch) => first.push(...batch) > 0);
    return { kind: "rows", rows: first };
  }

  async page(context: InputContext, question: RowQuestion): Promise<RowPage> {
    const query = this.#query(context);
    const declared = context.declared.columns;
    if (this.#options.postgres !== undefined)
      return this.#inPostgres(context, query, (session) => pageInPostgres(session, toPostgres(query), question, declared));
    return this.#inDuckDB(context, query, (connection) =>
      pageInDuckDB(connection, query, question, { declared: declared ?? [], shapes: new Map() }),
    );
  }

  #query(context: InputContext): InputQuery {
    const { query, schema, parameters, postgres } = this.#options;
    const settings: QuerySettings = {
      ...(query === undefined ? {} : { query }),
      ...(schema === undefined ? {} : { schema }),
      ...(parameters === undefined ? {} : { parameters }),
      defaultSchema: postgres === undefined ? "main" : "public",
      placeholder: (position, kind) => (postgres !== undefined && kind === "timestamp" ? `$${position}::timestamptz` : `$${position}`),
    };
    return queryOfInput(context, settings);
  }

  #read(context: InputContext, query: InputQuery, take: (batch: Row[]) => Promise<boolean>): Promise<void> {
    const declared = context.declared.columns ?? [];
    if (this.#options.postgres !== undefined)
      return this.#inPostgres(context, query, async (session) => {
        for await (const batch of readQuery(session, toPostgres(query), declared)) if (!(await take(batch))) return;
      });
    return this.#inDuckDB(context, query, async (connection, values) => {
      const result = await connection.stream(query.text, values);
      for await (const batch of rowBatches(result, declared, { interrupt: () => connection.interrupt() })) if (!(await take(batch))) return;
    });
  }

  #table(context: InputContext, query: InputQuery): Promise<unknown> {
    if (this.#options.postgres === undefined)
      return this.#inDuckDB(context, query, async (connection, values) => tableOfResult(await connection.stream(query.text, values)));
    return this.#inPostgres(context, query, async (session) => {
      const columns = await columnsOf(session, toPostgres(query));
      const rows: Row[] = [];
      for await (const batch of readQuery(session, toPostgres(query), declaredForArrow(columns))) for (const row of batch) rows.push(row);
      return tableOf(columns, rows);
    });
  }

  #inPostgres<T>(context: InputContext, query: InputQuery, work: (session: Session) => Promise<T>): Promise<T> {
    const connection = this.#options.postgres as ConnectionSetting;
    const { log, signal } = context;
    const note = (message: string) => log.warning(message);
    return withSession({ connection, label: "database", setup: EXACT_SESSION, signal, note }, (session) =>
      work(session).catch((error: unknown) => {
        if (query.table !== null && codeOf(error) === "42P01") throw missing(context, query.table);
        throw explainError(error, "database", `load ${context.assetKey}`);
      }),
    );
  }

  async #inDuckDB<T>(
    context: InputContext,
    query: InputQuery,
    work: (connection: DuckDBConnection, values: DuckDBValues) => Promise<T>,
  ): Promise<T> {
    const shown = readSetting(this.#options.duckdb as string | EnvVar);
    const access = { path: onDisk(context.projectDir, shown), shown, create: false, attach: [], write: false, signal: context.signal };
    const values = await toDuckDB(query.values);
    return withDatabase(access, ({ connection }) => work(connection, values)).catch((error: unknown) => {
      const isMissing =
        error instanceof DatabaseMissingError || (query.table !== null && /Catalog Error: Table with name/.test(String(error)));
      if (isMissing) throw missing(context, `${shown}${query.table === null ? "" : `#${query.table}`}`);
      throw isError(error) && !error.message.startsWith("[")
        ? new Error(`[database] cannot load ${context.assetKey}: ${error.message}`, { cause: error })
        : error;
    });
  }
}

type DuckDBConnection = Parameters<Parameters<typeof withDatabase>[1]>[0]["connection"];
type DuckDBValues = Awaited<ReturnType<typeof toDuckDB>>;

function missing({ assetKey, upstreamOutput }: InputContext, lookedAt: string): MissingValueError {
  return new MissingValueError(assetKey, lookedAt, upstreamOutput.external);
}

/** Instants as text, so that the time zone of this machine has no effect. */
function toPostgres({ text, values }: InputQuery): { text: string; values: readonly unknown[] } {
  return { text, values: values.map((value, at) => boundValue(value, at)) };
}

function boundValue(value: unknown, at: number): unknown {
  if (value === null || value === undefined) return null;
  if (value instanceof Date) return value.toISOString();
  if (value instanceof Uint8Array) return Buffer.from(value.buffer, value.byteOffset, value.byteLength);
  if (Array.isArray(value)) return value.map((member) => boundValue(member, at));
  if (typeof value === "object" || typeof value === "function" || typeof value === "symbol")
    throw new TypeError(
      `the value ${at + 1} of the query is a ${typeof value}, which cannot be a parameter of a query. Use text, numbers, booleans, dates, bytes or arrays of these.`,
    );
  return typeof value === "bigint" ? String(value) : value;
}

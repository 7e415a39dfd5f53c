// Tables in a DuckDB file: rows, Arrow tables, relations and batches, each stored in one transaction.
import { dirname } from "node:path";
import { tableAddress, tableName, tableSchema } from "../../contract/address.js";
import type { Form } from "../../contract/asset.js";
import type { StoredAs } from "../../contract/run.js";
import type { RowPage, RowQuestion } from "../../contract/value.js";
import { makeFolder } from "../../disk/own-folder.js";
import { onDisk, shownPath } from "../../disk/state-folder.js";
import { type EnvVar, readSetting } from "../../sdk/env-var.js";
import { NonRetriableError } from "../../sdk/failure.js";
import {
  type DescribeContext,
  type Described,
  type InputContext,
  type IOManager,
  MissingValueError,
  type OutputContext,
  type Preview,
  type Verified,
} from "../../sdk/io-manager.js";
import { Relation } from "../../sdk/relation.js";
import type { FactoryScope, ResourcesByKey } from "../../sdk/resource.js";
import { asExternal } from "../derived-context.js";
import { quoted } from "../tables/quoted.js";
import type { SchemaPolicy } from "../tables/schema-policy.js";
import { streamed } from "../tables/streamed.js";
import { type Access, DatabaseMissingError, isRemote, type OpenDatabase, withDatabase } from "./database.js";
import { loadTable, toDuckDB } from "./engine.js";
import { pageOf } from "./page.js";
import {
  conditionOf,
  hasNoColumns,
  isTableThere,
  isThere,
  missing,
  type Place,
  relationOf,
  rowsOf,
  select,
  selectText,
  shapesOf,
  whatIsThere,
} from "./select.js";
import { checkSetup, type DuckDBSetup, type DuckDBSetupOptions, setupKey, setupOf, writtenSetup } from "./settings.js";
import { databasesOf } from "./sql.js";
import { storing, targetOf } from "./target.js";
import { copyTable } from "./transaction.js";

export interface DuckDBIOManagerOptions extends DuckDBSetupOptions {
  /** The database's file, relative to the project; or a MotherDuck address, `md:my_db`. */
  readonly database: string | EnvVar;
  /** Default: the asset's `metadata.schema`, else the last part of its key's prefix, else `main`. */
  readonly schema?: string;
  /** What happens when a value's columns differ from the table's. Default `"error"`. */
  readonly schemaPolicy?: SchemaPolicy;
}

/**
 * Stores rows (an array of objects), Arrow tables, relations and batches as `<database>#<schema>.<table>`, replacing the table in one
 * transaction. The columns of an Arrow table keep their types. In rows, whole numbers become BIGINT and other numbers DOUBLE; a column may
 * change between the two. Date becomes TIMESTAMP (UTC), bigint BIGINT or HUGEINT, bytes BLOB; arrays and objects become LIST and STRUCT if
 * all values have a common type, otherwise JSON. A missing key and `undefined` become null. The database is open only during reading and
 * writing.
 */
export class DuckDBIOManager implements IOManager {
  readonly supportedForms: readonly Form[] = ["value", "table", "relation", "batches"];
  readonly partitionsTogether = true;
  readonly #options: DuckDBIOManagerOptions;

  constructor(options: DuckDBIOManagerOptions) {
    if (options?.database === undefined)
      throw new TypeError('DuckDBIOManager needs a database. Write new DuckDBIOManager({ database: "data/analytics.duckdb" }).');
    checkSetup(options);
    this.#options = options;
  }

  /** Two managers that open one file with different setups would conflict at some moment of a run. */
  setup({ resources, projectDir }: FactoryScope): void {
    const own = this.#opened(projectDir);
    const all = [...DuckDBIOManager.#among(resources, projectDir)];
    const other = all.find(({ path, setup }) => path === own.path && setupKey(setup) !== setupKey(own.setup));
    if (other === undefined) return;
    const key = all.find(({ manager }) => manager === this)?.key;
    const what = `${key === undefined ? "a manager that is not a resource" : `"${key}"`} with ${writtenSetup(own.setup)}, "${other.key}" with ${writtenSetup(other.setup)}`;
    throw new NonRetriableError(
      `[duckdb] two managers open ${own.shown} in different ways: ${what}. Give both the same settings, extensions and attach, or use one of them for both.`,
    );
  }

  async handleOutput(context: OutputContext, value: unknown): Promise<StoredAs> {
    const place = this.#place(context);
    const store = storing(value, targetOf(context, place, this.#options.schemaPolicy ?? "error"));
    const partitions = context.hasPartitions ? context.partitionKeys.length : 0;
    if (partitions > 0 && this.#options.schemaPolicy === "replace")
      context.log.debug("a partition leaves the columns of the others: schemaPolicy replace adds columns here");
    if (!isRemote(place.path)) makeFolder(dirname(place.path));
    const attach = value instanceof Relation ? databasesOf(value) : [];
    const { signal } = context;
    const { database, schema, table } = place;
    const { rows, untyped } = await withDatabase({ ...this.#access(place, context), create: true, attach, write: true, signal }, store);
    return {
      storedAt: tableAddress(place.database, place.schema, place.table),
      format: "duckdb",
      rows,
      details: { database, schema, table, untyped },
    };
  }

  async loadInput(context: InputContext): Promise<unknown> {
    const place = this.#placeOfStored(context);
    const { form } = context.declared;
    if (form === "batches") return this.#batches(context, place);
    return this.#reading(context, place, async (database) => {
      const there = await whatIsThere(database, place, context);
      if (form === "relation") return relationOf(place, there);
      if (form === "table") return loadTable(relationOf(place, there), database);
      const rows: Record<string, unknown>[] = [];
      for await (const batch of await rowsOf(database, place, there)) for (const row of batch) rows.push(row);
      return rows;
    });
  }

  async preview(context: InputContext, rows: number): Promise<Preview> {
    const place = this.#placeOfStored(context);
    return this.#reading(context, place, async (database) => {
      const there = await whatIsThere(database, place, context);
      const first: Record<string, unknown>[] = [];
      const end = `limit ${Math.max(0, Math.floor(rows))}`;
      for await (const batch of await rowsOf(database, place, there, { end, isShown: true })) first.push(...batch);
      return { kind: "rows", rows: first };
    });
  }

  async page(context: InputContext, question: RowQuestion): Promise<RowPage> {
    const place = this.#placeOfStored(context);
    return this.#reading(context, place, async (database) => {
      const there = await whatIsThere(database, place, context);
      const query = selectText(database, place, there);
      const positioned =
        question.sort.length > 0 && !isRemote(place.path) && (await isTableThere(database, place))
          ? (as: string) => selectText(database, place, there, { position: as })
          : null;
      const shown = { declared: context.declared.columns ?? [], shapes: await shapesOf(database, place) };
      return pageOf(database.connection, query, question, shown, positioned);
    });
  }

  describe(context: DescribeContext): Described {
    const stored = context.materialization?.stored;
    if (stored != null) return { storedAt: stored.storedAt };
    const place = this.#place(context);
    return { storedAt: tableAddress(place.database, place.schema, place.table) };
  }

  async exists(context: InputContext): Promise<boolean> {
    try {
      const place = this.#placeOfStored(context);
      return await this.#reading(context, place, async (database) => {
        if (!(await isThere(database, place)) || !context.hasPartitions) return isThere(database, place);
        const there = await whatIsThere(database, place, context);
        const [row] = (await (await select(database, place, there, { end: "limit 1" })).getRows()) as unknown[];
        return row !== undefined;
      });
    } catch (error) {
      if (error instanceof MissingValueError) return false;
      throw error;
    }
  }

  async adopt(context: InputContext): Promise<StoredAs | null> {
    if (!(await this.exists(asExternal(context)))) return null;
    const { database, schema, table } = this.#place({ ...context, metadata: context.upstreamOutput.metadata });
    return { storedAt: tableAddress(database, schema, table), format: "duckdb", details: { database, schema, table } };
  }

  /** Reads every column of every row, and counts the rows. */
  async verify(context: InputContext): Promise<Verified> {
    const place = this.#placeOfStored(context);
    const [count] = await this.#reading(context, place, async (database) => {
      const there = await whatIsThere(database, place, context);
      return (await (await select(database, place, there, { columns: "count(hash(_stored))::double", as: "_stored" })).getRows())[0] ?? [];
    });
    const recorded = context.upstreamOutput.materialization?.stored?.rows;
    if (recorded === undefined) return { ok: true, by: "reading" };
    if (recorded === count) return { ok: true, by: "count" };
    return { ok: false, reason: `it holds ${count} rows, but its record says ${recorded}: another program changed it.` };
  }

  async remove(context: InputContext): Promise<void> {
    const place = this.#placeOfStored(context);
    await withDatabase({ ...this.#access(place, context), write: true }, async (database) => {
      const { connection, catalogOf } = database;
      const table = [catalogOf(place.path), place.schema, place.table].map(quoted).join(".");
      const where = conditionOf(context, (position) => `$${position}`);
      if (where === null) await connection.run(`drop table if exists ${table}`);
      else if (!(await hasNoColumns(database, place)))
        await connection.run(`delete from ${table} where ${where.text}`, await toDuckDB(where.values));
    });
  }

  /** Column by column with its type, in one transaction. */
  async copy(from: InputContext, to: DescribeContext): Promise<StoredAs> {
    const old = this.#placeOfStored(from);
    const place = this.#place(to);
    const stored = from.upstreamOutput.materialization?.stored;
    if (place.database !== old.database)
      throw new Error(
        `[duckdb] ${from.assetKey} is stored in ${old.database}, which is not the manager's database anymore. Materialize ${to.assetKey} instead.`,
      );
    const { database, schema, table } = isOneTable(place, old) ? old : place;
    if (schema !== old.schema || table !== old.table)
      await withDatabase({ ...this.#access(old, from), write: true, signal: from.signal }, async (open) => {
        await whatIsThere(open, old, from);
        await copyTable(open, { schema: old.schema, table: old.table }, { schema, table });
      });
    return {
      format: "duckdb",
      ...stored,
      storedAt: tableAddress(database, schema, table),
      details: { ...stored?.details, database, schema, table },
    };
  }

  /** The file stays open while the consumer reads. Memory holds one batch. */
  #batches(context: InputContext, place: Place): AsyncGenerator<Record<string, unknown>[]> {
    return streamed<Record<string, unknown>[]>((take) =>
      this.#reading(context, place, async (database) => {
        const there = await whatIsThere(database, place, context);
        const batches = await rowsOf(database, place, there, { interrupt: () => database.connection.interrupt() });
        for await (const batch of batches) if (!(await take(batch))) return;
      }),
    );
  }

  async #reading<T>(context: InputContext, place: Place, work: (database: OpenDatabase) => Promise<T>): Promise<T> {
    try {
      return await withDatabase({ ...this.#access(place, context), signal: context.signal }, work);
    } catch (error) {
      if (error instanceof DatabaseMissingError) throw missing(context, place);
      throw error;
    }
  }

  /** A value may still be in an earlier database of the manager, which is opened with the same setup. */
  #access(place: Place, { projectDir }: { readonly projectDir: string }): Access {
    const setup = setupOf(this.#options, projectDir);
    return { path: place.path, shown: place.database, create: false, attach: [], write: false, setup };
  }

  #opened(projectDir: string): { readonly path: string; readonly shown: string; readonly setup: DuckDBSetup } {
    const database = readSetting(this.#options.database);
    const path = isRemote(database) ? database : onDisk(projectDir, database);
    return { path, shown: database, setup: setupOf(this.#options, projectDir) };
  }

  /** The other managers of a project. If the variable of a manager is not set, its file is unknown and cannot be open. */
  static *#among(resources: ResourcesByKey, projectDir: string) {
    for (const key of Object.keys(resources)) {
      try {
        const manager: unknown = resources[key];
        if (manager instanceof DuckDBIOManager) yield { key, manager, ...manager.#opened(projectDir) };
      } catch {}
    }
  }

  #place(context: Pick<OutputContext, "assetKey" | "metadata" | "projectDir">): Place {
    const key = context.assetKey.toString();
    const database = readSetting(this.#options.database);
    const ofAsset = context.metadata.schema;
    const schema = tableSchema(key, typeof ofAsset === "string" ? ofAsset : undefined, this.#options.schema, "main");
    if (isRemote(database)) return { path: database, database, schema, table: tableName(key) };
    const path = onDisk(context.projectDir, database);
    return { path, database: shownPath(context.projectDir, path), schema, table: tableName(key) };
  }

  /** The address in the record; without a record (for an external asset), the address by the rules. */
  #placeOfStored(context: InputContext): Place {
    const { materialization, metadata, external } = context.upstreamOutput;
    const place = this.#place({ ...context, metadata });
    if (materialization?.stored == null) {
      if (external) return place;
      throw missing(context, place);
    }
    const { format, details = {}, storedAt } = materialization.stored;
    const { database, schema, table } = details;
    if (format !== "duckdb" || typeof database !== "string" || typeof schema !== "string" || typeof table !== "string") {
      throw new Error(
        `[duckdb] ${context.assetKey} was stored by ${materialization.manager} at ${storedAt}, which is not a DuckDB table. Materialize it again: millrace materialize ${context.assetKey}`,
      );
    }
    return { path: isRemote(database) ? database : onDisk(context.projectDir, database), database, schema, table };
  }
}

/** DuckDB treats names that differ only in case as equal. */
function isOneTable(
  a: { readonly schema: string; readonly table: string },
  b: { readonly schema: string; readonly table: string },
): boolean {
  return a.schema.toLowerCase() === b.schema.toLowerCase() && a.table.toLowerCase() === b.table.toLowerCase();
}

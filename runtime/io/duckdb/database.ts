// Opens a DuckDB file only as long as it is needed: one instance for each file, with waiting for other processes.
import { access } from "node:fs/promises";
import { resolve } from "node:path";
import type { DuckDBConnection, DuckDBInstance } from "@duckdb/node-api";
import pRetry from "p-retry";
import { NonRetriableError } from "../../sdk/failure.js";
import { disconnected, enter, type Gate, gateOf, instanceOf, leave, timing } from "./gate.js";
import { importDuckDB } from "./import-library.js";
import { holderIn, isLocked } from "./lock.js";
import { type DuckDBSetup, setupKey, writtenSetup } from "./settings.js";
import { type Attachment, applySetup, checkAttached } from "./setup.js";

/** The setups that managers gave for their files. Relations that run outside a manager open the files in the same way. */
const given = new Map<string, DuckDBSetup>();

export interface Access {
  /** The path as the user wrote it, for messages. */
  readonly shown: string;
  readonly path: string;
  /** Create the file when it is missing. */
  readonly create: boolean;
  /** Other databases that the query reads, by absolute path. */
  readonly attach: readonly string[];
  /** One writer at a time; readers do not wait. */
  readonly write: boolean;
  readonly signal?: AbortSignal;
  /**
   * Settings, extensions and named databases of a manager. Without it, the current setup is used, or the one that the manager gave before.
   */
  readonly setup?: DuckDBSetup;
}

export interface OpenDatabase {
  readonly connection: DuckDBConnection;
  /** The catalog of the file itself. */
  readonly catalog: string;
  /** The catalog name of another open database file. */
  catalogOf(path: string): string;
}

/** Runs `work` with a connection. The file is closed when nothing in this process uses it anymore. */
export async function withDatabase<T>(options: Access, work: (database: OpenDatabase) => Promise<T>): Promise<T> {
  const path = isRemote(options.path) ? options.path : resolve(options.path);
  if (options.setup !== undefined) given.set(path, options.setup);
  const setup = options.setup ?? given.get(path);
  for (const named of setup?.attach ?? []) await checkAttached(named, path);
  const named = new Map<string, Attachment>((setup?.attach ?? []).map((each) => [each.path, each]));
  const others = [...new Set(options.attach.map((other) => resolve(other)))].filter((other) => other !== path && !named.has(other));
  const attachments = [...named.values(), ...others.map((other) => ({ path: other, shown: other }))];
  const attach = attachments.map((each) => each.path);
  const entry = { path, attach, write: options.write };
  await enter(entry);
  try {
    const connection = await connect(path, options, setup);
    const names = new Map<string, string>();
    try {
      await attachAll(connection, path, attachments, names);
      const catalogOf = (asked: string) => names.get(isRemote(asked) ? asked : resolve(asked)) ?? "main";
      return await work({ connection, catalog: catalogOf(path), catalogOf });
    } finally {
      for (const other of attach) if (names.has(other)) await gateOf(path).attachments.give(connection, other);
      connection.closeSync();
      disconnected(path);
    }
  } finally {
    leave(entry);
  }
}

/** Runs `work` with a separate, empty database. */
export async function inMemory<T>(work: (database: OpenDatabase) => Promise<T>): Promise<T> {
  const { DuckDBInstance } = await importDuckDB();
  const instance = await DuckDBInstance.create(":memory:");
  const connection = await instance.connect();
  try {
    return await work({ connection, catalog: "memory", catalogOf: () => "main" });
  } finally {
    connection.closeSync();
    instance.closeSync();
  }
}

async function connect(path: string, options: Access, setup: DuckDBSetup | undefined): Promise<DuckDBConnection> {
  const gate = gateOf(path);
  // Checked for each user of the file: a reader that finds no file must not fail the writer that is about to create it.
  if (!options.create && !isRemote(path)) {
    await access(path).catch(() => {
      throw new DatabaseMissingError(options.shown);
    });
  }
  const instance = await instanceOf(gate, (isAfterTurn) => open(path, options, isAfterTurn ? GIVEN_FOR : LOCKED_FOR), options.signal);
  let connection: DuckDBConnection | null = null;
  try {
    connection = await instance.connect();
    // Instants compare in UTC, independent of the time zone of this machine.
    await connection.run("set TimeZone = 'UTC'");
    if (setup !== undefined) await setUp(gate, connection, setup, options);
    return connection;
  } catch (error) {
    connection?.closeSync();
    disconnected(path);
    throw error;
  }
}

/** Settings belong to the instance, so all simultaneous users need the same ones. */
async function setUp(gate: Gate, connection: DuckDBConnection, asked: DuckDBSetup, { shown, setup }: Access): Promise<void> {
  if (gate.setup === null) {
    const done = applySetup(connection, asked, shown);
    const own = { asked, done };
    gate.setup = own;
    done.catch(() => {
      if (gate.setup === own) gate.setup = null;
    });
  } else if (setup !== undefined && setupKey(gate.setup.asked) !== setupKey(setup)) {
    throw new NonRetriableError(
      `[duckdb] cannot open ${shown} with ${writtenSetup(setup)}: another manager of the project has it open with ${writtenSetup(gate.setup.asked)}, and a process opens a file only once. Give both managers the same options, or use one manager for both.`,
    );
  }
  await gate.setup.done;
}

/** A database in MotherDuck, which is not a file. */
export function isRemote(database: string): boolean {
  return /^(md|motherduck):/.test(database);
}

/** Milliseconds to wait for another process, and for a process to which this one has given a turn. */
const LOCKED_FOR = 8_000;
const GIVEN_FOR = 600_000;

async function open(path: string, options: Access, patience: number): Promise<DuckDBInstance> {
  const { DuckDBInstance } = await importDuckDB();
  const attempt = () => DuckDBInstance.fromCache(path);
  return pRetry(attempt, {
    retries: patience / timing.lookAgain,
    minTimeout: timing.lookAgain,
    factor: 1,
    ...(options.signal === undefined ? {} : { signal: options.signal }),
    shouldRetry: ({ error }: { error: Error }) => isLocked(error, path),
  }).catch(async (error: Error) => {
    throw await explained(error, options.shown, path);
  });
}

/** Thrown when a database that does not exist is read: reading does not create it. */
export class DatabaseMissingError extends Error {
  constructor(shown: string) {
    super(`[duckdb] cannot open ${shown}: there is no such file. Materialize an asset that is stored in it first.`);
    this.name = "DatabaseMissingError";
  }
}

async function explained(error: Error, shown: string, path: string): Promise<Error> {
  const { message } = error;
  const problem = (text: string) => new Error(`[duckdb] cannot open ${shown}: ${text}`, { cause: error });
  if (await isLocked(error, path)) {
    const holder = holderIn(error);
    return problem(`${holder === null ? "another process" : `process ${holder}`} has it open. Stop that run, or wait.`);
  }
  if (/not a valid DuckDB database file|Corrupt|checksum|Serialization Error|deserialize|INTERNAL Error/i.test(message)) {
    return problem("the file is not a DuckDB database, or is damaged. Move it away and materialize again, or restore a copy.");
  }
  if (/version/i.test(message) && /storage|newer/i.test(message))
    return problem("it was written by a later version of DuckDB. Update millrace.");
  if (/No space left/i.test(message)) return problem("the disk is full. Free some space and run again; the old value is still stored.");
  if (/Read-only file system/i.test(message)) return problem("the disk is read-only. Choose another database.");
  if (/Permission denied/i.test(message)) return problem("permission denied. Allow writing there, or choose another database.");
  return problem(message.split("\n")[0] ?? message);
}

async function attachAll(
  connection: DuckDBConnection,
  path: string,
  attach: readonly Attachment[],
  names: Map<string, string>,
): Promise<void> {
  const gate = gateOf(path);
  gate.catalog ??= String((await connection.runAndReadAll("select current_database()")).getRows()[0]?.[0]);
  names.set(path, gate.catalog);
  for (const other of attach) {
    await access(other.path).catch(() => {
      throw new DatabaseMissingError(other.shown);
    });
    names.set(other.path, await gateOf(path).attachments.take(connection, other, (error) => explained(error, other.shown, other.path)));
  }
}

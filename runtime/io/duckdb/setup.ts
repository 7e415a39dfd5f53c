// Applies the setup of a manager to an open database: settings, extensions, and other databases under their names.
import { access, stat } from "node:fs/promises";
import type { DuckDBConnection } from "@duckdb/node-api";
import { quoted } from "../tables/quoted.js";
import type { DuckDBSetup } from "./settings.js";

/** Settings and extensions apply to all connections of a database, so once is enough. */
export async function applySetup(connection: DuckDBConnection, { settings, extensions }: DuckDBSetup, shown: string): Promise<void> {
  for (const { name, value, shown: written } of settings) {
    if (name === "temp_directory") await checkFolder(value, written, shown);
    await connection.run(`set global ${quoted(name)} = ${literal(value)}`).catch((error: Error) => {
      throw new Error(
        `[duckdb] cannot open ${shown}: DuckDB does not accept ${written} as ${name}: ${firstLine(error)} Correct the setting.`,
        {
          cause: error,
        },
      );
    });
  }
  for (const name of extensions) {
    await connection.run(`load ${quoted(name)}`).catch((error: Error) => {
      throw new Error(`[duckdb] cannot open ${shown}: ${missingExtension(name, error)}`, { cause: error });
    });
  }
}

/** Without this check, DuckDB would report it only when a query does not fit in memory. */
async function checkFolder(path: string, written: string, shown: string): Promise<void> {
  const found = await stat(path).catch(() => null);
  if (found === null || found.isDirectory()) return;
  throw new Error(`[duckdb] cannot open ${shown}: the setting temp_directory is ${written}, which is not a folder. Use a folder.`);
}

function missingExtension(name: string, error: Error): string {
  if (!/not found/i.test(error.message))
    return `the extension ${name} cannot be loaded: ${firstLine(error)} Install it again, or remove it from extensions.`;
  const install = `node -e "import('@duckdb/node-api').then(async (d) => (await (await d.DuckDBInstance.create()).connect()).run('install ${name}'))"`;
  return `the extension ${name} is not installed, and a run does not download extensions. Check the name, or install it once: ${install}`;
}

/** A file to attach. Without a name, it gets one that no query uses. */
export interface Attachment {
  readonly path: string;
  readonly shown: string;
  readonly name?: string;
}

interface Attached {
  readonly name: string;
  readonly ready: Promise<void>;
  users: number;
}

/** The databases that are attached to one instance, as long as they have users. */
export class Attachments {
  readonly #attached = new Map<string, Attached>();
  /** Attaching and detaching run one after the other, so that a name is free when it is used again. */
  #queue: Promise<unknown> = Promise.resolve();

  /** The name under which the file is attached. Throws the error that `explain` creates from DuckDB's error. */
  async take(
    connection: DuckDBConnection,
    { path, shown, name: asked }: Attachment,
    explain: (error: Error) => Promise<Error>,
  ): Promise<string> {
    let known = this.#attached.get(path);
    if (known === undefined) {
      const name = asked ?? `millrace_attached_${++attached}`;
      const ready = this.#next(async () => {
        await connection.run(`attach ${literal(path)} as ${quoted(name)} (read_only)`).catch(async (error: Error) => {
          if (/already exists/i.test(error.message))
            throw new Error(`[duckdb] cannot attach ${shown} as ${name}: the database itself has this name. Choose another name.`, {
              cause: error,
            });
          throw await explain(error);
        });
      });
      known = { name, ready, users: 0 };
      this.#attached.set(path, known);
    }
    known.users++;
    try {
      await known.ready;
      return known.name;
    } catch (error) {
      if (this.#attached.get(path) === known) this.#attached.delete(path);
      throw error;
    }
  }

  async give(connection: DuckDBConnection, path: string): Promise<void> {
    const known = this.#attached.get(path);
    if (known === undefined || --known.users > 0) return;
    this.#attached.delete(path);
    await this.#next(() => connection.run(`detach ${quoted(known.name)}`)).catch(() => undefined);
  }

  #next<T>(work: () => Promise<T>): Promise<T> {
    const done = this.#queue.then(work);
    this.#queue = done.catch(() => undefined);
    return done;
  }
}

let attached = 0;

export async function checkAttached({ name, path, shown }: Attachment, main: string): Promise<void> {
  if (path === main)
    throw new Error(`[duckdb] cannot attach ${shown} as ${name}: it is the manager's own database. Remove it from attach.`);
  await access(path).catch((error: Error) => {
    throw new Error(`[duckdb] cannot attach ${shown} as ${name}: the file does not exist. Create it first, or remove it from attach.`, {
      cause: error,
    });
  });
}

const literal = (text: string): string => `'${text.replaceAll("'", "''")}'`;
const firstLine = ({ message }: Error): string => `${(message.split("\n")[0] ?? message).replace(/\.$/, "")}.`;
